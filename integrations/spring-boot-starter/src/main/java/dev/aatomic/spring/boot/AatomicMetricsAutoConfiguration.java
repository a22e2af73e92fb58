package dev.aatomic.spring.boot;

import dev.aatomic.micrometer.BlockMeters;
import dev.aatomic.micrometer.TransactionsMeterBinder;
import dev.aatomic.runtime.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Meters of the transactions. */
@AutoConfiguration(
        after = AatomicAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnSingleCandidate(Transactions.class)
public final class AatomicMetricsAutoConfiguration {

    AatomicMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "aatomicMeterBinder")
    MeterBinder aatomicMeterBinder(Transactions transactions) {
        return new TransactionsMeterBinder(transactions);
    }

    /** For histograms, or more names, make a bean of your own. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBooleanProperty(
            name = {"aatomic.record-metrics", "aatomic.record-block-metrics"},
            matchIfMissing = true)
    BlockMeters aatomicBlockMeters(MeterRegistry registry) {
        return BlockMeters.of(registry);
    }

    /** Before all others, so that any of them may turn it off. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @ConditionalOnBooleanProperty(name = "aatomic.record-metrics", matchIfMissing = true)
    TransactionsBuilderCustomizer aatomicMetricsCustomizer() {
        return builder -> builder.recordMetrics(true);
    }
}
