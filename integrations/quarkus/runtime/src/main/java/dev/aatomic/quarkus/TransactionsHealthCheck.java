package dev.aatomic.quarkus;

import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Transactions;
import io.quarkus.arc.InjectableInstance;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** The readiness of the transactions: down once they are draining, with who holds and waits for connections. */
@Readiness
@ApplicationScoped
class TransactionsHealthCheck implements HealthCheck {

    private final InjectableInstance<Transactions> transactions;
    private final TransactionsLifecycle lifecycle;

    TransactionsHealthCheck(InjectableInstance<Transactions> transactions, TransactionsLifecycle lifecycle) {
        this.transactions = transactions;
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("Aatomic transactions").status(!lifecycle.isDraining());
        if (transactions.isResolvable() && transactions.getHandle().getBean().isActive()) {
            Map<String, DatabaseMetrics> databases =
                    new TreeMap<>(transactions.get().metrics().databases());
            databases.forEach((name, metrics) -> response.withData(name + ".connections", metrics.connections())
                    .withData(name + ".active", metrics.active())
                    .withData(name + ".waiting", metrics.waiting()));
        }
        return response.build();
    }
}
