package dev.aatomic.spring;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.util.ReflectionUtils;

/** Lets blocks take part in the transactions of Spring's transaction managers. */
public final class TransactionManagers {

    private TransactionManagers() {}

    /**
     * Makes a transaction manager tell when it begins a transaction: blocking blocks that are opened inside take part in it, if it is on
     * one of their data sources, and inside a block it begins none. Does nothing if that was done before.
     *
     * @param spring which data sources are databases
     * @param manager the transaction manager
     */
    public static void observe(SpringTransactions spring, ConfigurableTransactionManager manager) {
        if (manager.getTransactionExecutionListeners().stream().noneMatch(BeginListener.class::isInstance)) {
            manager.addListener(new BeginListener(spring, () -> dataSource(manager)));
        }
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
