package dev.aatomic.spring;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.CallbackPreferringPlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.transaction.support.TransactionCallback;

/**
 * Spring's transaction manager of a data source, which also knows the blocks of its database: where a block is open, a Spring
 * transaction is a block nested in it. Everywhere else it is what it always was, and blocks take part in it.
 *
 * <p>Inside a block {@code REQUIRED}, {@code SUPPORTS} and {@code MANDATORY} merge into the block, so that their failure rolls it back;
 * {@code NESTED} has a savepoint; {@code REQUIRES_NEW} has a connection of its own; {@code NEVER} and {@code NOT_SUPPORTED} fail. What was
 * registered to run after the commit runs when the outermost block has committed.
 *
 * <p>What uses JPA needs an {@link AatomicJpaTransactionManager}, which knows blocks too, or a {@code JpaTransactionManager}, in whose
 * transactions blocking blocks take part. Safe for use by many threads.
 */
public final class AatomicTransactionManager
        implements ResourceTransactionManager, CallbackPreferringPlatformTransactionManager {

    private final SpringBridge spring;
    private final DataSource dataSource;
    private final PlatformTransactionManager outside;

    /**
     * Creates a transaction manager.
     *
     * @param spring which data sources are databases
     * @param outside manages the transactions outside blocks, and has the data source
     */
    public AatomicTransactionManager(SpringBridge spring, DataSourceTransactionManager outside) {
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
        return BlockTransactionStatus.begin(
                spring,
                database,
                dataSource,
                definition != null ? definition : TransactionDefinition.withDefaults(),
                () -> () -> {});
    }

    /**
     * Does work in a transaction, as Spring's annotation and {@code TransactionTemplate} do with this manager. Work that goes on after its
     * method has returned, as a stage's that is not complete, is an error and rolled back, unless the transaction is a part of another or
     * of a block, which may wait for it.
     */
    @Override
    public <T extends @Nullable Object> T execute(
            @Nullable TransactionDefinition definition, TransactionCallback<T> callback) {
        return TransactionCallbacks.execute(this, definition, callback);
    }

    @Override
    public void commit(TransactionStatus status) {
        checkNothingIsLeftOut(status);
        if (status instanceof BlockTransactionStatus block) {
            block.commit();
        } else {
            outside.commit(status);
        }
    }

    /** JPA would write to a connection of its own, or, as it does by default, nothing at all, and nobody would be told. */
    private void checkNothingIsLeftOut(TransactionStatus status) {
        if (EnclosingSpringTransaction.JPA
                && !status.isCompleted()
                && !status.isRollbackOnly()
                && !status.isReadOnly()
                && PersistenceContexts.isLeftOut(dataSource)) {
            rollback(status);
            throw new IllegalTransactionStateException("Spring transaction '" + status.getTransactionName()
                    + "' was rolled back because JPA was used in it, and takes no part in the transactions of an"
                    + " AatomicTransactionManager: what was changed through it would not have been written. Expected an"
                    + " AatomicJpaTransactionManager or a JpaTransactionManager for methods that use JPA, for example with"
                    + " @Transactional(\"its bean name\")");
        }
    }

    @Override
    public void rollback(TransactionStatus status) {
        if (status instanceof BlockTransactionStatus block) {
            block.rollback();
        } else {
            outside.rollback(status);
        }
    }
}
