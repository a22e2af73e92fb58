package dev.aatomic.runtime;

import java.sql.Savepoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What can be done in a block. On {@link Transactions} a call applies to the innermost block that is open where it is made, on
 * {@link Database} to the innermost one of that database, on a {@link Scope} to that scope.
 *
 * <p>Every method may be called from any thread on which the scope is current.
 */
public interface TransactionOperations {

    /**
     * Runs statements on the scope's connection, after those submitted before and never at the same time. On the thread that runs the body
     * or a continuation of the scope they run before this method returns, unless that thread's stack is deep by then.
     *
     * <p>A statement that fails breaks the block: until its end it refuses further statements, and it will roll back. A failed
     * step breaks its block too if nothing was ever attached to the returned stage, or if the stage had been completed before, as by who
     * cancelled it or gave it a time limit: then nobody learns of the failure. ({@code CompletableFuture.allOf} attaches
     * nothing to futures that are complete already; {@code toCompletableFuture()} counts as attaching, {@code isDone}
     * and {@code state} do not.)
     *
     * <p>Work that is refused because the body's stage has completed makes the block roll back only while something that the block accepted
     * before is still running; after that only the caller who submitted the work is told.
     *
     * <p>Where no open scope can take the step, this method throws. A refusal while the step runs, such as that of a statement in a broken
     * block, arrives in the stage.
     *
     * <p>In {@link Database#autocommit the autocommit context} the step has a connection of its own, on which each statement commits alone.
     * If none can be had, the failure arrives in the stage.
     *
     * @param step the statements
     * @param <T> what the step returns
     * @return a stage with the step's value, or its failure as it was thrown; continuations attached to it where a scope is
     *     current run in that scope
     * @throws NoTransactionException if neither a block nor the autocommit context is current
     * @throws TransactionManagementException if the scope has ended, or a block nested in it is open and current here
     */
    <T extends @Nullable Object> CompletableFuture<T> submit(ConnectionFunction<T> step);

    /**
     * Registers a hook to run in the outermost block before its COMMIT, once its body and all that it has accepted are over: for what belongs
     * to the transaction and is known only at its end, as a total, a check or an outbox. Hooks run one after another, in the order of
     * registration. They are a part of the block: they may do statements, open blocks, and register hooks, which run too, and the block's
     * deadline counts for them. The failure of a hook rolls the block back, whatever the block is set to commit on, drops the hooks after
     * it, and reaches the caller as it was thrown; a block that is retried may run again for it.
     *
     * <p>A hook is dropped if the block that registered it or one around it rolls back, by its own end or to a savepoint, and if the
     * outermost block is going to roll back when its body is over. A block in another library's transaction runs its hooks at its own end,
     * which may be long before that transaction's COMMIT. In the autocommit context, and in a hook that runs after the commit, the hook runs
     * at once, and this method throws its failure.
     *
     * @param hook the hook
     * @throws NoTransactionException if neither a block nor the autocommit context is current
     * @throws TransactionManagementException if the scope has ended
     */
    void beforeCommit(CheckedRunnable<?> hook);

    /**
     * As {@link #beforeCommit}, with a hook that goes on after it has returned: the hooks after it, and COMMIT, wait for its stage, whose
     * failure counts as the hook's. In the autocommit context nothing waits for it.
     *
     * @param hook makes the stage
     * @throws NoTransactionException if neither a block nor the autocommit context is current
     * @throws TransactionManagementException if the scope has ended
     */
    void beforeCommitAsync(CheckedSupplier<? extends CompletionStage<?>, ?> hook);

    /**
     * Registers a hook to run once the outermost block has committed and given its connection back, in the order of registration; never if
     * the block or one around it rolls back. If the hook fails, or is given up by {@link Transactions#close()}, the hooks after it are
     * dropped and the caller gets an {@link AfterCommitException}. If the caller gets an exception for which {@code noRollbackFor} has
     * committed, the hook's failure is logged instead. In the autocommit context the hook runs at once, and this method throws its failure.
     *
     * @param hook the hook
     * @throws NoTransactionException if neither a block nor the autocommit context is current
     * @throws TransactionManagementException if the scope has ended
     */
    void onCommit(CheckedRunnable<?> hook);

    /**
     * As {@link #onCommit}, but an exception of the hook is logged and the hooks after it run. An {@link Error} counts as it does for
     * {@link #onCommit}.
     *
     * @param hook the hook
     * @throws NoTransactionException if neither a block nor the autocommit context is current
     * @throws TransactionManagementException if the scope has ended
     */
    void onCommitRobust(CheckedRunnable<?> hook);

    /**
     * As {@link #onCommit}, with a hook that goes on after it has returned: the hooks after it, and the block's future, wait for its
     * stage, whose failure counts as the hook's. In the autocommit context nothing waits for it.
     *
     * @param hook makes the stage
     * @throws NoTransactionException if neither a block nor the autocommit context is current
     * @throws TransactionManagementException if the scope has ended
     */
    void onCommitAsync(CheckedSupplier<? extends CompletionStage<?>, ?> hook);

    /**
     * Registers a hook to run when what was done in this block is rolled back: by the block's own end, by that of a block around it, or by
     * a rollback to a savepoint. It runs after the outermost block has given its connection back, in the order of registration, once for
     * each attempt of a retry. Its failure is logged. In the autocommit context, where nothing is rolled back, it never runs.
     *
     * @param hook the hook
     * @throws NoTransactionException if neither a block nor the autocommit context is current
     * @throws TransactionManagementException if the scope has ended
     */
    void onRollback(CheckedRunnable<?> hook);

    /**
     * Sets the rollback flag, as Django's {@code set_rollback} does. True makes the nearest enclosing block that has a savepoint, or the
     * outermost one, roll back at its end although it ended normally, and return normally. It may be the first call of a block: the
     * statements after it are run, and undone at the end, unless {@link Transactions.Builder#silentRollback} is set. False takes a pending
     * rollback back, which is sound only after a rollback to a savepoint that was set before the failure.
     *
     * @param rollbackOnly the flag
     * @throws TransactionManagementException outside a block, or if the scope has ended
     */
    void setRollbackOnly(boolean rollbackOnly);

    /**
     * Whether the block is going to roll back, as Django's {@code get_rollback} says.
     *
     * @return the rollback flag
     * @throws TransactionManagementException outside a block, or if the scope has ended
     */
    boolean isRollbackOnly();

    /**
     * Sets a savepoint.
     *
     * @return a stage with the savepoint, or the failure to set it, a refusal in a broken block included; in the autocommit context,
     *     where there is none, with null
     * @throws NoTransactionException if neither a block nor the autocommit context is current
     * @throws TransactionManagementException if the scope has ended, or a block nested in it is open and current here
     */
    CompletableFuture<@Nullable Savepoint> savepoint();

    /**
     * Undoes what was done since the savepoint, the hooks registered since included. The savepoint stays. The rollback flag is
     * not touched: to go on after a failure, {@code setRollbackOnly(false)} first.
     *
     * @param savepoint from {@link #savepoint()}; null does nothing
     * @return a stage that completes when this is done, or fails with the reason why it was not
     * @throws NoTransactionException if neither a block nor the autocommit context is current
     * @throws TransactionManagementException if the scope has ended, or a block nested in it is open and current here
     */
    CompletableFuture<@Nullable Void> savepointRollback(@Nullable Savepoint savepoint);

    /**
     * Releases the savepoint; what was done since stays.
     *
     * @param savepoint from {@link #savepoint()}; null does nothing
     * @return a stage that completes when this is done, or fails with the reason why it was not
     * @throws NoTransactionException if neither a block nor the autocommit context is current
     * @throws TransactionManagementException if the scope has ended, or a block nested in it is open and current here
     */
    CompletableFuture<@Nullable Void> savepointCommit(@Nullable Savepoint savepoint);

    /**
     * Brings a foreign stage into the scope: continuations attached to the returned stage run in the scope that is current where
     * they are attached, one at a time with its other code, whichever thread completes the foreign stage. This call itself is
     * never refused.
     *
     * @param stage any stage
     * @param <T> its value
     * @return a stage that completes as the given one does
     */
    <T extends @Nullable Object> CompletableFuture<T> bind(CompletionStage<T> stage);
}
