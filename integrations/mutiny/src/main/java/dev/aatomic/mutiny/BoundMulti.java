package dev.aatomic.mutiny;

import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.ContextSupport;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * Has what is before it and behind it run in the scope of the subscriber.
 *
 * @param <T> the items
 */
final class BoundMulti<T> extends AbstractMulti<T> {

    private final Multi<T> upstream;

    BoundMulti(Multi<T> upstream) {
        this.upstream = upstream;
    }

    @Override
    public void subscribe(MultiSubscriber<? super T> subscriber) {
        Object scope = BodyContext.scope(BodyContext.of(Objects.requireNonNull(subscriber, "subscriber")));
        if (scope == null) {
            upstream.subscribe(Infrastructure.onMultiSubscription(upstream, subscriber));
        } else {
            InScope.run(
                    scope,
                    () -> upstream.subscribe(
                            Infrastructure.onMultiSubscription(upstream, new Bound<T>(subscriber, scope))));
        }
    }

    private record Bound<T>(MultiSubscriber<? super T> subscriber, Object scope)
            implements MultiSubscriber<T>, ContextSupport {

        @Override
        public Context context() {
            return BodyContext.of(subscriber);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            InScope.run(scope, () -> subscriber.onSubscribe(new BoundSubscription(subscription, scope)));
        }

        @Override
        public void onItem(T item) {
            InScope.run(scope, () -> subscriber.onItem(item));
        }

        @Override
        public void onFailure(Throwable failure) {
            InScope.run(scope, () -> subscriber.onFailure(failure));
        }

        @Override
        public void onCompletion() {
            InScope.run(scope, subscriber::onCompletion);
        }
    }

    private record BoundSubscription(Flow.Subscription upstream, Object scope) implements Flow.Subscription {

        @Override
        public void request(long count) {
            InScope.run(scope, () -> upstream.request(count));
        }

        @Override
        public void cancel() {
            InScope.run(scope, upstream::cancel);
        }
    }
}
