package dev.aatomic.micrometer;

import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Transactions;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Meters of each database, read from what the transactions count anyway. The times are 0 unless these were built with {@code
 * recordMetrics(true)}.
 *
 * <p>Safe for use by many threads. Where it is bound to a registry that outlives the transactions, the meters keep their last values.
 */
public final class TransactionsMeterBinder implements MeterBinder {

    private final Transactions transactions;

    /**
     * Takes the transactions whose databases are to be measured.
     *
     * @param transactions a registry keeps no strong reference to them
     */
    public TransactionsMeterBinder(Transactions transactions) {
        this.transactions = Objects.requireNonNull(transactions, "transactions");
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        transactions.metrics().databases().keySet().forEach(name -> bind(registry, name));
    }

    private void bind(MeterRegistry registry, String name) {
        Tags tags = Tags.of("database", name);
        gauge(registry, name, "aatomic.connections", "Connections there are", DatabaseMetrics::connections);
        gauge(registry, name, "aatomic.connections.active", "Connections taken", DatabaseMetrics::active);
        gauge(registry, name, "aatomic.blocks.waiting", "Blocks that wait for a connection", DatabaseMetrics::waiting);
        ended(registry, name, "committed", DatabaseMetrics::committed);
        ended(registry, name, "rolled_back", DatabaseMetrics::rolledBack);
        ended(registry, name, "unknown", DatabaseMetrics::unknown);
        ended(registry, name, "not_begun", DatabaseMetrics::notBegun);
        FunctionCounter.builder("aatomic.blocks.retried", transactions, count(name, DatabaseMetrics::retried))
                .description("Attempts that were followed by another")
                .tags(tags)
                .register(registry);
        time(registry, name, "aatomic.blocks.wait", "Waiting for a connection", DatabaseMetrics::waitNanos);
        time(registry, name, "aatomic.blocks.hold", "Holding a connection", DatabaseMetrics::holdNanos);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String meter,
            String description,
            ToLongFunction<DatabaseMetrics> value) {
        Gauge.builder(meter, transactions, count(name, value))
                .description(description)
                .tags("database", name)
                .register(registry);
    }

    private void ended(MeterRegistry registry, String name, String outcome, ToLongFunction<DatabaseMetrics> value) {
        FunctionCounter.builder("aatomic.blocks", transactions, count(name, value))
                .description("Outermost blocks that have ended")
                .tags("database", name, "outcome", outcome)
                .register(registry);
    }

    private void time(
            MeterRegistry registry,
            String name,
            String meter,
            String description,
            ToLongFunction<DatabaseMetrics> nanos) {
        FunctionTimer.builder(
                        meter,
                        transactions,
                        counted -> counted.metrics().database(name).begun(),
                        count(name, nanos),
                        TimeUnit.NANOSECONDS)
                .description(description)
                .tags("database", name)
                .register(registry);
    }

    private static ToDoubleFunction<Transactions> count(String name, ToLongFunction<DatabaseMetrics> value) {
        return counted -> value.applyAsLong(counted.metrics().database(name));
    }
}
