package dev.aatomic.reactor;

import dev.aatomic.runtime.spi.DroppedErrors;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * Tells a subscriber of the items and the end of its block, and the block what the subscriber asks for.
 *
 * @param <T> the items
 */
final class FluxBlockSubscriber<T> implements Flow.Subscriber<T>, Subscription, DroppedErrors {

    private final CoreSubscriber<? super T> actual;
    private Flow.@Nullable Subscription block;

    FluxBlockSubscriber(CoreSubscriber<? super T> actual) {
        this.actual = actual;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        block = subscription;
        actual.onSubscribe(this);
    }

    @Override
    public void request(long count) {
        Objects.requireNonNull(block).request(count);
    }

    @Override
    public void cancel() {
        Objects.requireNonNull(block).cancel();
    }

    @Override
    public void onNext(T item) {
        actual.onNext(item);
    }

    @Override
    public void onError(Throwable failure) {
        actual.onError(failure);
    }

    @Override
    public void onComplete() {
        actual.onComplete();
    }

    @Override
    public void onErrorDropped(Throwable error) {
        Operators.onErrorDropped(error, actual.currentContext());
    }
}
