package dev.aatomic.quarkus;

import dev.aatomic.runtime.Transactions;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Set;

/** Makes transactions as the configuration says. */
final class TransactionsFactory {

    private final AatomicConfiguration configuration;

    TransactionsFactory(AatomicConfiguration configuration) {
        this.configuration = configuration;
    }

    /** Sets what the configuration says of all databases. */
    void configure(Transactions.Builder builder) {
        if (configuration.requireDurable()) {
            builder.requireDurable();
        }
        builder.silentRollback(configuration.silentRollback())
                .contextPropagation(configuration.contextPropagation())
                .connectionAcquisition(configuration.connectionAcquisition())
                .recordSql(configuration.recordSql())
                .sendBlockNames(configuration.sendBlockNames());
        configuration.recordMetrics().ifPresent(builder::recordMetrics);
        set("connection-timeout", () -> builder.connectionTimeout(configuration.connectionTimeout()));
        set("commit-timeout", () -> builder.commitTimeout(configuration.commitTimeout()));
        set("close-timeout", () -> builder.closeTimeout(configuration.closeTimeout()));
        configuration.maxWaiting().ifPresent(limit -> set("max-waiting", () -> builder.maxWaiting(limit)));
        configuration
                .warnIfHeldLongerThan()
                .ifPresent(limit -> set("warn-if-held-longer-than", () -> builder.warnIfHeldLongerThan(limit)));
    }

    /** The builder's error names its method. */
    private static void set(String property, Runnable setting) {
        try {
            setting.run();
        } catch (IllegalArgumentException e) {
            String key = "quarkus.aatomic." + property;
            throw new ConfigurationException(key + ": " + e.getMessage(), e, Set.of(key));
        }
    }
}
