package dev.aatomic.conformance.run;

/** The blocking body of a block. */
@FunctionalInterface
public interface BlockingBody {

    /**
     * Runs the operations of the block.
     *
     * @throws Exception what one of them threw
     */
    void run() throws Exception;
}
