package dev.aatomic.runtime;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A block in which everything happens or nothing. Opened where no block of its database is {@linkplain Transactions current} it is a
 * transaction; nested in such a block it is a savepoint. Immutable, reusable, reentrant, safe for use by many threads. Each method that
 * sets something returns a new block, in which the new value replaces the old one.
 *
 * <p>The forms differ in who runs the body and who waits:
 *
 * <table class="striped">
 * <caption>Forms</caption>
 * <tr><th>form</th><th>body</th><th>runs on</th><th>caller</th></tr>
 * <tr><td>{@link #getStageAsync}</td><td>asynchronous: the block ends when its stage completes</td><td>a {@linkplain Transactions
 *     dispatch thread}</td><td>gets a future</td></tr>
 * <tr><td>{@link #getPublisher}</td><td>a stream: the block ends when it completes</td><td>a dispatch thread, for each
 *     subscription</td><td>subscribes</td></tr>
 * <tr><td>{@link #getAsync}, {@link #runAsync}</td><td>blocking</td><td>a dispatch thread</td><td>gets a future</td></tr>
 * <tr><td>{@link #get}, {@link #run}</td><td>blocking</td><td>the caller's thread</td><td>waits</td></tr>
 * </table>
 *
 * <p>The future of a block completes after COMMIT or ROLLBACK, the return of the connection, and the hooks, in this order. Whatever the
 * body throws rolls the block back and reaches the caller as it was thrown, with nothing added. Two cases differ: the exception of another
 * block with another outcome than this one's arrives as the cause of an {@link InnerBlockException}; and a failure that
 * {@link #noRollbackFor} names commits and reaches the caller as it was thrown, but in a broken block, which rolls back, it arrives
 * suppressed in an {@link UnexpectedRollbackException}. A block whose body ended normally fails with
 *
 * <ul>
 *   <li>{@link UnexpectedRollbackException} if something in it had failed and was swallowed,
 *   <li>{@link AfterCommitException} if it committed and a hook failed,
 *   <li>{@link TransactionSystemException} if COMMIT or RELEASE failed,
 *   <li>{@link CommitOutcomeUnknownException} if the answer to COMMIT was lost;
 * </ul>
 *
 * Before its body runs a block may fail with {@link CannotCreateTransactionException}, {@link PoolDeadlockException} or
 * {@link DurableNestedException}; at any time before COMMIT with {@link TransactionTimedOutException}. A block that takes its connection with
 * its first statement fails with the first two when it needs it, although its body has begun.
 *
 * <p>Where a form returns a future, {@link #enter} included, these exceptions arrive there, and refusals too: the call itself throws no
 * {@link TransactionException}. {@link #get} and {@link #run} throw them.
 *
 * <p>{@code cancel} on the future rolls the block back, and returns true if the block is cancelled, by this call or by one before; false if
 * COMMIT was sent, or the block ends in another way. {@code completeExceptionally}, and {@code orTimeout} on the future of an outermost
 * block, roll back with their own failure. {@code orTimeout} on the future of a nested block throws an {@link IllegalStateException}, since
 * its body may have run before: use {@link #timeout}. {@code complete} and its like always throw one. What is attached to the future of an
 * outermost block runs on a dispatch thread, unless it was attached inside a block. The failure of an outermost block is logged once its
 * future has been garbage collected, if nothing was ever attached to the future and nobody waited for it or asked whether it failed.
 *
 * <p>A body must not block on a stage of an unrelated {@linkplain Transactions scope}: nobody can know that the one scope waits for the
 * connection of the other. Inside a block, its hooks included, {@code join} and {@code get} on the block's own future, or on that of a
 * block around it, throw a {@link TransactionManagementException}: they would wait for ever.
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
     * The same block, which must be the outermost of its database: nested it fails with {@link DurableNestedException}.
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
     * @param isolation the isolation; a block nested in a transaction with a weaker one fails with {@link TransactionManagementException}
     * @return a new block
     */
    Atomic isolation(Isolation isolation);

    /**
     * The same block, only reading. On PostgreSQL the future of an outermost one completes before COMMIT is answered, since that has nothing
     * to say: not where the isolation is SERIALIZABLE, more than queries was sent or a hook waits for it.
     *
     * @return a new block
     */
    Atomic readOnly();

    /**
     * The same block with {@code readOnly} set.
     *
     * @param readOnly true to only read; false to write, and so to fail with {@link TransactionManagementException} inside a read-only
     *     block. Where neither is set, a nested block joins the one around it
     * @return a new block
     */
    Atomic readOnly(boolean readOnly);

    /**
     * The same block, with its connection taken before its body runs or with its first statement. Only that of an outermost block counts: a
     * nested one has the connection of the block around it.
     *
     * @param acquisition when
     * @return a new block
     */
    Atomic connection(ConnectionAcquisition acquisition);

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
     * The same block with a retry. Only the retry of an outermost block counts.
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
     * @param failures classes of exceptions, subclasses included; they replace those set before
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
     * Returns a publisher of which each subscription is a block of its own, and nothing happens without one. The block runs the body, passes
     * its items on as they come, and commits when the body's publisher completes; the subscriber is told of completion after the block's end.
     * An error rolls back and arrives as it was thrown. A subscriber that cancels rolls the block back, even if it has all the items that it
     * wants. Once an item was passed on, the block is not retried.
     *
     * @param body makes the publisher; throwing or returning null is a failure
     * @param <T> the items
     * @return a publisher, in whose subscriptions a refusal arrives too
     */
    <T> Flow.Publisher<T> getPublisher(CheckedSupplier<? extends Flow.Publisher<? extends T>, ?> body);

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
     * Opens a block that {@link Scope#exit()} ends. Prefer the other forms, which cannot be left open. It is opened once, whatever its
     * retry is: there is no body to run again.
     *
     * @return a future of the open scope, in which a refusal arrives too. As always, a continuation runs in the scope that was current
     *     where it was attached, not in the new one: use the value, or {@link Scope#call}
     */
    CompletableFuture<Scope> enter();
}
