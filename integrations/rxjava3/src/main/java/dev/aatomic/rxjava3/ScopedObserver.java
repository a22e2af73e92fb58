package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.core.Observer;

/**
 * Tells an observer in a scope, and disposes in it.
 *
 * @param <T> the items
 */
final class ScopedObserver<T> extends ScopedDisposable implements Observer<T> {

    private final Observer<? super T> observer;

    ScopedObserver(Observer<? super T> observer, Object scope) {
        super(scope);
        this.observer = observer;
    }

    @Override
    void tellSubscribed() {
        observer.onSubscribe(this);
    }

    @Override
    public void onNext(T item) {
        inScope(() -> observer.onNext(item));
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
