package dev.aatomic.quarkus;

import dev.aatomic.runtime.spi.ContextCapture;
import io.opentelemetry.context.Context;
import io.smallrye.context.SmallRyeContextManagerProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries the context of OpenTelemetry, with the current span. What Quarkus carries it with for all other threads leaves it there if nothing
 * was current before, as on the threads of blocks.
 */
final class OpenTelemetryCapture implements ContextCapture {

    /** By what Quarkus knows this context. */
    static final String TYPE = "OpenTelemetry";

    private OpenTelemetryCapture() {}

    /** Null where OpenTelemetry is not among the extensions. */
    static @Nullable ContextCapture ifPresent() {
        return List.of(SmallRyeContextManagerProvider.getManager().getAllProviderTypes())
                        .contains(TYPE)
                ? new OpenTelemetryCapture()
                : null;
    }

    @Override
    public Runnable capture(Runnable task) {
        return Context.current().wrap(task);
    }
}
