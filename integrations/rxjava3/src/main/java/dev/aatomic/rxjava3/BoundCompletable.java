package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableObserver;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is subscribed to, and tells, in the scope in which it was subscribed to, or else was bound. */
final class BoundCompletable extends Completable {

    private final Completable source;
    private final @Nullable Object boundIn = CarriedScope.current();

    BoundCompletable(Completable source) {
        this.source = Objects.requireNonNull(source, "source");
    }

    @Override
    protected void subscribeActual(CompletableObserver observer) {
        Object current = CarriedScope.current();
        if (current != null) {
            source.subscribe(new ScopedCompletableObserver(observer, current));
        } else if (boundIn != null) {
            CarriedScope.run(boundIn, () -> source.subscribe(new ScopedCompletableObserver(observer, boundIn)));
        } else {
            source.subscribe(observer);
        }
    }
}
