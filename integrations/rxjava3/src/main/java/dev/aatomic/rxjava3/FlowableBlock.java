package dev.aatomic.rxjava3;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.spi.DroppedErrors;
import dev.aatomic.runtime.spi.StreamBody;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.concurrent.Flow;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Opens a block for each subscription.
 *
 * @param <T> the items
 */
final class FlowableBlock<T> extends Flowable<T> implements StreamBody<T> {

    private final SubscribedBlocks blocks;
    private final Object written;
    private final CheckedSupplier<? extends Flowable<? extends T>, ?> body;

    /**
     * Makes one.
     *
     * @param written the user's function
     * @param body what it returns, as a Flowable
     */
    FlowableBlock(SubscribedBlocks blocks, Object written, CheckedSupplier<? extends Flowable<? extends T>, ?> body) {
        this.blocks = blocks;
        this.written = written;
        this.body = body;
    }

    @Override
    protected void subscribeActual(Subscriber<? super T> subscriber) {
        blocks.openStream(this, new Told<>(subscriber), CurrentScope.ofThread().get());
    }

    @Override
    public void start(Flow.Subscriber<? super T> block) throws Throwable {
        SubscribedBlocks.requireReturned(body.get(), "Flowable").subscribe(new BodySubscriber<T>(block));
    }

    @Override
    public Object written() {
        return written;
    }

    /** Passes on to a subscriber of RxJava what its block tells. */
    private record Told<T>(Subscriber<? super T> subscriber) implements Flow.Subscriber<T>, DroppedErrors {

        @Override
        public void onSubscribe(Flow.Subscription block) {
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long count) {
                    block.request(count);
                }

                @Override
                public void cancel() {
                    block.cancel();
                }
            });
        }

        @Override
        public void onNext(T item) {
            subscriber.onNext(item);
        }

        @Override
        public void onError(Throwable failure) {
            subscriber.onError(failure);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
        }

        @Override
        public void onErrorDropped(Throwable error) {
            RxJavaPlugins.onError(error);
        }
    }

    /** Passes on to a block what its body's Flowable tells. */
    private record BodySubscriber<T>(Flow.Subscriber<? super T> block) implements FlowableSubscriber<T> {

        @Override
        public void onSubscribe(Subscription upstream) {
            block.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {
                    upstream.request(count);
                }

                @Override
                public void cancel() {
                    upstream.cancel();
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
