package dev.aatomic.runtime;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A block in which everything happens or nothing: opened where no block of its database is current it is a transaction,
 * nested it is a savepoint. Immutable, reusable, reentrant, safe for use by many threads. Each setting gives a new block, in which it
 * replaces what was set of it before.
 *
 * <p>The three forms differ in who runs the body and who waits:
 *
 * <table class="striped">
 * <caption>Forms</caption>
 * <tr><th>form</th><th>body</th><th>runs on</th><th>caller</th></tr>
 * <tr><td>{@link #getStageAsync}</td><td>asynchronous: the block ends when its stage completes</td><td>a {@linkplain Transactions
 *     dispatch thread}</td><td>gets a future</td></tr>
 * <tr><td>{@link #getAsync}, {@link #runAsync}</td><td>blocking</td><td>a dispatch thread</td><td>gets a future</td></tr>
 * <tr><td>{@link #get}, {@link #run}</td><td>blocking</td><td>the caller's thread</td><td>waits</td></tr>
 * </table>
 *
 * <p>The future of a block completes after COMMIT or ROLLBACK, the return of the connection, and the hooks, in this order.
 * Whatever the body throws rolls back and reaches the caller as it was thrown, with nothing added; but where it is the exception of
 * another block whose outcome is not this one's, as the cause of an {@link InnerBlockException}. What {@link #noRollbackFor} names
 * commits and reaches the caller so; in a broken block, which rolls back, suppressed in an {@link UnexpectedRollbackException}. A
 * block whose body ended normally fails with
 *
 * <ul>
 *   <li>{@link UnexpectedRollbackException} if something in it had failed and was swallowed,
 *   <li>{@link AfterCommitException} if it committed and a hook failed,
 *   <li>{@link TransactionSystemException} if COMMIT or RELEASE failed,
 *   <li>{@link CommitOutcomeUnknownException} if the answer to COMMIT was lost;
 * </ul>
 *
 * and before its body runs with {@link CannotCreateTransactionException}, {@link PoolDeadlockException} or
 * {@link DurableNestedException}; at any time before COMMIT with {@link TransactionTimedOutException}.
 *
 * <p>Where a form gives a future, {@link #enter} included, these arrive there, and refusals too: it throws no {@link
 * TransactionException} itself. {@link #get} and {@link #run} throw.
 *
 * <p>{@code cancel} on the future rolls the block back, and answers true if the block is cancelled, by this call or by one before; false if
 * COMMIT was sent, or the block ends in another way. {@code completeExceptionally}, and {@code orTimeout} on the future of an outermost
 * block, roll back with their own failure; {@code orTimeout} on that of a nested one is refused, since its body may have run before:
 * use {@link #timeout}. {@code complete} and its like are refused. What is attached to the future of an outermost block runs on a dispatch
 * thread, unless it was attached inside a block. An outermost block's failure is logged if nothing was ever attached to its future, and
 * nobody waited for it or asked whether it failed, once the future has been collected.
 *
 * <p>A body must not block on a stage of an unrelated scope: nobody can know that the one waits for the other's connection. Inside a
 * block, its hooks included, {@code join} and {@code get} on the block's own future, or on that of a block around it, throw a {@link
 * TransactionManagementException}: they would wait for ever.
 */
public interface Atomic {

    /**
     * The same block on another database.
     *
     * @param database the name given to the builder
     * @return a new block
     * @throws IllegalArgumentException if no database has that name
     */
    Atomic using(String database);

    /**
     * The same block with {@code savepoint} set.
     *
     * @param savepoint false to merge it, when nested, into the block around it
     * @return a new block
     */
    Atomic savepoint(boolean savepoint);

    /**
     * The same block, insisting on being the outermost of its database.
     *
     * @return a new block
     */
    Atomic durable();

    /**
     * The same block with {@code propagation} set.
     *
     * @param propagation what to do about an open block; {@code savepoint(false)} is short for {@link Propagation#REQUIRED}
     * @return a new block
     * @throws IllegalArgumentException if {@code savepoint(false)} was set too, or it contradicts {@code durable}
     */
    Atomic propagation(Propagation propagation);

    /**
     * The same block with an isolation.
     *
     * @param isolation the isolation; a block nested in a transaction of a laxer one fails
     * @return a new block
     */
    Atomic isolation(Isolation isolation);

    /**
     * The same block, only reading.
     *
     * @return a new block
     */
    Atomic readOnly();

    /**
     * The same block with {@code readOnly} set.
     *
     * @param readOnly true to read only; false, said so, to fail inside a read-only block. Without either, a nested block joins
     * @return a new block
     */
    Atomic readOnly(boolean readOnly);

    /**
     * The same block with a time limit, which covers the wait for a connection, the body, each statement, the moment before
     * COMMIT, and all attempts of a retry together. Past it the block rolls back and fails with {@link
     * TransactionTimedOutException}, at the latest 2 s after, whether or not the database answers.
     *
     * @param timeout the limit; a nested block ends no later than the one around it
     * @return a new block
     * @throws IllegalArgumentException if it is not positive
     */
    Atomic timeout(Duration timeout);

    /**
     * The same block with a retry. That of an outermost block counts.
     *
     * @param policy when and how often
     * @return a new block
     */
    Atomic retry(RetryPolicy policy);

    /**
     * The same block, committing when its body fails with one of these; the caller gets the failure all the same. If it cannot commit,
     * since something in it had failed before, COMMIT is refused, or its deadline has passed, the caller gets an exception that says so,
     * with the failure suppressed in it.
     *
     * @param failures classes of exceptions; their subclasses count; in place of those set before
     * @return a new block
     * @throws IllegalArgumentException if one is no class of exceptions
     */
    Atomic noRollbackFor(Class<?>... failures);

    /**
     * The same block with a name for messages.
     *
     * @param name for example {@code Accounts.transfer}
     * @return a new block
     */
    Atomic named(String name);

    /**
     * Runs an asynchronous body: the block ends when the stage it returned completes.
     *
     * @param body makes the stage; throwing or returning null is a failure
     * @param <T> the value
     * @return the block's future, in which a refusal arrives too
     */
    <T extends @Nullable Object> CompletableFuture<T> getStageAsync(
            CheckedSupplier<? extends CompletionStage<? extends T>, ?> body);

    /**
     * Runs a blocking body on a dispatch thread.
     *
     * @param body computes the value; a {@code CompletionStage}, {@code Future} or {@code Publisher} as value is a failure
     * @param <T> the value
     * @return the block's future, in which a refusal arrives too
     */
    <T extends @Nullable Object> CompletableFuture<T> getAsync(CheckedSupplier<? extends T, ?> body);

    /**
     * Runs a blocking body on a dispatch thread.
     *
     * @param body the work
     * @return the block's future, in which a refusal arrives too
     */
    CompletableFuture<@Nullable Void> runAsync(CheckedRunnable<?> body);

    /**
     * Runs a blocking body on the caller's thread and waits for the block's end.
     *
     * @param body computes the value; a {@code CompletionStage}, {@code Future} or {@code Publisher} as value is a failure
     * @param <T> the value
     * @param <X> what the body throws
     * @return the value
     * @throws X what the body threw
     */
    <T extends @Nullable Object, X extends Throwable> T get(CheckedSupplier<T, X> body) throws X;

    /**
     * Runs a blocking body on the caller's thread and waits for the block's end.
     *
     * @param body the work
     * @param <X> what the body throws
     * @throws X what the body threw
     */
    <X extends Throwable> void run(CheckedRunnable<X> body) throws X;

    /**
     * Opens a block that {@link Scope#exit()} ends. Prefer the other forms, which cannot be left open. It runs once, whatever the retry:
     * there is no body to run again.
     *
     * @return a stage with the open scope, in which a refusal arrives too. A continuation has the scope current that was so where it
     *     was attached, as always: use the value, or {@link Scope#call}
     */
    CompletableFuture<Scope> enter();
}
