package dev.aatomic.spring.boot;

import dev.aatomic.hibernate.HibernateTransactions;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.AsyncRepositoryPostProcessor;
import dev.aatomic.spring.ScopedEntityManagerFactoryPostProcessor;
import dev.aatomic.spring.SpringBridge;
import jakarta.persistence.EntityManagerFactory;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;

/** JPA in blocks, where Hibernate is there: its factories, and the transaction manager that Spring Boot makes for them. */
@AutoConfiguration(
        after = AatomicAutoConfiguration.class,
        afterName = "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration")
@ConditionalOnClass({SessionFactory.class, EntityManagerFactoryInfo.class, HibernateTransactions.class})
@ConditionalOnBean(SpringBridge.class)
@ConditionalOnBooleanProperty(name = "aatomic.enabled", matchIfMissing = true)
public final class AatomicJpaAutoConfiguration {

    AatomicJpaAutoConfiguration() {}

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @ConditionalOnMissingBean
    static ScopedEntityManagerFactoryPostProcessor aatomicScopedEntityManagerFactoryPostProcessor(SpringBridge spring) {
        return new ScopedEntityManagerFactoryPostProcessor(spring);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @ConditionalOnMissingBean
    static AsyncRepositoryPostProcessor aatomicAsyncRepositoryPostProcessor(SpringBridge spring) {
        return new AsyncRepositoryPostProcessor(spring);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @ConditionalOnBooleanProperty(name = "aatomic.transaction-manager", matchIfMissing = true)
    static JpaTransactionManagerReplacement aatomicJpaTransactionManagerReplacement() {
        return new JpaTransactionManagerReplacement();
    }

    /** For steps of asynchronous blocks. */
    @Bean
    @Lazy
    @ConditionalOnSingleCandidate(EntityManagerFactory.class)
    @ConditionalOnMissingBean
    HibernateTransactions aatomicHibernateTransactions(
            Transactions transactions, SpringBridge spring, EntityManagerFactory factory) {
        DataSource dataSource = factory instanceof EntityManagerFactoryInfo info ? info.getDataSource() : null;
        String database = dataSource == null ? null : spring.database(dataSource);
        if (database == null) {
            throw new IllegalStateException(
                    "The DataSource of the EntityManagerFactory is no database of blocks; expected a"
                            + " DataSource bean for which aatomic.databases.<name>.enabled is not false");
        }
        return HibernateTransactions.of(transactions.database(database), factory);
    }
}
