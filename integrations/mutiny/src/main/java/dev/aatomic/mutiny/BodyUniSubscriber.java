package dev.aatomic.mutiny;

import dev.aatomic.runtime.spi.ValueObserver;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes to the body's Uni for its block.
 *
 * @param <T> the item
 */
final class BodyUniSubscriber<T extends @Nullable Object> implements UniSubscriber<T> {

    private final ValueObserver<? super T> block;
    private final BodyContext context;

    BodyUniSubscriber(ValueObserver<? super T> block, BodyContext context) {
        this.block = block;
        this.context = context;
    }

    @Override
    public Context context() {
        return context.context();
    }

    @Override
    public void onSubscribe(UniSubscription subscription) {
        block.onSubscribe(subscription::cancel);
    }

    @Override
    public void onItem(T item) {
        block.onSuccess(item);
    }

    @Override
    public void onFailure(Throwable failure) {
        block.onError(failure);
    }
}
