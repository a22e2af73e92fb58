package dev.aatomic.micronaut;

import dev.aatomic.micrometer.BlockMeters;
import dev.aatomic.micrometer.TransactionsMeterBinder;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micronaut.configuration.metrics.annotation.RequiresMetrics;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.util.StringUtils;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the transactions. These are not asked for: a pool that has meters needs the registry, the registry its binders, and the
 * transactions the pool. So the meters are there when both are.
 */
@Singleton
@Requires(classes = {RequiresMetrics.class, TransactionsMeterBinder.class})
@RequiresMetrics
@Requires(property = "micronaut.metrics.binders.aatomic.enabled", notEquals = StringUtils.FALSE)
final class TransactionsMeters implements MeterBinder, BeanCreatedEventListener<Transactions>, MeterPresence {

    private final Map<MeterRegistry, BlockMeters> registries = new IdentityHashMap<>();
    private final List<Transactions> all = new ArrayList<>();
    private volatile List<BlockMeters> blockMeters = List.of();

    TransactionsMeters() {}

    /** Micronaut binds to the same registry once for each of those that it is composed of. */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        if (registries.putIfAbsent(registry, BlockMeters.of(registry)) == null) {
            blockMeters = List.copyOf(registries.values());
            all.forEach(transactions -> new TransactionsMeterBinder(transactions).bindTo(registry));
        }
    }

    @Override
    public synchronized Transactions onCreated(BeanCreatedEvent<Transactions> event) {
        Transactions transactions = event.getBean();
        all.add(transactions);
        registries.keySet().forEach(registry -> new TransactionsMeterBinder(transactions).bindTo(registry));
        return transactions;
    }

    @Override
    public @Nullable TransactionListener blockMeters(List<TransactionListener> listeners) {
        return listeners.stream().anyMatch(BlockMeters.class::isInstance) ? null : new OfAllRegistries();
    }

    /** Of those that are there when a block ends. */
    private final class OfAllRegistries implements TransactionListener {

        @Override
        public void committed(TransactionEvent event) {
            blockMeters.forEach(meters -> meters.committed(event));
        }

        @Override
        public void rolledBack(TransactionEvent event) {
            blockMeters.forEach(meters -> meters.rolledBack(event));
        }

        @Override
        public void unknown(TransactionEvent event) {
            blockMeters.forEach(meters -> meters.unknown(event));
        }

        @Override
        public void retried(TransactionEvent event) {
            blockMeters.forEach(meters -> meters.retried(event));
        }
    }
}
