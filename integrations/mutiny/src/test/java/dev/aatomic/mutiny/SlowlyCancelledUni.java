package dev.aatomic.mutiny;

import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * Does something before it passes a cancel on.
 *
 * @param <T> the item
 */
final class SlowlyCancelledUni<T> extends AbstractUni<T> {

    private final Uni<T> upstream;
    private final Runnable before;

    SlowlyCancelledUni(Uni<T> upstream, Runnable before) {
        this.upstream = upstream;
        this.before = before;
    }

    @Override
    public void subscribe(UniSubscriber<? super T> subscriber) {
        AbstractUni.subscribe(upstream, new Passing<T>(subscriber, before));
    }

    private record Passing<T>(UniSubscriber<? super T> subscriber, Runnable before) implements UniSubscriber<T> {

        @Override
        public Context context() {
            return subscriber.context();
        }

        @Override
        public void onSubscribe(UniSubscription subscription) {
            subscriber.onSubscribe(() -> {
                before.run();
                subscription.cancel();
            });
        }

        @Override
        public void onItem(T item) {
            subscriber.onItem(item);
        }

        @Override
        public void onFailure(Throwable failure) {
            subscriber.onFailure(failure);
        }
    }
}
