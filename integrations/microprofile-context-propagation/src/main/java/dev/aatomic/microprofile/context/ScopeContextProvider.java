package dev.aatomic.microprofile.context;

import dev.aatomic.runtime.spi.CurrentScope;
import java.util.Map;
import org.eclipse.microprofile.context.spi.ThreadContextProvider;
import org.eclipse.microprofile.context.spi.ThreadContextSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The current scope as one of the contexts of MicroProfile Context Propagation, which finds this class by itself. It is not for applications
 * to call. Safe for use by many threads.
 */
public final class ScopeContextProvider implements ThreadContextProvider {

    /** The type of this context, by which an application may clear it or leave it unchanged. */
    public static final String TYPE = "Aatomic";

    private static final CurrentScope CURRENT = CurrentScope.ofThread();

    /** For the service loader. */
    public ScopeContextProvider() {}

    /**
     * Captures the current scope. Where none is, nothing is captured, so that code that was put together outside a block, and runs in one,
     * runs in that block.
     *
     * @return null where no scope is current
     */
    @Override
    public @Nullable ThreadContextSnapshot currentContext(Map<String, String> properties) {
        Object scope = CURRENT.get();
        return scope == null ? null : of(scope);
    }

    @Override
    public ThreadContextSnapshot clearedContext(Map<String, String> properties) {
        return of(null);
    }

    @Override
    public String getThreadContextType() {
        return TYPE;
    }

    private static ThreadContextSnapshot of(@Nullable Object scope) {
        return () -> {
            Object previous = CURRENT.get();
            CURRENT.set(scope);
            return () -> CURRENT.set(previous);
        };
    }
}
