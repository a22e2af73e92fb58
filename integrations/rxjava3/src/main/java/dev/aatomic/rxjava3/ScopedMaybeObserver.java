package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.core.MaybeObserver;

/**
 * Tells an observer in a scope, and disposes in it.
 *
 * @param <T> the value
 */
final class ScopedMaybeObserver<T> extends ScopedDisposable implements MaybeObserver<T> {

    private final MaybeObserver<? super T> observer;

    ScopedMaybeObserver(MaybeObserver<? super T> observer, Object scope) {
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

    @Override
    public void onComplete() {
        inScope(observer::onComplete);
    }
}
