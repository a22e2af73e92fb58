package dev.aatomic.micronaut;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.ContextPropagation;
import dev.aatomic.runtime.spi.DialectProvider;
import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes the transactions over the application's data sources, where the application makes none. */
@Factory
final class TransactionsFactory {

    private static final String SHUTDOWN = "micronaut.lifecycle.graceful-shutdown.";
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(15);

    /**
     * The transactions, made as the application starts, so that a mistake in its properties is told then. Micronaut closes them before the data sources, since these are among the parameters.
     *
     * @param dataSources there for that order only: beans of a list have no names
     */
    @Bean(preDestroy = "close")
    @Context
    @Requires(beans = DataSource.class)
    @Requires(missingBeans = Transactions.class)
    Transactions transactions(
            BeanContext beans,
            Environment environment,
            Collection<DataSource> dataSources,
            AatomicProperties properties,
            Collection<DatabaseProperties> settings,
            MicronautBridge micronaut,
            Watchers watchers,
            List<DialectProvider> dialects,
            List<TransactionsBuilderCustomizer> customizers) {
        PropertyNames.check(environment);
        Transactions.Builder builder = Transactions.builder().enclosing(micronaut);
        Databases.of(beans, properties, settings).addTo(builder);
        apply(properties, builder, environment);
        watchers.addTo(builder, properties);
        dialects.forEach(builder::dialects);
        customizers.forEach(customizer -> customizer.customize(builder));
        Transactions transactions = builder.build();
        micronaut.bind(transactions);
        return transactions;
    }

    private static void apply(AatomicProperties properties, Transactions.Builder builder, Environment environment) {
        if (properties.isRequireDurable()) {
            builder.requireDurable();
        }
        builder.silentRollback(properties.isSilentRollback());
        builder.connectionAcquisition(properties.getConnectionAcquisition());
        builder.recordSql(properties.isRecordSql());
        builder.sendBlockNames(properties.isSendBlockNames());
        Boolean propagation = properties.getContextPropagation();
        set(
                "context-propagation",
                propagation != null ? propagation : isContextPropagationThere(),
                builder::contextPropagation);
        set("connection-timeout", properties.getConnectionTimeout(), builder::connectionTimeout);
        set("max-waiting", properties.getMaxWaiting(), builder::maxWaiting);
        set("commit-timeout", properties.getCommitTimeout(), builder::commitTimeout);
        Duration closeTimeout = properties.getCloseTimeout();
        set("close-timeout", closeTimeout != null ? closeTimeout : closeTimeout(environment), builder::closeTimeout);
        set("warn-if-held-longer-than", properties.getWarnIfHeldLongerThan(), builder::warnIfHeldLongerThan);
    }

    private static <T> void set(String name, @Nullable T value, Consumer<T> setting) {
        if (value != null) {
            PropertyNames.set(name, () -> setting.accept(value));
        }
    }

    /** Whether {@code aatomic-context-propagation} is there. */
    private static boolean isContextPropagationThere() {
        return ServiceLoader.load(ContextPropagation.class).findFirst().isPresent();
    }

    /** A tenth of the time that shutdown has for it is left for the blocks that are cancelled then. */
    private static @Nullable Duration closeTimeout(Environment environment) {
        if (!environment.getProperty(SHUTDOWN + "enabled", Boolean.class).orElse(false)) {
            return null;
        }
        Duration grace = environment
                .getProperty(SHUTDOWN + "grace-period", Duration.class)
                .orElse(GRACE_PERIOD);
        Duration limit = grace.multipliedBy(9).dividedBy(10);
        return limit.toMillis() > 0 ? limit : Duration.ofMillis(1);
    }
}
