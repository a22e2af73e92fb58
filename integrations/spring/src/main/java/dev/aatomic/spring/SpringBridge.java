package dev.aatomic.spring;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.ConnectionRouting;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import dev.aatomic.runtime.spi.ThreadBlocks;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The bridge between Spring's transactions and blocks: a blocking block takes part in the Spring transaction of its data source that is
 * open on its thread. Given to {@code Transactions.builder().enclosing(…).connectionRouting(…)}; {@link #bind(Transactions, Map)} then says which data source is which database.
 *
 * <p>While a block is open, Spring's ways to a connection of the data source lead to the block: see {@link ScopedConnectionHolder} for
 * those that ask a transaction of Spring's, and {@link ScopedDataSource} for those that ask the data source. Safe for use by many threads.
 */
public final class SpringBridge implements EnclosingTransactions, ConnectionRouting {

    private record Bound(Transactions transactions, Map<String, DataSource> dataSources) {}

    private volatile @Nullable ThreadBlocks blocks;
    private volatile @Nullable Bound bound;

    /** A bridge that ends nowhere; until transactions are bound, nothing is changed for anybody. */
    public SpringBridge() {}

    @Override
    public void register(ThreadBlocks registered) {
        this.blocks = registered;
    }

    /**
     * Shows what a block is where Spring shows it of its own transactions: {@code
     * TransactionSynchronizationManager.isCurrentTransactionReadOnly()} and its like. So a data source that routes by it, as an {@code
     * AbstractRoutingDataSource} may, sends a block where a Spring transaction would go, with a {@code LazyConnectionDataSourceProxy} around
     * it or without. Given to {@code Transactions.builder().connectionRouting(…)}; Spring Boot's starter does so.
     */
    @Override
    public ConnectionRouting.Binding bind(String database, Isolation isolation, boolean readOnly) {
        return new BoundFlags(isolation, readOnly);
    }

    /**
     * Says what the transactions are that were built with this object.
     *
     * @param transactions the transactions
     * @param dataSources their data sources, as Spring's transaction managers have them, by the database's name
     */
    public void bind(Transactions transactions, Map<String, DataSource> dataSources) {
        this.bound = new Bound(transactions, Map.copyOf(dataSources));
    }

    @Override
    public @Nullable EnclosingTransaction current(String database) {
        Bound known = bound;
        DataSource dataSource = known == null ? null : known.dataSources().get(database);
        ScopedConnectionHolder holder = dataSource == null ? null : adopt(database, dataSource);
        return holder == null || holder.isInBlock() ? null : holder.transaction();
    }

    /** Makes what Spring has bound to this thread give way to blocks that are opened from now on. */
    private @Nullable ScopedConnectionHolder adopt(String database, DataSource dataSource) {
        return TransactionSynchronizationManager.isSynchronizationActive()
                ? ScopedConnectionHolder.adopt(this, database, dataSource, null)
                : null;
    }

    /**
     * What is registered with Spring in work that is not part of its transaction would be told of that transaction's end instead of the
     * work's own. Its connection need not be taken off the thread: see {@link ScopedConnectionHolder}.
     */
    @Override
    public @Nullable Suspended suspend(String database) {
        Bound known = bound;
        DataSource dataSource = known == null ? null : known.dataSources().get(database);
        return dataSource != null
                        && TransactionSynchronizationManager.isSynchronizationActive()
                        && TransactionSynchronizationManager.getResource(dataSource)
                                instanceof ScopedConnectionHolder holder
                        && holder.isOfATransaction()
                ? SuspendedSynchronization.suspend()
                : null;
    }

    /** A transaction of Spring's has begun on this thread. */
    void begun(DataSource dataSource, TransactionExecution execution) {
        String database = database(dataSource);
        if (database != null && TransactionSynchronizationManager.isSynchronizationActive()) {
            ScopedConnectionHolder.adopt(this, database, dataSource, execution);
        }
    }

    /**
     * The database of a data source.
     *
     * @param dataSource as Spring's transaction managers have it
     * @return its name; null if it is none of those that are bound
     */
    public @Nullable String database(DataSource dataSource) {
        Bound known = bound;
        if (known != null) {
            for (Map.Entry<String, DataSource> entry : known.dataSources().entrySet()) {
                if (entry.getValue() == dataSource) {
                    return entry.getKey();
                }
            }
        }
        return null;
    }

    /** What work for a database belongs to on this thread: a block, the autocommit context, or null. */
    @Nullable
    Object scope(String database) {
        ThreadBlocks registered = blocks;
        return registered == null ? null : registered.current(database);
    }

    /** Whether a block of the database is what is innermost here, and not a transaction of Spring's inside of it. */
    boolean isInBlock(String database) {
        ThreadBlocks registered = blocks;
        return registered != null && registered.isInBlock(database) && current(database) == null;
    }

    /** The same of any database. */
    boolean isInBlock() {
        Bound known = bound;
        return known != null && known.dataSources().keySet().stream().anyMatch(this::isInBlock);
    }

    /** Of transactions that are bound. */
    ThreadBlocks blocks() {
        ThreadBlocks registered = blocks;
        if (registered == null) {
            throw new IllegalStateException(
                    "This SpringBridge belongs to no Transactions; expected Transactions.builder().enclosing(…) with it");
        }
        return registered;
    }

    /** Of transactions that are bound. */
    Transactions transactions() {
        Bound known = bound;
        if (known == null) {
            throw new IllegalStateException("This SpringBridge is bound to no Transactions; expected"
                    + " springBridge.bind(transactions, dataSources) after they were built");
        }
        return known.transactions();
    }
}
