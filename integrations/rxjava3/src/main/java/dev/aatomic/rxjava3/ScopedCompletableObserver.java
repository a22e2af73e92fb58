package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.core.CompletableObserver;

/** Tells an observer in a scope, and disposes in it. */
final class ScopedCompletableObserver extends ScopedDisposable implements CompletableObserver {

    private final CompletableObserver observer;

    ScopedCompletableObserver(CompletableObserver observer, Object scope) {
        super(scope);
        this.observer = observer;
    }

    @Override
    void tellSubscribed() {
        observer.onSubscribe(this);
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
