package dev.aatomic.mutiny;

import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;
import org.jspecify.annotations.Nullable;

/**
 * Has what is before it and behind it run in the scope of the subscriber.
 *
 * @param <T> the item
 */
final class BoundUni<T extends @Nullable Object> extends AbstractUni<T> {

    private final Uni<T> upstream;

    BoundUni(Uni<T> upstream) {
        this.upstream = upstream;
    }

    @Override
    public void subscribe(UniSubscriber<? super T> subscriber) {
        Object scope = BodyContext.scope(subscriber.context());
        if (scope == null) {
            AbstractUni.subscribe(upstream, subscriber);
        } else {
            InScope.run(scope, () -> AbstractUni.subscribe(upstream, new Bound<T>(subscriber, scope)));
        }
    }

    private record Bound<T extends @Nullable Object>(UniSubscriber<? super T> subscriber, Object scope)
            implements UniSubscriber<T> {

        @Override
        public Context context() {
            return subscriber.context();
        }

        @Override
        public void onSubscribe(UniSubscription subscription) {
            InScope.run(scope, () -> subscriber.onSubscribe(() -> InScope.run(scope, subscription::cancel)));
        }

        @Override
        public void onItem(T item) {
            InScope.run(scope, () -> subscriber.onItem(item));
        }

        @Override
        public void onFailure(Throwable failure) {
            InScope.run(scope, () -> subscriber.onFailure(failure));
        }
    }
}
