package dev.aatomic.runtime.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of a block gets. Only the engine completes it; cancelling it, or failing it, asks the block to roll back, and it
 * is done when that is.
 *
 * @param <T> the value
 */
final class BlockFuture<T extends @Nullable Object> extends ScopeFuture<T> {

    /** Set before the future is given to anybody; null once the block has ended, so that its future does not keep it. */
    private volatile @Nullable Abortable block;

    private static final VarHandle BLOCK = ReleasedField.of(MethodHandles.lookup(), "block", Abortable.class);

    BlockFuture(Dispatcher dispatcher) {
        super(dispatcher);
    }

    void bind(Abortable scope) {
        BLOCK.setRelease(this, scope);
    }

    @Override
    void settle(T value, @Nullable Throwable failure, ThreadState thread) {
        BLOCK.setRelease(this, null);
        super.settle(value, failure, thread);
    }

    /**
     * Rolls the block back.
     *
     * @return false if the block has ended, or COMMIT was sent
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return completeExceptionally(new CancellationException("The transaction block was cancelled"));
    }

    /**
     * Rolls the block back with a failure.
     *
     * @return false if the block has ended, or COMMIT was sent
     */
    @Override
    public boolean completeExceptionally(Throwable failure) {
        Abortable scope = block;
        return scope != null && scope.abort(failure);
    }

    /**
     * Refused: only the block's end completes it.
     *
     * @throws IllegalStateException always
     */
    @Override
    public boolean complete(T value) {
        throw refused("complete");
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        throw refused("completeAsync");
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
        throw refused("completeAsync");
    }

    @Override
    public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        throw refused("completeOnTimeout");
    }

    @Override
    public void obtrudeValue(T value) {
        throw refused("obtrudeValue");
    }

    @Override
    public void obtrudeException(Throwable failure) {
        throw refused("obtrudeException");
    }

    private static IllegalStateException refused(String method) {
        return new IllegalStateException(
                "'" + method + "' was called on the future of a transaction block, which only the"
                        + " block's end may complete; to roll the block back, cancel it or call completeExceptionally");
    }
}
