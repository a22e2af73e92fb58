package dev.aatomic.mutiny;

import dev.aatomic.runtime.spi.DroppedErrors;
import dev.aatomic.runtime.spi.ValueObserver;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniSubscriber;
import org.jspecify.annotations.Nullable;

/**
 * Tells a subscriber what its block has come to.
 *
 * @param <T> the item
 */
final class UniObserver<T extends @Nullable Object> implements ValueObserver<T>, DroppedErrors {

    private final UniSubscriber<? super T> subscriber;

    UniObserver(UniSubscriber<? super T> subscriber) {
        this.subscriber = subscriber;
    }

    @Override
    public void onSubscribe(Runnable cancellation) {
        subscriber.onSubscribe(cancellation::run);
    }

    @Override
    public void onSuccess(T value) {
        subscriber.onItem(value);
    }

    @Override
    public void onError(Throwable failure) {
        subscriber.onFailure(failure);
    }

    @Override
    public void onErrorDropped(Throwable error) {
        Infrastructure.handleDroppedException(error);
    }
}
