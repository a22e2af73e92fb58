package dev.aatomic.microprofile.context;

import dev.aatomic.runtime.spi.ContextCapture;
import dev.aatomic.runtime.spi.ContextPropagation;
import dev.aatomic.runtime.spi.CurrentScope;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.context.ThreadContext;
import org.eclipse.microprofile.context.spi.ContextManagerProvider;
import org.jspecify.annotations.Nullable;

/**
 * Carries all contexts of MicroProfile Context Propagation, such as CDI's request context, to where the code of blocks runs. Only JTA's
 * transaction is left where it is: to two threads at once it must not be given, and which of them a block belongs to is decided where it
 * is opened. Found where {@code builder().contextPropagation(true)} is built. It is not for applications to call.
 */
public final class MicroProfileContextPropagation implements ContextPropagation {

    /** For the service loader. */
    public MicroProfileContextPropagation() {}

    /** Does nothing: {@link ScopeContextProvider} carries what is current, whether asked to or not. */
    @Override
    public void register(CurrentScope current) {}

    /**
     * Captures by the implementation that is there.
     *
     * @return null if there is none
     */
    @Override
    public @Nullable ContextCapture capture() {
        if (!isImplemented()) {
            return null;
        }
        ThreadContext contexts = ThreadContext.builder()
                .propagated(ThreadContext.ALL_REMAINING)
                .unchanged(ScopeContextProvider.TYPE, ThreadContext.TRANSACTION)
                .cleared()
                .build();
        return task -> {
            Executor captured = contexts.currentContextExecutor();
            return () -> captured.execute(task);
        };
    }

    private static boolean isImplemented() {
        try {
            ContextManagerProvider.instance();
            return true;
        } catch (IllegalStateException none) {
            return false;
        }
    }
}
