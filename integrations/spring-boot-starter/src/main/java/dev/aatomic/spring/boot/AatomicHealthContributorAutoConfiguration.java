package dev.aatomic.spring.boot;

import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Transactions;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health of the transactions: out of service once they are draining, with who holds and waits for connections. */
@AutoConfiguration(after = AatomicAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnSingleCandidate(Transactions.class)
@ConditionalOnEnabledHealthIndicator("aatomic")
public final class AatomicHealthContributorAutoConfiguration {

    AatomicHealthContributorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = {"aatomicHealthIndicator", "aatomicHealthContributor"})
    HealthIndicator aatomicHealthIndicator(Transactions transactions, ObjectProvider<TransactionsLifecycle> lifecycle) {
        return new TransactionsHealthIndicator(transactions, lifecycle);
    }

    private static final class TransactionsHealthIndicator extends AbstractHealthIndicator {

        private final Transactions transactions;
        private final ObjectProvider<TransactionsLifecycle> lifecycle;

        TransactionsHealthIndicator(Transactions transactions, ObjectProvider<TransactionsLifecycle> lifecycle) {
            super("The transactions could not be asked");
            this.transactions = transactions;
            this.lifecycle = lifecycle;
        }

        @Override
        protected void doHealthCheck(Health.Builder builder) {
            TransactionsLifecycle known = lifecycle.getIfAvailable();
            if (known == null || !known.isDraining()) {
                builder.up();
            } else {
                builder.outOfService();
            }
            Map<String, DatabaseMetrics> databases =
                    new TreeMap<>(transactions.metrics().databases());
            databases.forEach((name, metrics) -> builder.withDetail(
                    name,
                    Map.of(
                            "connections", metrics.connections(),
                            "active", metrics.active(),
                            "waiting", metrics.waiting())));
        }
    }
}
