package dev.aatomic.rxjava3;

import dev.aatomic.runtime.spi.DroppedErrors;
import dev.aatomic.runtime.spi.ValueObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import org.jspecify.annotations.Nullable;

/**
 * Is told what a block with a value has come to, and is what the observer of RxJava disposes of.
 *
 * @param <T> the value
 */
abstract class BlockObserver<T> implements ValueObserver<@Nullable T>, Disposable, DroppedErrors {

    private @Nullable Runnable cancellation;
    private volatile boolean isDisposed;

    @Override
    public final void onSubscribe(Runnable cancels) {
        cancellation = cancels;
        tellSubscribed();
    }

    /** Gives this to the observer of RxJava, as what it disposes of. */
    abstract void tellSubscribed();

    abstract void tellValue(@Nullable T value);

    abstract void tellError(Throwable failure);

    @Override
    public final void onSuccess(@Nullable T value) {
        isDisposed = true;
        tellValue(value);
    }

    @Override
    public final void onError(Throwable failure) {
        isDisposed = true;
        tellError(failure);
    }

    @Override
    public final void dispose() {
        isDisposed = true;
        if (cancellation != null) {
            cancellation.run();
        }
    }

    @Override
    public final boolean isDisposed() {
        return isDisposed;
    }

    @Override
    public final void onErrorDropped(Throwable error) {
        RxJavaPlugins.onError(error);
    }
}
