package dev.aatomic.hibernate;

import java.util.function.BooleanSupplier;
import org.hibernate.TransactionException;
import org.hibernate.jpa.spi.JpaCompliance;
import org.hibernate.resource.transaction.spi.IsolationDelegate;
import org.hibernate.resource.transaction.spi.SynchronizationRegistry;
import org.hibernate.resource.transaction.spi.TransactionCoordinator;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorBuilder;
import org.hibernate.resource.transaction.spi.TransactionObserver;
import org.hibernate.resource.transaction.spi.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate's own transaction, of a session that belongs to no block. In a block none begins: it would commit alone, on a second connection,
 * for which it would not queue.
 */
final class OwnTransactionCoordinator implements TransactionCoordinator {

    private final TransactionCoordinator own;
    private final BooleanSupplier isInBlock;
    private @Nullable Driver driver;

    OwnTransactionCoordinator(TransactionCoordinator own, BooleanSupplier isInBlock) {
        this.own = own;
        this.isInBlock = isInBlock;
    }

    boolean isInBlock() {
        return isInBlock.getAsBoolean();
    }

    /** What Hibernate's coordinator has is one object for all of its life. */
    @Override
    public TransactionDriver getTransactionDriverControl() {
        Driver known = driver;
        if (known == null) {
            known = new Driver(own.getTransactionDriverControl(), isInBlock);
            driver = known;
        }
        return known;
    }

    private record Driver(TransactionDriver own, BooleanSupplier isInBlock) implements TransactionDriver {

        @Override
        public void begin() {
            if (isInBlock.getAsBoolean()) {
                throw new TransactionException(
                        "A session that is no part of a block was about to begin a transaction in a block of the same"
                                + " database. It would commit alone, and stay when the block is rolled back. Expected:"
                                + " hibernate.session() or hibernate.submit(session -> …), in a block with propagation"
                                + " REQUIRES_NEW if it is to commit alone. Where it is meant to be the factory's own, put"
                                + " transactions.autocommit(() -> …) around it.");
            }
            own.begin();
        }

        @Override
        public void commit() {
            own.commit();
        }

        @Override
        public void rollback() {
            own.rollback();
        }

        @Override
        public TransactionStatus getStatus() {
            return own.getStatus();
        }

        @Override
        public void markRollbackOnly() {
            own.markRollbackOnly();
        }
    }

    @Override
    public TransactionCoordinatorBuilder getTransactionCoordinatorBuilder() {
        return own.getTransactionCoordinatorBuilder();
    }

    @Override
    public SynchronizationRegistry getLocalSynchronizations() {
        return own.getLocalSynchronizations();
    }

    @Override
    public JpaCompliance getJpaCompliance() {
        return own.getJpaCompliance();
    }

    @Override
    public void explicitJoin() {
        own.explicitJoin();
    }

    @Override
    public boolean isJoined() {
        return own.isJoined();
    }

    @Override
    public void pulse() {
        own.pulse();
    }

    @Override
    public boolean isActive() {
        return own.isActive();
    }

    @Override
    public IsolationDelegate createIsolationDelegate() {
        return own.createIsolationDelegate();
    }

    @Override
    public void addObserver(TransactionObserver observer) {
        own.addObserver(observer);
    }

    @Override
    public void removeObserver(TransactionObserver observer) {
        own.removeObserver(observer);
    }

    @Override
    public void setTimeOut(int seconds) {
        own.setTimeOut(seconds);
    }

    @Override
    public int getTimeOut() {
        return own.getTimeOut();
    }

    @Override
    public void invalidate() {
        own.invalidate();
    }
}
