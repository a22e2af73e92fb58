package dev.aatomic.spring;

import jakarta.persistence.EntityManagerFactory;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.orm.jpa.JpaDialect;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.CallbackPreferringPlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.transaction.support.TransactionCallback;

/**
 * JPA's transaction manager, which also knows the blocks of its database: where a block is open, a Spring transaction is a block nested in
 * it, and works with the block's {@code EntityManager}. Everywhere else it is what it always was, and blocking blocks take part in it.
 *
 * <p>Inside a block {@code REQUIRED}, {@code SUPPORTS} and {@code MANDATORY} merge into the block, so that their failure rolls it back, and
 * nothing is flushed at their end; {@code NESTED} has a savepoint, before which the {@code EntityManager} is flushed, and cleared after a
 * rollback to it; {@code REQUIRES_NEW} has a connection and an {@code EntityManager} of its own; {@code NEVER} and {@code NOT_SUPPORTED} fail.
 * What was registered to run after the commit runs when the outermost block has committed. Only a {@code REQUIRES_NEW} transaction may be
 * {@code readOnly} in a block that writes: elsewhere it says nothing, and changes are written.
 *
 * <p>Needs {@code dev.aatomic:aatomic-hibernate}, and an {@code EntityManagerFactory} that was made with the settings of
 * {@link dev.aatomic.hibernate.HibernateTransactions#configure}. An {@code EntityManager} and repositories are in a block also without a Spring
 * transaction where the factory is a {@link ScopedEntityManagerFactory}. Spring Boot's starter does all that. Safe for use by many threads.
 */
public final class AatomicJpaTransactionManager
        implements ResourceTransactionManager, CallbackPreferringPlatformTransactionManager {

    private final SpringBridge spring;
    private final JpaTransactionManager outside;
    private final DataSource dataSource;
    private final BlockEntityManagers entityManagers;

    /**
     * Creates a transaction manager.
     *
     * @param spring which data sources are databases
     * @param outside manages the transactions outside blocks, and has the factory; it is made ready here, where it is no bean
     * @throws IllegalArgumentException if it has no data source, and its factory tells none
     */
    public AatomicJpaTransactionManager(SpringBridge spring, JpaTransactionManager outside) {
        this.spring = spring;
        this.outside = outside;
        outside.afterPropertiesSet();
        EntityManagerFactory factory = outside.getEntityManagerFactory();
        DataSource found = outside.getDataSource();
        if (factory == null || found == null) {
            throw new IllegalArgumentException("outside: found a JpaTransactionManager without a data source, whose"
                    + " EntityManagerFactory tells none; expected that of a LocalContainerEntityManagerFactoryBean with"
                    + " setDataSource(…), or call setDataSource(…) on the JpaTransactionManager");
        }
        this.dataSource = found;
        this.entityManagers = new BlockEntityManagers(spring, ScopedEntityManagerFactory.target(factory), found);
        TransactionManagers.observe(spring, outside);
    }

    /** The factory, to which Spring binds its transaction. */
    @Override
    public Object getResourceFactory() {
        return entityManagers.factory();
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
                () -> BlockEntityManagerHolder.bind(entityManagers));
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
        if (!(status instanceof BlockTransactionStatus block)) {
            outside.commit(status);
            return;
        }
        try {
            block.commit();
        } catch (RuntimeException e) {
            throw translated(e);
        }
    }

    /** What is flushed at the end and refused becomes what Spring's users get from it. */
    private RuntimeException translated(RuntimeException failure) {
        JpaDialect dialect = outside.getJpaDialect();
        return DataAccessUtils.translateIfNecessary(failure, dialect);
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
