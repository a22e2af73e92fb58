package dev.aatomic.runtime.internal.operations;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.future.ScopedCall;
import dev.aatomic.runtime.internal.scope.BlockScope;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A call of a test's function on a thread of ours, for a worker of a {@link java.util.concurrent.ForkJoinPool}, which runs other tests while
 * it waits. Whoever interrupts the worker, as at the end of a test's time, means the function.
 *
 * @param <T> what it returns
 */
final class CarriedCall<T extends @Nullable Object> {

    private final BlockScope block;
    private final CheckedSupplier<T, ?> function;
    private final ScopeFuture<T> result;

    // Guarded by this:
    private @Nullable Thread runner;
    private boolean isInterrupted;

    CarriedCall(BlockScope block, CheckedSupplier<T, ?> function) {
        this.block = block;
        this.function = function;
        this.result = new ScopeFuture<>(block.engine.dispatcher);
    }

    T call() throws Throwable {
        block.engine.dispatcher.runOnSpareThread(this::run);
        for (; ; ) {
            try {
                return result.get();
            } catch (InterruptedException e) {
                interrupt();
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        }
    }

    private void run() {
        T value = null;
        Throwable failure = null;
        begin();
        try {
            value = ScopedCall.call(block.engine.dispatcher, block, function);
        } catch (Throwable t) {
            failure = t;
        } finally {
            end();
        }
        result.settle(value, failure == null ? null : new CompletionException(failure));
    }

    private synchronized void begin() {
        runner = Thread.currentThread();
        if (isInterrupted) {
            runner.interrupt();
        }
    }

    private synchronized void interrupt() {
        isInterrupted = true;
        if (runner != null) {
            runner.interrupt();
        }
    }

    /** The next work of the thread must not find the flag. */
    private synchronized void end() {
        runner = null;
        Thread.interrupted();
    }

    /** Runs the function, and throws what it throws. */
    static <T extends @Nullable Object, X extends Throwable> T call(BlockScope block, CheckedSupplier<T, X> function)
            throws X {
        try {
            return new CarriedCall<>(block, function).call();
        } catch (Throwable t) {
            throw Failures.<X>rethrow(t);
        }
    }
}
