package dev.aatomic.micronaut;

import dev.aatomic.runtime.Transactions;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.core.util.StringUtils;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.endpoint.health.HealthEndpoint;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.reactivestreams.Publisher;

/** The health of the transactions: down once the application drains, with who holds and waits for connections. */
@Singleton
@Readiness
@Requires(classes = HealthIndicator.class)
@Requires(beans = {HealthEndpoint.class, Transactions.class, TransactionsShutdown.class})
@Requires(property = HealthEndpoint.PREFIX + ".aatomic.enabled", notEquals = StringUtils.FALSE)
final class TransactionsHealthIndicator implements HealthIndicator {

    private static final String NAME = "aatomic";

    private final Collection<Transactions> all;
    private final TransactionsShutdown shutdown;

    TransactionsHealthIndicator(Collection<Transactions> all, TransactionsShutdown shutdown) {
        this.all = all;
        this.shutdown = shutdown;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        Map<String, Object> details = new TreeMap<>();
        all.forEach(transactions -> transactions
                .metrics()
                .databases()
                .forEach((name, counts) -> details.put(
                        name,
                        Map.of(
                                "connections", counts.connections(),
                                "active", counts.active(),
                                "waiting", counts.waiting()))));
        return Publishers.just(HealthResult.builder(NAME, shutdown.isDraining() ? HealthStatus.DOWN : HealthStatus.UP)
                .details(details)
                .build());
    }
}
