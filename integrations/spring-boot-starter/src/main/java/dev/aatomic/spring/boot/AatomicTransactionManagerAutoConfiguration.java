package dev.aatomic.spring.boot;

import dev.aatomic.spring.AatomicTransactionManager;
import dev.aatomic.spring.SpringBridge;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizers;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionManager;

/** A transaction manager that joins blocks, in place of the one that Spring Boot would make; as late, so that JPA's and others go first. */
@AutoConfiguration(
        after = {AatomicAutoConfiguration.class, TransactionManagerCustomizationAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.transaction.jta.autoconfigure.JtaAutoConfiguration"
        },
        before = {DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class})
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnBean(SpringBridge.class)
@ConditionalOnMissingBean(TransactionManager.class)
@ConditionalOnBooleanProperty(name = "aatomic.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "aatomic.transaction-manager", matchIfMissing = true)
public final class AatomicTransactionManagerAutoConfiguration {

    AatomicTransactionManagerAutoConfiguration() {}

    @Bean
    AatomicTransactionManager transactionManager(
            Environment environment,
            DataSource dataSource,
            SpringBridge spring,
            ObjectProvider<TransactionManagerCustomizers> customizers) {
        boolean translates =
                environment.getProperty("spring.dao.exceptiontranslation.enabled", Boolean.class, Boolean.TRUE);
        DataSourceTransactionManager outside =
                translates ? new JdbcTransactionManager(dataSource) : new DataSourceTransactionManager(dataSource);
        customizers.ifAvailable(available -> available.customize(outside));
        return new AatomicTransactionManager(spring, outside);
    }
}
