package dev.aatomic.spring;

import dev.aatomic.runtime.NoTransactionException;
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

    private final SpringBridge spring;
    private final boolean requireTransaction;

    /**
     * Creates a data source.
     *
     * @param target the data source, as Spring's transaction manager has it
     * @param spring knows which database it is; until it does, and if it is none, the target is used
     * @param requireTransaction true to refuse statements outside blocks, the autocommit context and Spring's transactions
     */
    public ScopedDataSource(DataSource target, SpringBridge spring, boolean requireTransaction) {
        super(target);
        this.spring = spring;
        this.requireTransaction = requireTransaction;
    }

    @Override
    public Connection getConnection() throws SQLException {
        DataSource target = obtainTargetDataSource();
        String database = spring.database(target);
        if (database != null && isScoped(database)) {
            return spring.transactions().database(database).dataSource().getConnection();
        }
        if (database != null && mustBeScoped()) {
            return StatementlessConnection.of(target, () -> refusal(database));
        }
        return target.getConnection();
    }

    private static NoTransactionException refusal(String database) {
        return new NoTransactionException(
                "A statement was to run where no block of database '" + database
                        + "' and no Spring transaction is open: it would have committed by itself. Open a block, or"
                        + " annotate the method with @Aatomic or Spring's @Transactional; if a block is open, its"
                        + " context was lost on a stage of another library: bring that stage back with bind(stage)."
                        + " For statements that commit one by one use transactions.autocommit(…), or allow them"
                        + " everywhere with new ScopedDataSource(dataSource, springBridge, false), in jOOQ with"
                        + " ScopedJooq.scope(configuration, springBridge, false), in Spring Boot with the property"
                        + " aatomic.require-transaction=false",
                null);
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
