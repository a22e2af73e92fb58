package dev.aatomic.quarkus;

import dev.aatomic.opentelemetry.OpenTelemetryBlockObserver;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.BlockObserver;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/**
 * Makes each block a span, where OpenTelemetry is among the extensions and is not turned off. Before all other customizers, so that any of
 * them may set another observer.
 */
@Singleton
@Priority(Integer.MAX_VALUE)
class SpansCustomizer implements TransactionsBuilderCustomizer {

    private final AatomicConfiguration configuration;
    private final Instance<OpenTelemetry> openTelemetry;
    private final Instance<BlockObserver> own;

    /**
     * For Quarkus.
     *
     * @param own of the application, which stands in the place of this one
     */
    SpansCustomizer(
            AatomicConfiguration configuration, Instance<OpenTelemetry> openTelemetry, Instance<BlockObserver> own) {
        this.configuration = configuration;
        this.openTelemetry = openTelemetry;
        this.own = own;
    }

    @Override
    public void customize(Transactions.Builder builder) {
        if (configuration.observeBlocks() && own.isUnsatisfied() && openTelemetry.isResolvable()) {
            builder.observer(new OpenTelemetryBlockObserver(openTelemetry.get()));
        }
    }
}
