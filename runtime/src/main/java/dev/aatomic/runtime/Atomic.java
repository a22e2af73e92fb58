package dev.aatomic.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A block in which everything happens or nothing: opened where no block of its database is current it is a transaction,
 * nested it is a savepoint. Immutable, reusable, reentrant, safe for use by many threads.
 *
 * <p>The three forms differ in who runs the body and who waits:
 *
 * <table class="striped">
 * <caption>Forms</caption>
 * <tr><th>form</th><th>body</th><th>runs on</th><th>caller</th></tr>
 * <tr><td>{@link #getStageAsync}</td><td>asynchronous: the block ends when its stage completes</td><td>a dispatch thread</td>
 *     <td>gets a future</td></tr>
 * <tr><td>{@link #getAsync}, {@link #runAsync}</td><td>blocking</td><td>a dispatch thread</td><td>gets a future</td></tr>
 * <tr><td>{@link #get}, {@link #run}</td><td>blocking</td><td>the caller's thread</td><td>waits</td></tr>
 * </table>
 *
 * <p>The future of a block completes after COMMIT or ROLLBACK, the return of the connection, and the hooks, in this order.
 * Whatever the body throws rolls back and reaches the caller as it was thrown. A block whose body ended normally fails with
 *
 * <ul>
 *   <li>{@link UnexpectedRollbackException} if something in it had failed and was swallowed,
 *   <li>{@link AfterCommitException} if it committed and a hook failed,
 *   <li>{@link TransactionSystemException} if COMMIT or RELEASE failed,
 *   <li>{@link CommitOutcomeUnknownException} if the answer to COMMIT was lost;
 * </ul>
 *
 * and before its body runs with {@link CannotCreateTransactionException} or {@link DurableNestedException}.
 *
 * <p>A body must not block on a stage of an unrelated scope: nobody can know that the one waits for the other's connection.
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
     * The same block with {@code durable} set.
     *
     * @param durable true to insist on being the outermost block of its database
     * @return a new block
     */
    Atomic durable(boolean durable);

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
     * @return the block's future
     */
    <T extends @Nullable Object> CompletableFuture<T> getStageAsync(
            CheckedSupplier<? extends CompletionStage<? extends T>, ?> body);

    /**
     * Runs a blocking body on a dispatch thread.
     *
     * @param body computes the value; a {@code CompletionStage}, {@code Future} or {@code Publisher} as value is a failure
     * @param <T> the value
     * @return the block's future
     */
    <T extends @Nullable Object> CompletableFuture<T> getAsync(CheckedSupplier<? extends T, ?> body);

    /**
     * Runs a blocking body on a dispatch thread.
     *
     * @param body the work
     * @return the block's future
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
     * Opens a block that {@link Scope#exit()} ends. Prefer the other forms, which cannot be left open.
     *
     * @return a stage with the open scope. A continuation has the scope current that was so where it was attached, as always: use
     *     the value, or {@link Scope#call}
     */
    CompletableFuture<Scope> enter();
}
