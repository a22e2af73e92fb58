package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Tells a subscriber in a scope, and asks for more and cancels in it.
 *
 * @param <T> the items
 */
final class ScopedSubscriber<T> implements FlowableSubscriber<T>, Subscription {

    final Object scope;
    private final Subscriber<? super T> subscriber;
    private @Nullable Subscription upstream;

    ScopedSubscriber(Subscriber<? super T> subscriber, Object scope) {
        this.subscriber = subscriber;
        this.scope = scope;
    }

    private void inScope(Runnable action) {
        if (CarriedScope.isCurrent(scope)) {
            action.run();
        } else {
            CarriedScope.run(scope, action);
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        inScope(() -> subscriber.onSubscribe(this));
    }

    @Override
    public void onNext(T item) {
        inScope(() -> subscriber.onNext(item));
    }

    @Override
    public void onError(Throwable failure) {
        inScope(() -> subscriber.onError(failure));
    }

    @Override
    public void onComplete() {
        inScope(subscriber::onComplete);
    }

    @Override
    public void request(long count) {
        inScope(() -> Objects.requireNonNull(upstream).request(count));
    }

    @Override
    public void cancel() {
        inScope(() -> Objects.requireNonNull(upstream).cancel());
    }
}
