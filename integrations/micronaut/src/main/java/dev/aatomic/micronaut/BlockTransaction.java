package dev.aatomic.micronaut;

import dev.aatomic.runtime.spi.FailureCollector;
import dev.aatomic.runtime.spi.ThreadBlocks;
import io.micronaut.core.propagation.PropagatedContext;
import io.micronaut.data.connection.ConnectionStatus;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionStatus;
import io.micronaut.transaction.exceptions.IllegalTransactionStateException;
import io.micronaut.transaction.exceptions.UnexpectedRollbackException;
import io.micronaut.transaction.support.TransactionSynchronization;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** A transaction of Micronaut's inside a block, on the thread that began it, where it is current until it ends. */
final class BlockTransaction implements TransactionStatus<Connection> {

    private final BlockTransactionStatus status;
    private final ThreadBlocks.OpenBlock block;
    private final PropagatedContext.Scope shown;

    private BlockTransaction(
            BlockTransactionStatus status, ThreadBlocks.OpenBlock block, PropagatedContext.Scope shown) {
        this.status = status;
        this.block = block;
        this.shown = shown;
    }

    static BlockTransaction begin(BlockConnectionOperations connections, TransactionDefinition definition) {
        MicronautBridge bridge = connections.bridge();
        String database = connections.database();
        ThreadBlocks.OpenBlock block = bridge.blocks().open(Definitions.atomic(bridge.database(database), definition));
        try {
            BlockTransactionStatus status = BlockTransactionStatus.of(
                    bridge.database(database), definition, connections.open(definition.getConnectionDefinition()));
            return new BlockTransaction(
                    status, block, Opened.block(bridge, database, status).show());
        } catch (Throwable t) {
            block.end(t);
            throw t;
        }
    }

    /** Ends it well, unless it was marked for rollback. */
    void commit() {
        if (status.isMarked()) {
            rollback(new UnexpectedRollbackException("Micronaut transaction '"
                    + getTransactionDefinition().getName()
                    + "', which was a part of the block around it, was marked for rollback"));
        } else {
            end(null);
        }
    }

    /** Rolls it back, or the block of which it is a part. */
    void rollback(Throwable cause) {
        end(cause);
    }

    private void end(@Nullable Throwable cause) {
        if (status.isCompleted()) {
            throw new IllegalTransactionStateException("Micronaut transaction '"
                    + getTransactionDefinition().getName() + "' was committed or rolled back before");
        }
        FailureCollector failures = new FailureCollector();
        failures.collect(status::complete);
        shown.close();
        failures.collect(() -> block.end(cause != null ? cause : failures.first()));
        failures.rethrow();
    }

    BlockTransactionStatus status() {
        return status;
    }

    @Override
    public boolean isNewTransaction() {
        return status.isNewTransaction();
    }

    @Override
    public void setRollbackOnly() {
        status.setRollbackOnly();
    }

    @Override
    public boolean isRollbackOnly() {
        return status.isRollbackOnly();
    }

    @Override
    public boolean isCompleted() {
        return status.isCompleted();
    }

    @Override
    public TransactionDefinition getTransactionDefinition() {
        return status.getTransactionDefinition();
    }

    @Override
    public Object getTransaction() {
        return status.getTransaction();
    }

    @Override
    public ConnectionStatus<Connection> getConnectionStatus() {
        return status.getConnectionStatus();
    }

    @Override
    public void registerSynchronization(TransactionSynchronization synchronization) {
        status.registerSynchronization(synchronization);
    }
}
