package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.core.Flowable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/**
 * What is subscribed to, and tells, in the scope in which it was subscribed to, or else was bound.
 *
 * @param <T> the items
 */
final class BoundFlowable<T> extends Flowable<T> {

    private final Flowable<T> source;
    private final @Nullable Object boundIn = CarriedScope.current();

    BoundFlowable(Flowable<T> source) {
        this.source = Objects.requireNonNull(source, "source");
    }

    @Override
    protected void subscribeActual(Subscriber<? super T> subscriber) {
        Object current = CarriedScope.current();
        if (current != null) {
            source.subscribe(new ScopedSubscriber<>(subscriber, current));
        } else if (boundIn != null) {
            CarriedScope.run(boundIn, () -> source.subscribe(new ScopedSubscriber<>(subscriber, boundIn)));
        } else {
            source.subscribe(subscriber);
        }
    }
}
