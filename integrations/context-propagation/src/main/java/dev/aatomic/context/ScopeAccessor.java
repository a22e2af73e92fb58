package dev.aatomic.context;

import dev.aatomic.runtime.spi.CurrentScope;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/** The current scope as one of the thread-bound values that snapshots carry. */
final class ScopeAccessor implements ThreadLocalAccessor<Object> {

    /** Under this key the scope is in a snapshot, and in Reactor's context. */
    static final String KEY = "dev.aatomic.scope";

    private final CurrentScope current;

    ScopeAccessor(CurrentScope current) {
        this.current = current;
    }

    @Override
    public Object key() {
        return KEY;
    }

    @Override
    public @Nullable Object getValue() {
        return current.get();
    }

    @Override
    public void setValue(Object scope) {
        current.set(scope);
    }

    /** A snapshot taken where no scope was current has none either where it is restored. */
    @Override
    public void setValue() {
        current.set(null);
    }
}
