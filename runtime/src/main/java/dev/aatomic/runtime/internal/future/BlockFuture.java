package dev.aatomic.runtime.internal.future;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of a block gets. Only the engine completes it; cancelling it, or failing it, asks the block to roll back, and it
 * completes when that is done.
 *
 * @param <T> the value
 */
public final class BlockFuture<T extends @Nullable Object> extends ScopeFuture<T> {

    public BlockFuture(Dispatcher dispatcher, Abortable scope) {
        super(dispatcher, scope);
    }

    @Override
    public void settle(T value, @Nullable Throwable failure, ThreadState thread) {
        letGo(failure);
        super.settle(value, failure, thread);
    }

    /** Refuses to wait for the block's end inside the block: the wait would never end, since the block ends after what runs in it. */
    private void checkNotInside() {
        Abortable scope = held();
        if (scope != null && !isDone() && scope.contains(ThreadState.currentContext())) {
            throw new TransactionManagementException(
                    "The end of block " + scope.place()
                            + " was waited for inside it, which would never come: a block ends after what runs in it,"
                            + " its hooks included. Wait for it outside the block, or attach what is to follow to its"
                            + " future there",
                    null);
        }
    }

    /**
     * As everywhere in the JDK.
     *
     * @throws TransactionManagementException inside the block, whose end would never come
     */
    @Override
    public T join() {
        checkNotInside();
        return super.join();
    }

    /**
     * As everywhere in the JDK.
     *
     * @throws TransactionManagementException inside the block, whose end would never come
     */
    @Override
    public T get() throws InterruptedException, ExecutionException {
        checkNotInside();
        return super.get();
    }

    /**
     * As everywhere in the JDK.
     *
     * @throws TransactionManagementException inside the block, whose end would not come in time
     */
    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        checkNotInside();
        return super.get(timeout, unit);
    }

    /** Only the engine completes it, in no scope. */
    @Override
    @Nullable
    Executor outsideOfScopes() {
        return null;
    }

    /**
     * Rolls the block back.
     *
     * @return whether the block is cancelled, by this call or another; false if COMMIT was sent, or it ends in another way
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        Abortable scope = held();
        if (scope != null
                && (scope.abort(new CancellationException("The transaction block was cancelled"))
                        || scope.isCancelled())) {
            return true;
        }
        return endsCancelled();
    }

    /**
     * Rolls the block back with a failure.
     *
     * @return false if COMMIT was sent, or it ends in another way
     */
    @Override
    public boolean completeExceptionally(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        Abortable scope = held();
        return scope != null && scope.abort(failure);
    }

    /**
     * Rolls the block back with a {@link TimeoutException} if it has not ended in time.
     *
     * @throws IllegalStateException if the block is nested, since its body may have run before the call; not if it has ended as cancelled
     */
    @Override
    public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        if (isNested()) {
            throw new IllegalStateException(
                    "'orTimeout' was called on the future of a nested block, whose body may have run before the call."
                            + " Give the block a time limit with timeout(…), which holds from its opening");
        }
        long nanos = unit.toNanos(timeout);
        Abortable scope = held();
        if (scope != null && !isDone()) {
            try {
                Future<?> limit = dispatcher().schedule(() -> scope.abort(new TimeoutException()), Math.max(0L, nanos));
                onCompletion((value, failure) -> limit.cancel(false));
            } catch (RejectedExecutionException closed) {
                // close() has ended the block, or is about to.
                return this;
            }
        }
        return this;
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
