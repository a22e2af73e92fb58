package dev.aatomic.reactive;

import dev.aatomic.runtime.support.subscribed.FlowPublisherType;
import dev.aatomic.runtime.support.subscribed.SubscribedFuture;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.MaybeObserver;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Observer;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

/** Subscribes to a value of each type with nothing between. */
public final class Subscriptions {

    private Subscriptions() {}

    public static <T> SubscribedFuture<T> toPublisher(Publisher<T> publisher) {
        return toFlowPublisher(FlowAdapters.toFlowPublisher(publisher));
    }

    public static <T> SubscribedFuture<T> toFlowPublisher(Flow.Publisher<T> publisher) {
        SubscribedFuture<T> future = new SubscribedFuture<>();
        FlowPublisherType.subscribe(publisher, future);
        return future;
    }

    public static <T> SubscribedFuture<T> toUni(Uni<T> uni) {
        SubscribedFuture<T> future = new SubscribedFuture<>();
        uni.subscribe().withSubscriber(new UniSubscriber<T>() {
            @Override
            public void onSubscribe(UniSubscription subscription) {
                future.onSubscribe(subscription::cancel);
            }

            @Override
            public void onItem(T item) {
                future.onSuccess(item);
            }

            @Override
            public void onFailure(Throwable failure) {
                future.onError(failure);
            }
        });
        return future;
    }

    public static <T> SubscribedFuture<T> toSingle(Single<T> single) {
        SubscribedFuture<T> future = new SubscribedFuture<>();
        single.subscribe(new RxObserver<>(future));
        return future;
    }

    public static <T> SubscribedFuture<T> toMaybe(Maybe<T> maybe) {
        SubscribedFuture<T> future = new SubscribedFuture<>();
        maybe.subscribe(new RxObserver<>(future));
        return future;
    }

    public static <T> SubscribedFuture<T> toObservable(Observable<T> observable) {
        SubscribedFuture<T> future = new SubscribedFuture<>();
        observable.subscribe(new RxObserver<>(future));
        return future;
    }

    /**
     * The same where the value is not told.
     *
     * @param value gives the value of the body, once it is told of completion
     */
    public static <T> SubscribedFuture<T> toCompletable(Completable completable, Supplier<T> value) {
        SubscribedFuture<T> future = new SubscribedFuture<>();
        completable.subscribe(new CompletableObserver() {
            @Override
            public void onSubscribe(Disposable disposable) {
                future.onSubscribe(disposable::dispose);
            }

            @Override
            public void onComplete() {
                future.onSuccess(value.get());
            }

            @Override
            public void onError(Throwable failure) {
                future.onError(failure);
            }
        });
        return future;
    }

    private record RxObserver<T>(SubscribedFuture<T> future)
            implements SingleObserver<T>, MaybeObserver<T>, Observer<T> {

        @Override
        public void onSubscribe(Disposable disposable) {
            future.onSubscribe(disposable::dispose);
        }

        @Override
        public void onSuccess(T value) {
            future.onSuccess(value);
        }

        @Override
        public void onNext(T item) {
            future.onItem(item);
        }

        @Override
        public void onComplete() {
            future.onComplete();
        }

        @Override
        public void onError(Throwable failure) {
            future.onError(failure);
        }
    }
}
