package dev.aatomic.spring;

import dev.aatomic.hibernate.BlockTransactionCoordinatorBuilder;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.orm.jpa.AbstractEntityManagerFactoryBean;
import org.springframework.orm.jpa.EntityManagerFactoryInfo;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

/**
 * Makes the Hibernate entity manager factories of an application ready for blocks: each is made with the settings of
 * {@link dev.aatomic.hibernate.HibernateTransactions#configure}, unless it has a transaction coordinator of its own, and becomes a
 * {@link ScopedEntityManagerFactory}, as does the factory of an {@code EntityManager} that is injected. A bean of an application without
 * Spring Boot's starter, declared by a static method. Safe for use by many threads.
 */
public final class ScopedEntityManagerFactoryPostProcessor implements BeanPostProcessor, Ordered {

    private final SpringBridge spring;

    /** Spring asks for what a factory makes again and again, and is to get the same. */
    private final Map<EntityManagerFactory, EntityManagerFactory> factories = new ConcurrentHashMap<>();

    private final Map<EntityManager, EntityManager> entityManagers = new ConcurrentHashMap<>();

    /**
     * Creates a post-processor.
     *
     * @param spring which data sources are databases
     */
    public ScopedEntityManagerFactoryPostProcessor(SpringBridge spring) {
        this.spring = spring;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (bean instanceof AbstractEntityManagerFactoryBean factory
                && factory.getJpaVendorAdapter() instanceof HibernateJpaVendorAdapter) {
            factory.getJpaPropertyMap()
                    .putIfAbsent(
                            AvailableSettings.TRANSACTION_COORDINATOR_STRATEGY,
                            new BlockTransactionCoordinatorBuilder());
        }
        return bean;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof EntityManagerFactory factory) {
            return isScopable(factory) ? scoped(factory) : bean;
        }
        if (bean instanceof EntityManager entityManager && isScopable(entityManager.getEntityManagerFactory())) {
            return entityManagers.computeIfAbsent(
                    entityManager,
                    known -> SharedEntityManagerCreator.createSharedEntityManager(
                            scoped(known.getEntityManagerFactory())));
        }
        return bean;
    }

    private EntityManagerFactory scoped(EntityManagerFactory factory) {
        return factories.computeIfAbsent(factory, known -> ScopedEntityManagerFactory.of(known, spring));
    }

    /** Those of Spring's that are Hibernate's, and not scoped yet. */
    private static boolean isScopable(EntityManagerFactory factory) {
        return factory instanceof SessionFactory
                && factory instanceof EntityManagerFactoryInfo info
                && info.getDataSource() != null
                && ScopedEntityManagerFactory.target(factory) == factory;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
