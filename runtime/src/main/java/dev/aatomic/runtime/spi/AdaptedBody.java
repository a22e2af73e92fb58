package dev.aatomic.runtime.spi;

/**
 * A body that an adapter has put around the user's function: tells the engine what it cannot see of that. For adapters that give {@code
 * getStageAsync} a body of their own, as {@code aatomic-kotlin} does.
 */
public interface AdaptedBody {

    /**
     * What the user wrote, whose class names a block without a name in messages.
     *
     * @return the user's function
     */
    Object written();

    /**
     * Whether a block may run the body again after its failure, if its policy says so.
     *
     * @return false once somebody has what could not be taken back, such as an item of a stream
     */
    default boolean mayRunAgain() {
        return true;
    }

    /**
     * Whether code that is below on the stack, where the block is opened, is to end the body's stage. Then nothing else runs there before: it
     * might wait for the block.
     *
     * @return true if that code goes on once the block is open
     */
    default boolean isContinuedByOpener() {
        return false;
    }
}
