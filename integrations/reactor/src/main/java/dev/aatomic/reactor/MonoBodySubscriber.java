package dev.aatomic.reactor;

import dev.aatomic.runtime.spi.ValueObserver;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Subscribes to a body's Mono, and tells the block when that has completed: an error after the value still rolls back.
 *
 * @param <T> the value
 */
final class MonoBodySubscriber<T> implements CoreSubscriber<T> {

    private final ValueObserver<? super @Nullable T> block;
    private final Context context;

    // Signals come one after another.
    private @Nullable T value;

    MonoBodySubscriber(ValueObserver<? super @Nullable T> block, Context context) {
        this.block = block;
        this.context = context;
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        block.onSubscribe(subscription::cancel);
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T item) {
        if (value == null) {
            value = item;
        } else {
            Operators.onNextDropped(item, context);
        }
    }

    @Override
    public void onError(Throwable failure) {
        block.onError(failure);
    }

    @Override
    public void onComplete() {
        block.onSuccess(value);
    }
}
