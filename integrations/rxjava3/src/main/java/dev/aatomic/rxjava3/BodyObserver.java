package dev.aatomic.rxjava3;

import dev.aatomic.runtime.spi.ValueObserver;
import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import org.jspecify.annotations.Nullable;

/**
 * Observes what a body has returned, for its block.
 *
 * @param <T> the value
 */
final class BodyObserver<T> implements SingleObserver<T>, MaybeObserver<T>, CompletableObserver {

    private final ValueObserver<? super @Nullable T> block;

    BodyObserver(ValueObserver<? super @Nullable T> block) {
        this.block = block;
    }

    @Override
    public void onSubscribe(Disposable upstream) {
        block.onSubscribe(upstream::dispose);
    }

    @Override
    public void onSuccess(T value) {
        block.onSuccess(value);
    }

    @Override
    public void onComplete() {
        block.onSuccess(null);
    }

    @Override
    public void onError(Throwable failure) {
        block.onError(failure);
    }
}
