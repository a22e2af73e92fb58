package dev.aatomic.hibernate;

import org.hibernate.engine.jdbc.spi.JdbcCoordinator;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.jdbc.spi.LogicalConnectionImplementor;
import org.hibernate.resource.jdbc.spi.PhysicalConnectionHandlingMode;
import org.hibernate.resource.transaction.backend.jdbc.internal.JdbcResourceLocalTransactionCoordinatorBuilderImpl;
import org.hibernate.resource.transaction.spi.TransactionCoordinator;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorBuilder;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorOwner;

/**
 * Tells the sessions of blocks, which may not end their transaction, from all others of a factory, which keep Hibernate's own resource-local
 * transactions, and begin none in a block. It is the value of {@code hibernate.transaction.coordinator_class}, as an instance, a class, or
 * the name of the class; {@link HibernateTransactions#configure} sets it. Safe for use by many threads and factories.
 */
public final class BlockTransactionCoordinatorBuilder implements TransactionCoordinatorBuilder {

    private static final long serialVersionUID = 1L;

    private static final TransactionCoordinatorBuilder OUTSIDE_BLOCKS =
            JdbcResourceLocalTransactionCoordinatorBuilderImpl.INSTANCE;

    private final transient JoinedTransactions joined = new JoinedTransactions();

    /** Creates the builder. */
    public BlockTransactionCoordinatorBuilder() {}

    @Override
    public TransactionCoordinator buildTransactionCoordinator(TransactionCoordinatorOwner owner, Options options) {
        if (owner instanceof JdbcCoordinator coordinator) {
            LogicalConnectionImplementor connection = coordinator.getLogicalConnection();
            if (connection.isPhysicallyConnected()
                    && connection.getPhysicalConnection() instanceof BlockConnection blockConnection) {
                return new BlockTransactionCoordinator(this, owner, blockConnection);
            }
        }
        TransactionCoordinator own = OUTSIDE_BLOCKS.buildTransactionCoordinator(owner, options);
        if (owner.getJdbcSessionOwner() instanceof SharedSessionContractImplementor session) {
            return new OwnTransactionCoordinator(own, () -> joined.areInBlock(session.getFactory()));
        }
        return own;
    }

    void join(HibernateTransactions transactions) {
        joined.add(transactions);
    }

    @Override
    public boolean isJta() {
        return false;
    }

    @Override
    public PhysicalConnectionHandlingMode getDefaultConnectionHandlingMode() {
        return OUTSIDE_BLOCKS.getDefaultConnectionHandlingMode();
    }
}
