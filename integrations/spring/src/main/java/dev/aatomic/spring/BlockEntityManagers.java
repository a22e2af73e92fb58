package dev.aatomic.spring;

import dev.aatomic.hibernate.HibernateTransactions;
import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.TransactionSynchronizations;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The entity managers of the blocks of a factory's database: one object leads to that of whichever block is current. */
final class BlockEntityManagers {

    /** What is known once the transactions are bound. */
    private record Joined(
            Transactions transactions, TransactionSynchronizations synchronizations, EntityManager entityManager) {}

    private final SpringBridge spring;
    private final EntityManagerFactory factory;
    private final DataSource dataSource;
    private volatile @Nullable Joined joined;

    /**
     * Those of a factory.
     *
     * @param factory as Spring's transaction managers have it
     * @param dataSource its data source
     */
    BlockEntityManagers(SpringBridge spring, EntityManagerFactory factory, DataSource dataSource) {
        this.spring = spring;
        this.factory = factory;
        this.dataSource = dataSource;
    }

    /** To which Spring binds its holders. */
    EntityManagerFactory factory() {
        return factory;
    }

    EntityManager current() {
        return joined().entityManager();
    }

    private Joined joined() {
        Joined known = joined;
        Transactions transactions = spring.transactions();
        if (known == null || known.transactions() != transactions) {
            String name = spring.database(dataSource);
            if (name == null) {
                throw new IllegalStateException("The data source of the EntityManagerFactory is no database of blocks;"
                        + " expected one that was given to springBridge.bind(transactions, dataSources)");
            }
            Database database = transactions.database(name);
            known = new Joined(
                    transactions,
                    TransactionSynchronizations.of(database),
                    HibernateTransactions.of(database, factory).session());
            joined = known;
        }
        return known;
    }

    /** Whether a block is innermost here whose entity manager is one of these, and not that of a Spring transaction around it. */
    boolean areUsedHere() {
        String database = spring.database(dataSource);
        return database != null
                && spring.isInBlock(database)
                && !(joined().synchronizations().enclosing() != null && isBoundBySpring());
    }

    private boolean isBoundBySpring() {
        // Not by getResource, which a holder may be asked in.
        Object bound = TransactionSynchronizationManager.getResourceMap().get(factory);
        if (bound instanceof BlockEntityManagerHolder holder) {
            bound = holder.replaced();
        }
        return bound != null && PersistenceContexts.isOfATransaction(bound);
    }
}
