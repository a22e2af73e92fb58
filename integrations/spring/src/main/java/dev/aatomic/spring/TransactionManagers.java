package dev.aatomic.spring;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.util.ReflectionUtils;

/** Lets blocks take part in the transactions of Spring's transaction managers. */
public final class TransactionManagers {

    private static final String JOIN =
            "Leave Spring's annotation out, since the block around it is the transaction; or manage the data source's"
                    + " transactions with new AatomicTransactionManager(springBridge, transactionManager), which"
                    + " joins blocks; or call the method outside the block";

    private static final String JOIN_JPA =
            "Leave Spring's annotation out, since the block around it is the transaction; or manage JPA's transactions"
                    + " with new AatomicJpaTransactionManager(springBridge, jpaTransactionManager), which joins blocks; or"
                    + " call the method outside the block, or open a blocking block inside the Spring transaction";

    private static final String CANNOT_JOIN =
            "It cannot join the block, whatever manages it: what is more than JDBC or JPA keeps a connection of its own."
                    + " Open the block inside the Spring transaction, in which a blocking block takes part; or call the"
                    + " method before or after the block; or do the work with JdbcTemplate, jOOQ or JPA and without"
                    + " Spring's annotation, since the block around it is the transaction";

    private TransactionManagers() {}

    /**
     * Makes a transaction manager tell when it begins a transaction: blocking blocks that are opened inside take part in it, if it is on
     * one of their data sources, and inside a block it begins none. Does nothing if that was done before.
     *
     * @param spring which data sources are databases
     * @param manager the transaction manager
     */
    public static void observe(SpringBridge spring, ConfigurableTransactionManager manager) {
        if (manager.getTransactionExecutionListeners().stream().noneMatch(BeginListener.class::isInstance)) {
            manager.addListener(new BeginListener(spring, () -> dataSource(manager), mend(manager)));
        }
    }

    private static String mend(ConfigurableTransactionManager manager) {
        if (manager instanceof DataSourceTransactionManager) {
            return JOIN;
        }
        return EnclosingSpringTransaction.JPA && PersistenceContexts.isManagedBy(manager) ? JOIN_JPA : CANNOT_JOIN;
    }

    /** JPA's transaction manager, whose class need not be there, has a data source beside its resource. */
    private static @Nullable DataSource dataSource(ConfigurableTransactionManager manager) {
        if (manager instanceof ResourceTransactionManager resource
                && resource.getResourceFactory() instanceof DataSource dataSource) {
            return dataSource;
        }
        var property = BeanUtils.getPropertyDescriptor(manager.getClass(), "dataSource");
        if (property == null || property.getReadMethod() == null) {
            return null;
        }
        return ReflectionUtils.invokeMethod(property.getReadMethod(), manager) instanceof DataSource dataSource
                ? dataSource
                : null;
    }
}
