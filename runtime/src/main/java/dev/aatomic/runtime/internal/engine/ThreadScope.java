package dev.aatomic.runtime.internal.engine;

import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.spi.ContextCapture;
import dev.aatomic.runtime.spi.ContextPropagation;
import dev.aatomic.runtime.spi.CurrentScope;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The current thread's context, for the libraries that carry it to other threads. */
final class ThreadScope implements CurrentScope {

    private static final ThreadScope INSTANCE = new ThreadScope();

    private ThreadScope() {}

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
            propagation.register(INSTANCE);
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

    @Override
    public @Nullable Object get() {
        return ThreadState.currentContext();
    }

    @Override
    public void set(@Nullable Object scope) {
        if (scope != null && !(scope instanceof Context)) {
            throw new IllegalArgumentException("The scope to set is of type '"
                    + scope.getClass().getName() + "'; expected what get() returned on some thread");
        }
        ThreadState.current().setContext((Context) scope);
    }
}
