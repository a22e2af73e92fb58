package dev.aatomic.runtime.support.subscribed;

import dev.aatomic.testing.Await;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/** Emits what a stage gives, and ends. Whoever cancels a subscription cancels the stage. */
public final class StagePublisher<T> implements Flow.Publisher<T> {

    private final CompletionStage<? extends T> stage;

    public StagePublisher(CompletionStage<? extends T> stage) {
        this.stage = stage;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        AtomicBoolean requested = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                if (!requested.getAndSet(true)) {
                    stage.whenComplete((value, failure) -> {
                        if (!ended.getAndSet(true)) {
                            tell(subscriber, value, failure);
                        }
                    });
                }
            }

            @Override
            public void cancel() {
                if (!ended.getAndSet(true)) {
                    stage.toCompletableFuture().cancel(true);
                }
            }
        });
    }

    private static <T> void tell(Flow.Subscriber<? super T> subscriber, T value, Throwable failure) {
        if (failure != null) {
            subscriber.onError(Await.unwrap(failure));
        } else {
            subscriber.onNext(value);
            subscriber.onComplete();
        }
    }
}
