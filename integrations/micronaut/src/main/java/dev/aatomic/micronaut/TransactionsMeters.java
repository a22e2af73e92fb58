package dev.aatomic.micronaut;

import dev.aatomic.micrometer.TransactionsMeterBinder;
import dev.aatomic.runtime.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micronaut.configuration.metrics.annotation.RequiresMetrics;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.util.StringUtils;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * Meters of the transactions. These are not asked for: a pool that has meters needs the registry, the registry its binders, and the
 * transactions the pool. So the meters are there when both are.
 */
@Singleton
@Requires(classes = {RequiresMetrics.class, TransactionsMeterBinder.class})
@RequiresMetrics
@Requires(property = "micronaut.metrics.binders.aatomic.enabled", notEquals = StringUtils.FALSE)
final class TransactionsMeters implements MeterBinder, BeanCreatedEventListener<Transactions>, MeterPresence {

    private final List<MeterRegistry> registries = new ArrayList<>();
    private final List<Transactions> all = new ArrayList<>();

    TransactionsMeters() {}

    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        registries.add(registry);
        all.forEach(transactions -> new TransactionsMeterBinder(transactions).bindTo(registry));
    }

    @Override
    public synchronized Transactions onCreated(BeanCreatedEvent<Transactions> event) {
        Transactions transactions = event.getBean();
        all.add(transactions);
        registries.forEach(registry -> new TransactionsMeterBinder(transactions).bindTo(registry));
        return transactions;
    }
}
