package dev.aatomic.runtime.event;

/**
 * Learns what becomes of blocks. Given to {@code Transactions.builder().listener(…)}.
 *
 * <p>Each outermost block ends in exactly one of {@link #committed}, {@link #rolledBack} and {@link #unknown}, once it has given its
 * connection back and before its hooks run. Of nested blocks only the end is told, with a depth above 0; of steps outside any block
 * nothing.
 *
 * <p>The calls for one block come in order and one at a time; those for different blocks come on many threads at once:
 * {@linkplain dev.aatomic.runtime.Transactions dispatch threads}, the threads of callers who run the body themselves, or threads of this
 * library. No scope is current there. A block goes on when the method has returned, so the method must be quick, and must not wait for
 * another block. What it throws is logged and changes no outcome.
 */
public interface TransactionListener {

    /**
     * An outermost block has its connection, or takes it with its first statement; its body runs next.
     *
     * @param event the block, with how long it waited
     */
    default void began(TransactionEvent event) {}

    /**
     * An outermost block found no connection free and waits for one.
     *
     * @param event the block
     */
    default void waiting(TransactionEvent event) {}

    /**
     * A block holds a connection and has had nothing in flight for one second: its body waits for something else. Told once for each
     * such time, a few milliseconds late.
     *
     * @param event the innermost open block, with the times of its outermost one
     */
    default void idle(TransactionEvent event) {}

    /**
     * An outermost block has committed; or a nested one has ended well, which the blocks around it can still undo.
     *
     * @param event the block; the failure is one for which {@code noRollbackFor} commits
     */
    default void committed(TransactionEvent event) {}

    /**
     * A block was rolled back, or ended without its body having run: {@link TransactionEvent#begun} tells.
     *
     * @param event the block
     */
    default void rolledBack(TransactionEvent event) {}

    /**
     * An attempt was rolled back and there will be another. Told after its {@link #rolledBack}.
     *
     * @param event the attempt that failed
     */
    default void retried(TransactionEvent event) {}

    /**
     * COMMIT was sent and its answer is not known.
     *
     * @param event the block
     */
    default void unknown(TransactionEvent event) {}
}
