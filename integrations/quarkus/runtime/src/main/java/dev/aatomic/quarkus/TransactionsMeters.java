package dev.aatomic.quarkus;

import dev.aatomic.micrometer.TransactionsMeterBinder;
import dev.aatomic.runtime.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Binds the meters of each database, where Micrometer is among the extensions. As the application starts, since Quarkus asks for binders
 * before there are data sources.
 */
@Singleton
class TransactionsMeters {

    void bind(@Observes StartupEvent started, InjectableInstance<Transactions> transactions, MeterRegistry registry) {
        if (transactions.isResolvable() && transactions.getHandle().getBean().isActive()) {
            new TransactionsMeterBinder(transactions.get()).bindTo(registry);
        }
    }
}
