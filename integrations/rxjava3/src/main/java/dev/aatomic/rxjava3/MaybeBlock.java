package dev.aatomic.rxjava3;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.spi.DroppedErrors;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import dev.aatomic.runtime.spi.ValueBody;
import dev.aatomic.runtime.spi.ValueObserver;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import org.jspecify.annotations.Nullable;

/**
 * Opens a block of one value, or none, for each subscription.
 *
 * @param <T> the value
 */
final class MaybeBlock<T> extends Maybe<T> implements ValueBody<@Nullable T> {

    private final SubscribedBlocks blocks;
    private final Object written;
    private final CheckedSupplier<? extends Maybe<? extends T>, ?> body;

    /**
     * Makes one.
     *
     * @param written the user's function
     * @param body what it returns, as a Maybe
     */
    MaybeBlock(SubscribedBlocks blocks, Object written, CheckedSupplier<? extends Maybe<? extends T>, ?> body) {
        this.blocks = blocks;
        this.written = written;
        this.body = body;
    }

    @Override
    protected void subscribeActual(MaybeObserver<? super T> observer) {
        blocks.openValue(this, new Told<>(observer), CurrentScope.ofThread().get());
    }

    @Override
    public void start(ValueObserver<? super @Nullable T> block) throws Throwable {
        SubscribedBlocks.requireReturned(body.get(), "Maybe").subscribe(new BodyObserver<T>(block));
    }

    @Override
    public Object written() {
        return written;
    }

    /** Is told what the block has come to, and is what the observer of RxJava disposes of. */
    private static final class Told<T> implements ValueObserver<@Nullable T>, Disposable, DroppedErrors {

        private final MaybeObserver<? super T> observer;
        private @Nullable Runnable cancellation;
        private volatile boolean isDisposed;

        Told(MaybeObserver<? super T> observer) {
            this.observer = observer;
        }

        @Override
        public void onSubscribe(Runnable cancels) {
            cancellation = cancels;
            observer.onSubscribe(this);
        }

        @Override
        public void onSuccess(@Nullable T value) {
            isDisposed = true;
            if (value == null) {
                observer.onComplete();
            } else {
                observer.onSuccess(value);
            }
        }

        @Override
        public void onError(Throwable failure) {
            isDisposed = true;
            observer.onError(failure);
        }

        @Override
        public void dispose() {
            isDisposed = true;
            if (cancellation != null) {
                cancellation.run();
            }
        }

        @Override
        public boolean isDisposed() {
            return isDisposed;
        }

        @Override
        public void onErrorDropped(Throwable error) {
            RxJavaPlugins.onError(error);
        }
    }

    /** Observes what the body has returned, for its block. */
    private record BodyObserver<T>(ValueObserver<? super @Nullable T> block) implements MaybeObserver<T> {

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
}
