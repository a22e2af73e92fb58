package dev.aatomic.micronaut;

import dev.aatomic.opentelemetry.OpenTelemetryBlockObserver;
import dev.aatomic.runtime.spi.BlockObserver;
import io.micronaut.context.annotation.Requires;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.inject.Singleton;

/** Each block is a span of OpenTelemetry, with which Micronaut's own tracing is done. */
@Singleton
@Requires(classes = {OpenTelemetry.class, OpenTelemetryBlockObserver.class})
@Requires(beans = OpenTelemetry.class)
final class OpenTelemetryObserver implements DefaultObserver {

    private final OpenTelemetry openTelemetry;

    OpenTelemetryObserver(OpenTelemetry openTelemetry) {
        this.openTelemetry = openTelemetry;
    }

    @Override
    public BlockObserver observer() {
        return new OpenTelemetryBlockObserver(openTelemetry);
    }

    @Override
    public int rank() {
        return 1;
    }
}
