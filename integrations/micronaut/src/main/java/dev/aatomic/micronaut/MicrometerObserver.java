package dev.aatomic.micronaut;

import dev.aatomic.micrometer.BlockObservationConvention;
import dev.aatomic.micrometer.MicrometerBlockObserver;
import dev.aatomic.runtime.spi.BlockObserver;
import io.micrometer.observation.ObservationRegistry;
import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.reflect.ClassUtils;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Each block is an observation. Micronaut makes spans of observations only where the application has a tracer of Micrometer; without one they
 * are meters, and spans, where there are any, are OpenTelemetry's.
 */
@Singleton
@Requires(classes = {ObservationRegistry.class, MicrometerBlockObserver.class})
@Requires(beans = ObservationRegistry.class)
final class MicrometerObserver implements DefaultObserver {

    private final ObservationRegistry registry;
    private final @Nullable BlockObservationConvention convention;
    private final boolean hasSpans;

    MicrometerObserver(
            BeanContext beans, ObservationRegistry registry, @Nullable BlockObservationConvention convention) {
        this.registry = registry;
        this.convention = convention;
        this.hasSpans = ClassUtils.forName("io.micrometer.tracing.Tracer", beans.getClassLoader())
                .filter(beans::containsBean)
                .isPresent();
    }

    @Override
    public BlockObserver observer() {
        return new MicrometerBlockObserver(registry, convention);
    }

    @Override
    public int rank() {
        return hasSpans ? 0 : 2;
    }
}
