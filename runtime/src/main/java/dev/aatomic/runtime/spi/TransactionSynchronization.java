package dev.aatomic.runtime.spi;

import dev.aatomic.runtime.Outcome;

/**
 * Something that is kept in step with the transaction of an outermost block and of all that is nested in it, such as the session of an
 * object-relational mapper: made with its first use, told of each station, and not used after the last. By default a station means nothing
 * to it.
 *
 * <p>One call comes after the other, each on a thread that holds the transaction's connection alone; they need not be the same thread.
 * What is said to be in a block may do statements on its connection, which {@link java.sql.Connection} handles of the block bring there. It
 * must not open blocks that nest in it.
 *
 * <p>Savepoints are a stack. Each is known by an object that says nothing else: that of a nested block, from its beginning to its end, or
 * one of the user's. A savepoint may have been set before the synchronization was made, which then hears of its end only.
 */
public interface TransactionSynchronization {

    /**
     * In the block in which a savepoint is about to be set: sends what belongs before it.
     *
     * @param savepoint identifies it
     * @throws Exception which breaks the block; a nested block is not entered then, and fails with it
     */
    default void beforeSavepoint(Object savepoint) throws Exception {}

    /**
     * In a nested block whose body has ended well, before its savepoint is released: sends what belongs to the block. May be called more
     * than once.
     *
     * @param savepoint identifies it
     * @throws Exception with which the block fails, and is rolled back
     */
    default void beforeRelease(Object savepoint) throws Exception {}

    /**
     * What was done since a savepoint stays, as part of what is around it.
     *
     * @param savepoint identifies it; those that were set after it are gone too
     */
    default void afterRelease(Object savepoint) {}

    /**
     * What was done since a savepoint is undone.
     *
     * @param savepoint identifies it; those that were set after it are gone
     * @param isKept whether it stays, and may be rolled back to again: true for one of the user's
     */
    default void afterRollback(Object savepoint, boolean isKept) {}

    /**
     * In the outermost block, whose body has ended well, before its COMMIT and after the hooks of
     * {@link dev.aatomic.runtime.TransactionOperations#beforeCommit}: sends all that is left. May be called more than once: what it does may
     * register such hooks, which then run before it is called again. Not called where the block is going to roll back.
     *
     * @throws Exception with which the block fails, and is rolled back
     */
    default void beforeCommit() throws Exception {}

    /**
     * The last call, outside the block, once its connection is back and before its hooks run. No other thread is in a call before it, even
     * where the driver has not come back and the caller was told before. What it throws is logged.
     *
     * @param outcome what became of the transaction
     */
    default void afterCompletion(Outcome outcome) {}
}
