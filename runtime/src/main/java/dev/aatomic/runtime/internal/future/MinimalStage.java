package dev.aatomic.runtime.internal.future;

import dev.aatomic.runtime.internal.lane.Dispatcher;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stage that many may share: nobody can change what the others see, since it cannot be completed, and each gets a future of its own from
 * it.
 *
 * @param <T> the value
 */
public final class MinimalStage<T extends @Nullable Object> extends ScopeFuture<T> {

    MinimalStage(Dispatcher dispatcher) {
        super(dispatcher);
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new MinimalStage<>(dispatcher());
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        ScopeFuture<T> own = new ScopeFuture<>(dispatcher());
        completeDependent(own);
        return own;
    }

    @Override
    public CompletableFuture<T> copy() {
        return toCompletableFuture();
    }

    @Override
    public boolean complete(T value) {
        throw refused("complete");
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        throw refused("completeExceptionally");
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        throw refused("cancel");
    }

    @Override
    public void obtrudeValue(T value) {
        throw refused("obtrudeValue");
    }

    @Override
    public void obtrudeException(Throwable failure) {
        throw refused("obtrudeException");
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
    public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        throw refused("orTimeout");
    }

    @Override
    public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        throw refused("completeOnTimeout");
    }

    private static UnsupportedOperationException refused(String method) {
        return new UnsupportedOperationException("'" + method
                + "' was called on a minimal stage, which others may have too; call it on toCompletableFuture(), which"
                + " is the caller's own");
    }
}
