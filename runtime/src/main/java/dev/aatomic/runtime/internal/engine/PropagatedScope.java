package dev.aatomic.runtime.internal.engine;

import dev.aatomic.runtime.spi.ContextCapture;
import dev.aatomic.runtime.spi.ContextPropagation;
import dev.aatomic.runtime.spi.CurrentScope;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Hands the current scope to the libraries that carry it to other threads. */
final class PropagatedScope {

    private PropagatedScope() {}

    /**
     * Hands it to all libraries that are there to carry it.
     *
     * @param first captures already
     * @return captures what all of them carry; null if there is nothing
     */
    static @Nullable ContextCapture propagate(@Nullable ContextCapture first) {
        boolean found = false;
        ContextCapture all = first;
        for (ContextPropagation propagation : ServiceLoader.load(ContextPropagation.class)) {
            propagation.register(CurrentScope.ofThread());
            all = both(all, propagation.capture());
            found = true;
        }
        if (!found) {
            throw new IllegalArgumentException("contextPropagation: found true, but nothing that propagates; expected"
                    + " 'dev.aatomic:aatomic-context-propagation' on the class path. Add it, or leave the option out");
        }
        return all;
    }

    private static @Nullable ContextCapture both(@Nullable ContextCapture one, @Nullable ContextCapture other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return task -> one.capture(other.capture(task));
    }
}
