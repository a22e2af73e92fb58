package dev.aatomic.mutiny;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.TransactionOperations;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Submits a step for each subscription.
 *
 * @param <T> what the step returns
 */
final class StepUni<T extends @Nullable Object> extends AbstractUni<T> {

    private final TransactionOperations operations;
    private final ConnectionFunction<T> step;

    StepUni(TransactionOperations operations, ConnectionFunction<T> step) {
        this.operations = operations;
        this.step = step;
    }

    @Override
    public void subscribe(UniSubscriber<? super T> subscriber) {
        Submitted<T> submitted = new Submitted<>(subscriber);
        subscriber.onSubscribe(submitted);
        InScope.run(BodyContext.scope(subscriber.context()), () -> submitted.submit(operations, step));
    }

    private static final class Submitted<T extends @Nullable Object> implements UniSubscription {

        private final UniSubscriber<? super T> subscriber;

        // Guarded by this:
        private @Nullable CompletableFuture<T> future;
        private boolean isCancelled;

        Submitted(UniSubscriber<? super T> subscriber) {
            this.subscriber = subscriber;
        }

        void submit(TransactionOperations operations, ConnectionFunction<T> step) {
            if (isCancelled()) {
                return;
            }
            CompletableFuture<T> submitted;
            try {
                submitted = operations.submit(step);
            } catch (Throwable refused) {
                end(null, refused);
                return;
            }
            boolean isLate;
            synchronized (this) {
                future = submitted;
                isLate = isCancelled;
            }
            submitted.whenComplete(this::end);
            if (isLate) {
                submitted.cancel(true);
            }
        }

        @Override
        public void cancel() {
            CompletableFuture<T> submitted;
            synchronized (this) {
                isCancelled = true;
                submitted = future;
            }
            if (submitted != null) {
                submitted.cancel(true);
            }
        }

        private synchronized boolean isCancelled() {
            return isCancelled;
        }

        private void end(@Nullable T value, @Nullable Throwable thrown) {
            if (isCancelled()) {
                // The step's future is cancelled too: a failure that comes after that breaks the block.
                return;
            }
            try {
                if (thrown == null) {
                    subscriber.onItem(value);
                } else {
                    subscriber.onFailure(thrown);
                }
            } catch (Throwable late) {
                // It has been told, and the step is over: nobody else would hear of this.
                Infrastructure.handleDroppedException(late);
            }
        }
    }
}
