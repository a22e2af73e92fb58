package dev.aatomic.runtime.internal.subscription;

import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.spi.DroppedErrors;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Notes what it is told, in which scope, and whether one signal came while another was under way. */
final class RecordingSubscriber implements Flow.Subscriber<Integer>, DroppedErrors {

    final List<Integer> items = new CopyOnWriteArrayList<>();
    final List<@Nullable Object> scopes = new CopyOnWriteArrayList<>();
    final List<Throwable> dropped = new CopyOnWriteArrayList<>();
    final List<String> faults = new CopyOnWriteArrayList<>();

    /** Completes with what the end was; null for completion. */
    final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();

    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final long atFirst;
    volatile IntConsumer onItem = item -> {};
    private volatile Flow.@Nullable Subscription subscription;

    /** Makes one that asks for so many items at first. */
    RecordingSubscriber(long atFirst) {
        this.atFirst = atFirst;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (atFirst > 0) {
            given.request(atFirst);
        }
    }

    Flow.Subscription subscription() {
        return Objects.requireNonNull(subscription, "it has subscribed to nothing");
    }

    @Override
    public void onNext(Integer item) {
        begin("onNext");
        if (end.isDone()) {
            faults.add("an item after the end: " + item);
        }
        items.add(item);
        onItem.accept(item);
        underWay.decrementAndGet();
    }

    @Override
    public void onError(Throwable failure) {
        begin("onError");
        ends();
        end.complete(failure);
        underWay.decrementAndGet();
    }

    @Override
    public void onComplete() {
        begin("onComplete");
        ends();
        end.complete(null);
        underWay.decrementAndGet();
    }

    @Override
    public void onErrorDropped(Throwable error) {
        dropped.add(error);
    }

    private void begin(String signal) {
        scopes.add(CurrentScope.ofThread().get());
        if (underWay.getAndIncrement() != 0) {
            faults.add(signal + " came while another signal was under way");
        }
    }

    private void ends() {
        if (ends.getAndIncrement() != 0) {
            faults.add("a second end");
        }
    }
}
