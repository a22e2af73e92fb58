package dev.aatomic.rxjava3;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.spi.DroppedErrors;
import dev.aatomic.runtime.spi.StreamBody;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Opens a block for each subscription, and asks it for all items.
 *
 * @param <T> the items
 */
final class ObservableBlock<T> extends Observable<T> implements StreamBody<T> {

    private final SubscribedBlocks blocks;
    private final CheckedSupplier<? extends Observable<? extends T>, ?> body;

    ObservableBlock(SubscribedBlocks blocks, CheckedSupplier<? extends Observable<? extends T>, ?> body) {
        this.blocks = blocks;
        this.body = Objects.requireNonNull(body, "body");
    }

    @Override
    protected void subscribeActual(Observer<? super T> observer) {
        blocks.openStream(this, new Told<>(observer), CurrentScope.ofThread().get());
    }

    @Override
    public void start(Flow.Subscriber<? super T> block) throws Throwable {
        SubscribedBlocks.requireReturned(body.get(), "Observable").subscribe(new BodyItemObserver<T>(block));
    }

    @Override
    public Object written() {
        return body;
    }

    /** Passes on to an observer what its block tells, and is what the observer disposes of. */
    private static final class Told<T> implements Flow.Subscriber<T>, Disposable, DroppedErrors {

        private final Observer<? super T> observer;
        private Flow.@Nullable Subscription block;
        private volatile boolean isDisposed;

        Told(Observer<? super T> observer) {
            this.observer = observer;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            block = subscription;
            observer.onSubscribe(this);
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(T item) {
            observer.onNext(item);
        }

        @Override
        public void onError(Throwable failure) {
            isDisposed = true;
            observer.onError(failure);
        }

        @Override
        public void onComplete() {
            isDisposed = true;
            observer.onComplete();
        }

        @Override
        public void dispose() {
            isDisposed = true;
            if (block != null) {
                block.cancel();
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

    /** Passes on to a block what its body's Observable tells: all of it, whatever the block asks for. */
    private record BodyItemObserver<T>(Flow.Subscriber<? super T> block) implements Observer<T> {

        @Override
        public void onSubscribe(Disposable upstream) {
            block.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {
                    // An Observable emits without being asked.
                }

                @Override
                public void cancel() {
                    upstream.dispose();
                }
            });
        }

        @Override
        public void onNext(T item) {
            block.onNext(item);
        }

        @Override
        public void onError(Throwable failure) {
            block.onError(failure);
        }

        @Override
        public void onComplete() {
            block.onComplete();
        }
    }
}
