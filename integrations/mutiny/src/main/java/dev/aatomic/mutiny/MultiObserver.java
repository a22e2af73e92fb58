package dev.aatomic.mutiny;

import dev.aatomic.runtime.spi.DroppedErrors;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.concurrent.Flow;

/**
 * Tells a subscriber of its block's items and end.
 *
 * @param <T> the items
 */
final class MultiObserver<T> implements Flow.Subscriber<T>, DroppedErrors {

    private final MultiSubscriber<? super T> subscriber;

    MultiObserver(MultiSubscriber<? super T> subscriber) {
        this.subscriber = subscriber;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscriber.onSubscribe(subscription);
    }

    @Override
    public void onNext(T item) {
        subscriber.onItem(item);
    }

    @Override
    public void onError(Throwable failure) {
        subscriber.onFailure(failure);
    }

    @Override
    public void onComplete() {
        subscriber.onCompletion();
    }

    @Override
    public void onErrorDropped(Throwable error) {
        Infrastructure.handleDroppedException(error);
    }
}
