package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.MaybeObserver;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is subscribed to, and tells, in the scope in which it was subscribed to, or else was bound.
 *
 * @param <T> the value
 */
final class BoundMaybe<T> extends Maybe<T> {

    private final Maybe<T> source;
    private final @Nullable Object boundIn = CarriedScope.current();

    BoundMaybe(Maybe<T> source) {
        this.source = Objects.requireNonNull(source, "source");
    }

    @Override
    protected void subscribeActual(MaybeObserver<? super T> observer) {
        Object current = CarriedScope.current();
        if (current != null) {
            source.subscribe(new ScopedMaybeObserver<>(observer, current));
        } else if (boundIn != null) {
            CarriedScope.run(boundIn, () -> source.subscribe(new ScopedMaybeObserver<>(observer, boundIn)));
        } else {
            source.subscribe(observer);
        }
    }
}
