package dev.aatomic.quarkus;

import dev.aatomic.micrometer.BlockMeters;
import dev.aatomic.runtime.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/**
 * Has times measured, and the blocks of each name, where Micrometer is among the extensions. Before all other customizers, so that any of
 * them may turn it off.
 */
@Singleton
@Priority(Integer.MAX_VALUE)
class MetersCustomizer implements TransactionsBuilderCustomizer {

    private final AatomicConfiguration configuration;
    private final MeterRegistry registry;
    private final Instance<BlockMeters> own;

    /**
     * For Quarkus.
     *
     * @param own of the application, which are among its listeners
     */
    MetersCustomizer(AatomicConfiguration configuration, MeterRegistry registry, Instance<BlockMeters> own) {
        this.configuration = configuration;
        this.registry = registry;
        this.own = own;
    }

    @Override
    public void customize(Transactions.Builder builder) {
        if (!configuration.recordMetrics().orElse(true)) {
            return;
        }
        builder.recordMetrics(true);
        if (configuration.recordBlockMetrics() && own.isUnsatisfied()) {
            builder.listener(BlockMeters.of(registry));
        }
    }
}
