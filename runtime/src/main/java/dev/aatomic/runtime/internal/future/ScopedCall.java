package dev.aatomic.runtime.internal.future;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.lane.Captured;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Calls the user's functions with a context current, for a caller that waits. */
public final class ScopedCall {

    private ScopedCall() {}

    /**
     * Calls it on this thread; on a thread of ours if this is a worker of a {@link java.util.concurrent.ForkJoinPool}. A worker runs other
     * people's tasks while it waits in the function, and these would find themselves in the context.
     */
    public static <T extends @Nullable Object, X extends Throwable> T call(
            Dispatcher dispatcher, Context context, CheckedSupplier<T, X> function) throws X {
        ThreadState thread = ThreadState.current();
        return thread.isWorker() ? callElsewhere(dispatcher, context, function) : callHere(thread, context, function);
    }

    private static <T extends @Nullable Object, X extends Throwable> T callHere(
            ThreadState thread, Context context, CheckedSupplier<T, X> function) throws X {
        Context previous = thread.context;
        thread.context = context;
        try {
            return InheritedContext.call(thread, function);
        } finally {
            thread.context = previous;
        }
    }

    private static <T extends @Nullable Object> T callHere(Context context, CheckedSupplier<T, ?> function)
            throws Exception {
        try {
            return callHere(ThreadState.current(), context, function);
        } catch (Throwable t) {
            throw Failures.<Exception>rethrow(t);
        }
    }

    private static <T extends @Nullable Object, X extends Throwable> T callElsewhere(
            Dispatcher dispatcher, Context context, CheckedSupplier<T, X> function) throws X {
        ScopeFuture<T> result = new ScopeFuture<>(dispatcher);
        Captured captured = dispatcher.capture();
        dispatcher.runOnSpareThread(() -> {
            T value = null;
            Throwable failure = null;
            try {
                value = captured == null
                        ? callHere(context, function)
                        : captured.call(() -> callHere(context, function));
            } catch (Throwable t) {
                failure = t;
            }
            // Wrapped, so that a failure of the user's that is a wrapper itself comes out as it is.
            result.settle(value, failure == null ? null : new CompletionException(failure));
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            throw Failures.<X>rethrow(e.getCause());
        }
    }
}
