package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Observer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is subscribed to, and tells, in the scope in which it was subscribed to, or else was bound.
 *
 * @param <T> the items
 */
final class BoundObservable<T> extends Observable<T> {

    private final Observable<T> source;
    private final @Nullable Object boundIn = CarriedScope.current();

    BoundObservable(Observable<T> source) {
        this.source = Objects.requireNonNull(source, "source");
    }

    @Override
    protected void subscribeActual(Observer<? super T> observer) {
        Object current = CarriedScope.current();
        if (current != null) {
            source.subscribe(new ScopedObserver<>(observer, current));
        } else if (boundIn != null) {
            CarriedScope.run(boundIn, () -> source.subscribe(new ScopedObserver<>(observer, boundIn)));
        } else {
            source.subscribe(observer);
        }
    }
}
