package dev.aatomic.spring.boot;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.spi.BlockObserver;
import dev.aatomic.runtime.spi.DialectProvider;
import dev.aatomic.spring.SpringBridge;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;
import org.springframework.util.ClassUtils;

/** Transactions over the application's data sources, in which its {@code JdbcTemplate}, jOOQ and Spring transactions take part. */
@AutoConfiguration(after = DataSourceAutoConfiguration.class)
@ConditionalOnBean(DataSource.class)
@ConditionalOnBooleanProperty(name = "aatomic.enabled", matchIfMissing = true)
@EnableConfigurationProperties(AatomicProperties.class)
@ImportRuntimeHints(AatomicRuntimeHints.class)
public final class AatomicAutoConfiguration {

    private static final String BEAN = "aatomicTransactions";
    private static final Duration PHASE_LIMIT = Duration.ofSeconds(30);

    AatomicAutoConfiguration() {}

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @ConditionalOnMissingBean
    static SpringBridge aatomicSpringBridge() {
        return new SpringBridge();
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static ScopingBeanPostProcessor aatomicScopingBeanPostProcessor(SpringBridge spring, Environment environment) {
        boolean requireTransaction = Binder.get(environment)
                .bind("aatomic.require-transaction", Boolean.class)
                .orElse(true);
        return new ScopingBeanPostProcessor(spring, requireTransaction);
    }

    @Bean(name = BEAN, destroyMethod = "close")
    @ConditionalOnMissingBean
    Transactions aatomicTransactions(
            ConfigurableListableBeanFactory beans,
            AatomicProperties properties,
            SpringBridge spring,
            ObjectProvider<TransactionListener> listeners,
            ObjectProvider<BlockObserver> observers,
            ObjectProvider<DialectProvider> dialects,
            ObjectProvider<TransactionsBuilderCustomizer> customizers,
            Environment environment) {
        Databases databases = Databases.of(beans, properties);
        databases.closeBefore(beans, BEAN);
        Transactions.Builder builder = Transactions.builder().enclosing(spring).connectionRouting(spring);
        databases.addTo(builder);
        apply(properties, builder, environment);
        builder.contextPropagation(propagatesContext(properties, beans.getBeanClassLoader()));
        observers.ifAvailable(builder::observer);
        listeners.orderedStream().forEach(builder::listener);
        dialects.orderedStream().forEach(builder::dialects);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        Transactions transactions = builder.build();
        spring.bind(transactions, databases.dataSources());
        return transactions;
    }

    private static void apply(AatomicProperties properties, Transactions.Builder builder, Environment environment) {
        PropertyMapper map = PropertyMapper.get();
        map.from(properties::isRequireDurable).whenTrue().to(required -> builder.requireDurable());
        map.from(properties::isSilentRollback).to(builder::silentRollback);
        map.from(properties::getConnectionAcquisition).to(builder::connectionAcquisition);
        map.from(properties::getConnectionTimeout).to(builder::connectionTimeout);
        map.from(properties::getMaxWaiting).to(builder::maxWaiting);
        map.from(properties::getCommitTimeout).to(builder::commitTimeout);
        map.from(properties::getRecordMetrics).to(builder::recordMetrics);
        map.from(properties::getWarnIfHeldLongerThan).to(builder::warnIfHeldLongerThan);
        map.from(properties::isRecordSql).to(builder::recordSql);
        map.from(properties::isSendBlockNames).to(builder::sendBlockNames);
        Duration closeTimeout = properties.getCloseTimeout();
        builder.closeTimeout(closeTimeout != null ? closeTimeout : closeTimeout(environment));
    }

    private static boolean propagatesContext(AatomicProperties properties, @Nullable ClassLoader loader) {
        Boolean said = properties.getContextPropagation();
        return said != null
                ? said
                : ClassUtils.isPresent("dev.aatomic.context.MicrometerContextPropagation", loader)
                        && ClassUtils.isPresent("io.micrometer.context.ContextRegistry", loader);
    }

    /** A tenth of the time that shutdown has for it is left for the blocks that are cancelled then. */
    private static Duration closeTimeout(Environment environment) {
        Duration phase = Binder.get(environment)
                .bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
                .orElse(PHASE_LIMIT);
        Duration limit = phase.multipliedBy(9).dividedBy(10);
        return limit.toMillis() > 0 ? limit : Duration.ofMillis(1);
    }

    /** Only where JPA is there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({EntityManagerFactory.class, EntityManagerFactoryInfo.class})
    static class Jpa {

        @Bean
        static JpaTransactionManagerCheck aatomicJpaTransactionManagerCheck(ListableBeanFactory beans) {
            return new JpaTransactionManagerCheck(beans);
        }
    }

    @Bean
    @ConditionalOnSingleCandidate(Transactions.class)
    @ConditionalOnMissingBean
    TransactionsLifecycle aatomicTransactionsLifecycle(Transactions transactions) {
        return new TransactionsLifecycle(transactions);
    }
}
