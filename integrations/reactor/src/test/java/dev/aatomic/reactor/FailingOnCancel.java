package dev.aatomic.reactor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A source that fails when it is cancelled, which is too late for its subscriber.
 *
 * @param <T> the items
 */
final class FailingOnCancel<T> implements Subscriber<T>, Subscription {

    private final Subscriber<? super T> actual;
    private final Throwable late;
    private @Nullable Subscription upstream;

    FailingOnCancel(Subscriber<? super T> actual, Throwable late) {
        this.actual = actual;
        this.late = late;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        actual.onSubscribe(this);
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
    public void request(long count) {
        Objects.requireNonNull(upstream).request(count);
    }

    @Override
    public void cancel() {
        Objects.requireNonNull(upstream).cancel();
        actual.onError(late);
    }
}
