package dev.aatomic.runtime.internal.lane;

import dev.aatomic.runtime.spi.CurrentScope;
import org.jspecify.annotations.Nullable;

/** The current thread's context, for the libraries that carry it to other threads. */
public final class ThreadScope implements CurrentScope {

    public static final ThreadScope INSTANCE = new ThreadScope();

    private ThreadScope() {}

    @Override
    public @Nullable Object get() {
        return ThreadState.currentContext();
    }

    @Override
    public void set(@Nullable Object scope) {
        ThreadState.current().setContext(context(scope));
    }

    @Override
    public void run(@Nullable Object scope, Runnable action) {
        Context current = context(scope);
        if (current != null) {
            current.runHere(action);
            return;
        }
        ThreadState thread = ThreadState.current();
        Context previous = thread.context;
        thread.context = null;
        try {
            InheritedContext.run(thread, action);
        } finally {
            thread.context = previous;
        }
    }

    private static @Nullable Context context(@Nullable Object scope) {
        if (scope == null || scope instanceof Context) {
            return (Context) scope;
        }
        throw new IllegalArgumentException("The scope to set is of type '"
                + scope.getClass().getName() + "'; expected what get() returned on some thread");
    }
}
