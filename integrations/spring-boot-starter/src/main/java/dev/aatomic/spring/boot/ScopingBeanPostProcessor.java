package dev.aatomic.spring.boot;

import dev.aatomic.spring.ScopedDataSource;
import dev.aatomic.spring.ScopedJooq;
import dev.aatomic.spring.SpringBridge;
import dev.aatomic.spring.TransactionManagers;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.util.ClassUtils;

/**
 * Lets the application's own beans take part in blocks: {@code JdbcTemplate} and what is built on it, jOOQ's configurations and contexts,
 * and transaction managers. The beans stay what they are, and so do the data sources.
 */
final class ScopingBeanPostProcessor implements BeanPostProcessor, Ordered {

    private static final boolean JOOQ =
            ClassUtils.isPresent("org.jooq.DSLContext", ScopingBeanPostProcessor.class.getClassLoader());

    private final SpringBridge spring;
    private final boolean requireTransaction;

    ScopingBeanPostProcessor(SpringBridge spring, boolean requireTransaction) {
        this.spring = spring;
        this.requireTransaction = requireTransaction;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof JdbcTemplate template) {
            scope(template);
        } else if (bean instanceof NamedParameterJdbcTemplate template) {
            scope(template.getJdbcTemplate());
        } else if (bean instanceof ConfigurableTransactionManager manager) {
            TransactionManagers.observe(spring, manager);
        } else if (JOOQ) {
            Jooq.scope(bean, spring, requireTransaction);
        }
        return bean;
    }

    private void scope(JdbcTemplate template) {
        DataSource dataSource = template.getDataSource();
        if (dataSource != null
                && !(dataSource instanceof ScopedDataSource)
                && !(dataSource instanceof TransactionAwareDataSourceProxy)) {
            template.setDataSource(new ScopedDataSource(dataSource, spring, requireTransaction));
        }
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    /** Loaded only where jOOQ is there. */
    private static final class Jooq {

        static void scope(Object bean, SpringBridge spring, boolean requireTransaction) {
            if (bean instanceof Configuration configuration) {
                ScopedJooq.scope(configuration, spring, requireTransaction);
            } else if (bean instanceof DSLContext dsl) {
                ScopedJooq.scope(dsl.configuration(), spring, requireTransaction);
            }
        }
    }
}
