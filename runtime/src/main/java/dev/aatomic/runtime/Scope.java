package dev.aatomic.runtime;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An open block, as a value: what is submitted through it belongs to this block, whichever thread submits it and whatever is
 * current there. Once the block has ended, work, hooks and the rollback flag are refused with {@link TransactionManagementException}; what
 * only asks about the block still answers.
 */
public interface Scope extends TransactionOperations {

    /**
     * The database of the block.
     *
     * @return its name
     */
    String database();

    /**
     * How many blocks of this database are open around this one.
     *
     * @return 0 for the outermost
     */
    int depth();

    /**
     * Whether the block accepts work.
     *
     * @return false from the moment its body has completed
     */
    boolean isOpen();

    /**
     * Runs a function with this scope current, on the calling thread.
     *
     * @param body the function
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what the function returned
     * @throws X what the function threw
     */
    <T extends @Nullable Object, X extends Throwable> T call(CheckedSupplier<T, X> body) throws X;

    /**
     * Ends a block from {@link Atomic#enter()}: commits, or releases its savepoint. Once the block was told to end, further calls
     * change nothing; their stage tells what became of the block.
     *
     * @return a stage that completes as the block's does: what the block fails with arrives there
     * @throws TransactionManagementException if the block is not from {@code enter()}
     */
    CompletableFuture<@Nullable Void> exit();

    /**
     * Ends a block from {@link Atomic#enter()} by rolling back. Once the block was told to end, further calls change nothing; their
     * stage tells what became of the block.
     *
     * @param failure what failed; null ends the block as {@link #exit()} does
     * @return a stage that completes when the block has ended: normally, unless the block failed in another way than by the
     *     given failure
     * @throws TransactionManagementException if the block is not from {@code enter()}
     */
    CompletableFuture<@Nullable Void> exit(@Nullable Throwable failure);
}
