package dev.aatomic.spring;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.InfrastructureProxy;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A data source for Spring's {@code JdbcTemplate} and its like: inside a block its connections are handles on the block's, outside
 * those of the data source behind it, or of the Spring transaction that is open there. Safe for use by many threads.
 */
public final class ScopedDataSource extends DelegatingDataSource implements InfrastructureProxy {

    private final SpringTransactions spring;
    private final boolean requireTransaction;

    /**
     * Creates a data source.
     *
     * @param target the data source, as Spring's transaction manager has it
     * @param spring knows which database it is; until it does, and if it is none, the target is used
     * @param requireTransaction true to refuse a connection outside blocks, the autocommit context and Spring's transactions
     */
    public ScopedDataSource(DataSource target, SpringTransactions spring, boolean requireTransaction) {
        super(target);
        this.spring = spring;
        this.requireTransaction = requireTransaction;
    }

    @Override
    public Connection getConnection() throws SQLException {
        DataSource target = obtainTargetDataSource();
        String database = spring.database(target);
        if (database != null && (isScoped(database) || mustBeScoped())) {
            return spring.transactions().database(database).dataSource().getConnection();
        }
        return target.getConnection();
    }

    private boolean isScoped(String database) {
        return spring.scope(database) != null;
    }

    private boolean mustBeScoped() {
        return requireTransaction && !TransactionSynchronizationManager.isActualTransactionActive();
    }

    /** What Spring's transaction managers bind their connections to. */
    @Override
    public Object getWrappedObject() {
        return obtainTargetDataSource();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ScopedDataSource same
                && same.obtainTargetDataSource().equals(obtainTargetDataSource());
    }

    @Override
    public int hashCode() {
        return obtainTargetDataSource().hashCode();
    }
}
