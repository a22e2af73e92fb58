package dev.aatomic.runtime.support.subscribed;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The JDK's own: {@link Atomic#getPublisher}. */
public enum FlowPublisherType implements SubscribedType {
    FLOW_PUBLISHER;

    @Override
    public boolean hasValue() {
        return false;
    }

    @Override
    public <T> SubscribedFuture<T> open(
            Atomic atomic, CheckedSupplier<? extends CompletionStage<? extends T>, ?> body) {
        SubscribedFuture<T> future = new SubscribedFuture<>();
        subscribe(atomic.<T>getPublisher(() -> new StagePublisher<T>(body.get())), future);
        return future;
    }

    /** Subscribes to all that a publisher has. */
    public static <T> void subscribe(Flow.Publisher<T> publisher, SubscribedFuture<T> future) {
        publisher.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                future.onSubscribe(subscription::cancel);
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(T item) {
                future.onItem(item);
            }

            @Override
            public void onError(Throwable failure) {
                future.onError(failure);
            }

            @Override
            public void onComplete() {
                future.onComplete();
            }
        });
    }
}
