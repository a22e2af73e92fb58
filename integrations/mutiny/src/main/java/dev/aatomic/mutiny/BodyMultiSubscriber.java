package dev.aatomic.mutiny;

import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.subscription.ContextSupport;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.concurrent.Flow;

/**
 * Subscribes to the body's Multi for its block.
 *
 * @param <T> the items
 */
final class BodyMultiSubscriber<T> implements MultiSubscriber<T>, ContextSupport {

    private final Flow.Subscriber<? super T> block;
    private final BodyContext context;

    BodyMultiSubscriber(Flow.Subscriber<? super T> block, BodyContext context) {
        this.block = block;
        this.context = context;
    }

    @Override
    public Context context() {
        return context.context();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        block.onSubscribe(subscription);
    }

    @Override
    public void onItem(T item) {
        block.onNext(item);
    }

    @Override
    public void onFailure(Throwable failure) {
        block.onError(failure);
    }

    @Override
    public void onCompletion() {
        block.onComplete();
    }
}
