package dev.aatomic.reactor;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.TransactionOperations;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;

/**
 * One run of a step. The step's own future tells its end in the scope where this was subscribed to.
 *
 * @param <T> what the step returns
 */
final class StepSubscription<T> extends PendingValue<T> {

    // Guarded by this:
    private @Nullable CompletableFuture<?> future;
    private boolean isCancelled;

    StepSubscription(CoreSubscriber<? super T> actual, @Nullable Object scope) {
        super(actual, scope);
    }

    /** Submits the step, unless the subscriber has cancelled already. */
    void start(TransactionOperations operations, ConnectionFunction<? extends @Nullable T> step) {
        synchronized (this) {
            if (isCancelled) {
                return;
            }
        }
        CompletableFuture<? extends @Nullable T> submitted;
        try {
            submitted = operations.submit(step);
        } catch (Throwable refused) {
            Exceptions.throwIfJvmFatal(refused);
            told(null, refused);
            return;
        }
        submitted.whenComplete(this::told);
        boolean isTooLate;
        synchronized (this) {
            future = submitted;
            isTooLate = isCancelled;
        }
        if (isTooLate) {
            submitted.cancel(true);
        }
    }

    private void told(@Nullable T value, @Nullable Throwable failure) {
        if (failure == null) {
            emit(value);
        } else if (!fail(failure) && !(failure instanceof CancellationException)) {
            Operators.onErrorDropped(failure, actual.currentContext());
        }
    }

    @Override
    void cancelSource() {
        CompletableFuture<?> running;
        synchronized (this) {
            isCancelled = true;
            running = future;
        }
        if (running != null) {
            running.cancel(true);
        }
    }
}
