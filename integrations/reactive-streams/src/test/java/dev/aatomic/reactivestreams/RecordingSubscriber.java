package dev.aatomic.reactivestreams;

import dev.aatomic.testing.Await;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Notes what it is told, and asks for what a test lets it ask. */
final class RecordingSubscriber<T> implements Subscriber<T> {

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
    private volatile int items;
    private volatile int cancelAfter = Integer.MAX_VALUE;

    void request(long count) {
        Await.value(subscription).request(count);
    }

    void cancelAfter(int count) {
        cancelAfter = count;
    }

    void log(String entry) {
        log.add(entry);
    }

    List<String> log() {
        return log;
    }

    void await(String entry) {
        Await.until("'" + entry + "' is told", () -> log.contains(entry));
    }

    void awaitEnd() {
        Await.value(end);
    }

    Throwable failure() {
        return Objects.requireNonNull(Await.value(end));
    }

    @Override
    public void onSubscribe(Subscription made) {
        if (!subscription.complete(made)) {
            log.add("second subscription");
        }
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // signals come one after another
    public void onNext(T item) {
        log.add(String.valueOf(item));
        items++;
        if (items == cancelAfter) {
            Await.value(subscription).cancel();
        }
    }

    @Override
    public void onError(Throwable thrown) {
        log.add("error");
        if (!end.complete(thrown)) {
            log.add("second end");
        }
    }

    @Override
    public void onComplete() {
        log.add("complete");
        if (!end.complete(null)) {
            log.add("second end");
        }
    }
}
