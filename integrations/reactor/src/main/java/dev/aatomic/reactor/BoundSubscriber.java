package dev.aatomic.reactor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.util.context.Context;

/**
 * Runs in a scope what goes either way: signals, and what is asked for.
 *
 * @param <T> what is emitted
 */
final class BoundSubscriber<T> implements CoreSubscriber<T>, Subscription, Scannable {

    private final CoreSubscriber<? super T> actual;
    private final Object scope;
    private final Context context;
    private @Nullable Subscription upstream;

    BoundSubscriber(CoreSubscriber<? super T> actual, Object scope) {
        this.actual = actual;
        this.scope = scope;
        this.context = SubscriberScope.put(actual.currentContext(), scope);
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        SubscriberScope.run(scope, () -> actual.onSubscribe(this));
    }

    @Override
    public void onNext(T item) {
        SubscriberScope.run(scope, () -> actual.onNext(item));
    }

    @Override
    public void onError(Throwable failure) {
        SubscriberScope.run(scope, () -> actual.onError(failure));
    }

    @Override
    public void onComplete() {
        SubscriberScope.run(scope, actual::onComplete);
    }

    @Override
    public void request(long count) {
        SubscriberScope.run(scope, () -> upstream().request(count));
    }

    @Override
    public void cancel() {
        SubscriberScope.run(scope, () -> upstream().cancel());
    }

    private Subscription upstream() {
        return Objects.requireNonNull(upstream);
    }

    @Override
    @SuppressWarnings("rawtypes") // as it is declared
    public @Nullable Object scanUnsafe(Attr key) {
        if (key == Attr.PARENT) {
            return upstream;
        }
        if (key == Attr.ACTUAL) {
            return actual;
        }
        return key == Attr.RUN_STYLE ? Attr.RunStyle.SYNC : null;
    }
}
