package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.core.SingleObserver;

/**
 * Tells an observer in a scope, and disposes in it.
 *
 * @param <T> the value
 */
final class ScopedSingleObserver<T> extends ScopedDisposable implements SingleObserver<T> {

    private final SingleObserver<? super T> observer;

    ScopedSingleObserver(SingleObserver<? super T> observer, Object scope) {
        super(scope);
        this.observer = observer;
    }

    @Override
    void tellSubscribed() {
        observer.onSubscribe(this);
    }

    @Override
    public void onSuccess(T value) {
        inScope(() -> observer.onSuccess(value));
    }

    @Override
    public void onError(Throwable failure) {
        inScope(() -> observer.onError(failure));
    }
}
