package dev.aatomic.runtime.internal.subscription;

import dev.aatomic.runtime.spi.CurrentScope;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A publisher for one subscription at a time, which emits what it is told to, and notes in which scope it is asked. */
final class ManualPublisher implements Flow.Publisher<Integer>, Flow.Subscription {

    final CountDownLatch subscribed = new CountDownLatch(1);
    final CountDownLatch cancelled = new CountDownLatch(1);
    final List<Long> requests = new CopyOnWriteArrayList<>();
    final List<@Nullable Object> scopes = new CopyOnWriteArrayList<>();
    private volatile Flow.@Nullable Subscriber<? super Integer> subscriber;

    /** What is done with each request. */
    volatile LongConsumer onRequest = count -> {};

    volatile Runnable onCancel = () -> {};

    @Override
    public void subscribe(Flow.Subscriber<? super Integer> to) {
        subscriber = to;
        scopes.add(CurrentScope.ofThread().get());
        to.onSubscribe(this);
        subscribed.countDown();
    }

    @Override
    public void request(long count) {
        scopes.add(CurrentScope.ofThread().get());
        requests.add(count);
        onRequest.accept(count);
    }

    @Override
    public void cancel() {
        scopes.add(CurrentScope.ofThread().get());
        onCancel.run();
        cancelled.countDown();
    }

    void emit(int item) {
        to().onNext(item);
    }

    void complete() {
        to().onComplete();
    }

    void fail(Throwable failure) {
        to().onError(failure);
    }

    Flow.Subscriber<? super Integer> to() {
        return Objects.requireNonNull(subscriber, "nobody has subscribed");
    }
}
