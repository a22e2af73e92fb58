package dev.aatomic.spring;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.ResourceTransactionManager;

/**
 * Spring's transaction manager of a data source, which also knows the blocks of its database: where a block is open, a Spring
 * transaction is a block nested in it. Everywhere else it is what it always was, and blocks take part in it.
 *
 * <p>Inside a block {@code REQUIRED}, {@code SUPPORTS} and {@code MANDATORY} merge into the block, so that their failure rolls it back;
 * {@code NESTED} has a savepoint; {@code REQUIRES_NEW} has a connection of its own; {@code NEVER} and {@code NOT_SUPPORTED} fail. What was
 * registered to run after the commit runs when the outermost block has committed. Safe for use by many threads.
 */
public final class AatomicTransactionManager implements ResourceTransactionManager {

    private final SpringTransactions spring;
    private final DataSource dataSource;
    private final PlatformTransactionManager outside;

    /**
     * Creates a transaction manager.
     *
     * @param spring which data sources are databases
     * @param outside manages the transactions outside blocks, and has the data source
     */
    public AatomicTransactionManager(SpringTransactions spring, DataSourceTransactionManager outside) {
        this.spring = spring;
        this.outside = outside;
        this.dataSource = (DataSource) outside.getResourceFactory();
        TransactionManagers.observe(spring, outside);
    }

    @Override
    public Object getResourceFactory() {
        return dataSource;
    }

    @Override
    public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
        String database = spring.database(dataSource);
        if (database == null || !spring.isInBlock(database)) {
            return outside.getTransaction(definition);
        }
        return BlockTransaction.begin(
                spring, database, dataSource, definition != null ? definition : TransactionDefinition.withDefaults());
    }

    @Override
    public void commit(TransactionStatus status) {
        if (status instanceof BlockTransaction block) {
            block.commit();
        } else {
            outside.commit(status);
        }
    }

    @Override
    public void rollback(TransactionStatus status) {
        if (status instanceof BlockTransaction block) {
            block.rollback();
        } else {
            outside.rollback(status);
        }
    }
}
