package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.disposables.Disposable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Stands between an observer and what it observes: signals come, and {@code dispose} goes, in one scope. */
abstract class ScopedDisposable implements Disposable {

    final Object scope;
    private @Nullable Disposable upstream;

    ScopedDisposable(Object scope) {
        this.scope = scope;
    }

    /** Called first, by what is observed. */
    public final void onSubscribe(Disposable observed) {
        upstream = observed;
        inScope(this::tellSubscribed);
    }

    /** Gives this to the observer, as what it disposes of. */
    abstract void tellSubscribed();

    final void inScope(Runnable action) {
        if (CarriedScope.isCurrent(scope)) {
            action.run();
        } else {
            CarriedScope.run(scope, action);
        }
    }

    @Override
    public final void dispose() {
        inScope(() -> Objects.requireNonNull(upstream).dispose());
    }

    @Override
    public final boolean isDisposed() {
        return Objects.requireNonNull(upstream).isDisposed();
    }
}
