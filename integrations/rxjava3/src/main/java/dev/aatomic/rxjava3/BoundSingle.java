package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleObserver;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is subscribed to, and tells, in the scope in which it was subscribed to, or else was bound.
 *
 * @param <T> the value
 */
final class BoundSingle<T> extends Single<T> {

    private final Single<T> source;
    private final @Nullable Object boundIn = CarriedScope.current();

    BoundSingle(Single<T> source) {
        this.source = Objects.requireNonNull(source, "source");
    }

    @Override
    protected void subscribeActual(SingleObserver<? super T> observer) {
        Object current = CarriedScope.current();
        if (current != null) {
            source.subscribe(new ScopedSingleObserver<>(observer, current));
        } else if (boundIn != null) {
            CarriedScope.run(boundIn, () -> source.subscribe(new ScopedSingleObserver<>(observer, boundIn)));
        } else {
            source.subscribe(observer);
        }
    }
}
