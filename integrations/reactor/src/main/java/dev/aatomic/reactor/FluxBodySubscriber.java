package dev.aatomic.reactor;

import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * Subscribes to a body's Flux, and tells the block what that emits, and the Flux what the block asks for.
 *
 * @param <T> the items
 */
final class FluxBodySubscriber<T> implements CoreSubscriber<T>, Flow.Subscription {

    private final Flow.Subscriber<? super T> block;
    private final Context context;
    private @Nullable Subscription upstream;

    FluxBodySubscriber(Flow.Subscriber<? super T> block, Context context) {
        this.block = block;
        this.context = context;
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        block.onSubscribe(this);
    }

    @Override
    public void request(long count) {
        Objects.requireNonNull(upstream).request(count);
    }

    @Override
    public void cancel() {
        Objects.requireNonNull(upstream).cancel();
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
