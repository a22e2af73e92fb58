package dev.aatomic.rxjava3;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.TransactionOperations;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Submits a step for each subscription.
 *
 * @param <T> what the step returns
 */
final class SubmittedStep<T> extends Maybe<T> {

    private final TransactionOperations operations;
    private final ConnectionFunction<@Nullable T> step;

    SubmittedStep(TransactionOperations operations, ConnectionFunction<@Nullable T> step) {
        this.operations = operations;
        this.step = step;
    }

    @Override
    protected void subscribeActual(MaybeObserver<? super T> observer) {
        Submission<T> submission = new Submission<>(observer);
        observer.onSubscribe(submission);
        if (submission.isDisposed()) {
            return;
        }
        CompletableFuture<@Nullable T> future;
        try {
            future = operations.submit(step);
        } catch (Throwable refused) {
            submission.accept(null, refused);
            return;
        }
        submission.follow(future);
    }

    private static final class Submission<T> implements Disposable, BiConsumer<@Nullable T, @Nullable Throwable> {

        private final MaybeObserver<? super T> observer;
        private volatile @Nullable CompletableFuture<@Nullable T> future;
        private volatile boolean isDisposed;

        Submission(MaybeObserver<? super T> observer) {
            this.observer = observer;
        }

        void follow(CompletableFuture<@Nullable T> submitted) {
            future = submitted;
            submitted.whenComplete(this);
            if (isDisposed) {
                submitted.cancel(true);
            }
        }

        @Override
        public void accept(@Nullable T value, @Nullable Throwable thrown) {
            Throwable failure =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            if (isDisposed) {
                // The step's future is cancelled too: a failure that comes after that breaks the block.
                return;
            }
            isDisposed = true;
            if (failure != null) {
                observer.onError(failure);
            } else if (value == null) {
                observer.onComplete();
            } else {
                observer.onSuccess(value);
            }
        }

        @Override
        public void dispose() {
            isDisposed = true;
            CompletableFuture<@Nullable T> submitted = future;
            if (submitted != null) {
                submitted.cancel(true);
            }
        }

        @Override
        public boolean isDisposed() {
            return isDisposed;
        }
    }
}
