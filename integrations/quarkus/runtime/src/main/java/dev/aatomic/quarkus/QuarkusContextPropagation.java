package dev.aatomic.quarkus;

import dev.aatomic.microprofile.context.ScopeContextProvider;
import dev.aatomic.runtime.spi.ContextCapture;
import dev.aatomic.runtime.spi.ContextPropagation;
import dev.aatomic.runtime.spi.CurrentScope;
import io.smallrye.context.SmallRyeThreadContext;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.context.ThreadContext;
import org.jspecify.annotations.Nullable;

/**
 * Carries what Quarkus carries to the threads of others, such as CDI's request context, to where the code of blocks runs. The service loader
 * finds it where {@code builder().contextPropagation(true)} is built; it is not for applications to call.
 */
public final class QuarkusContextPropagation implements ContextPropagation {

    /** For the service loader. */
    public QuarkusContextPropagation() {}

    /** Does nothing: {@link ScopeContextProvider} carries what is current, whether asked to or not. */
    @Override
    public void register(CurrentScope current) {}

    /** What is current is the block's to say, and a JTA transaction stays with the thread of whoever began it. */
    @Override
    public ContextCapture capture() {
        SmallRyeThreadContext contexts = (SmallRyeThreadContext) ThreadContext.builder()
                .propagated(ThreadContext.ALL_REMAINING)
                .unchanged(ScopeContextProvider.TYPE, ThreadContext.TRANSACTION, OpenTelemetryCapture.TYPE)
                .cleared()
                .build();
        ContextCapture openTelemetry = OpenTelemetryCapture.ifPresent();
        return task -> {
            Runnable traced = openTelemetry == null ? task : openTelemetry.capture(task);
            Executor captured = contexts.currentContextExecutor();
            // Otherwise what is captured in the task, as Mutiny does, would be by these contexts too, and lose the
            // block.
            @Nullable SmallRyeThreadContext outer = SmallRyeThreadContext.getCurrentThreadContext();
            return () -> captured.execute(() -> SmallRyeThreadContext.withThreadContext(outer, traced));
        };
    }
}
