package dev.aatomic.micronaut;

import dev.aatomic.runtime.Database;
import io.micronaut.data.connection.ConnectionStatus;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionStatus;
import io.micronaut.transaction.async.AsyncTransactionStatus;
import io.micronaut.transaction.support.TransactionSynchronization;
import java.sql.Connection;

/**
 * A transaction of Micronaut's inside a block: a block too. What is registered with it is told when the outermost block has ended, and what
 * is marked for rollback is rolled back at its own end.
 */
final class BlockTransactionStatus implements TransactionStatus<Connection>, AsyncTransactionStatus<Connection> {

    private final Database database;
    private final TransactionDefinition definition;
    private final BlockConnectionStatus connection;

    /** Whether the block was opened by somebody else, and only looked for. */
    private final boolean isFound;

    private volatile boolean rollbackOnly;
    private volatile boolean completed;

    private BlockTransactionStatus(
            Database database, TransactionDefinition definition, BlockConnectionStatus connection, boolean isFound) {
        this.database = database;
        this.definition = definition;
        this.connection = connection;
        this.isFound = isFound;
    }

    /** That of a block which is being opened for a transaction. */
    static BlockTransactionStatus of(
            Database database, TransactionDefinition definition, BlockConnectionStatus connection) {
        return new BlockTransactionStatus(database, definition, connection, false);
    }

    /** That of the block which is current here, for whoever looks for a transaction. */
    static BlockTransactionStatus found(Database database, BlockConnectionStatus connection) {
        return new BlockTransactionStatus(database, TransactionDefinition.DEFAULT, connection, true);
    }

    /** Whether it is not merely a part of the block around it. */
    @Override
    public boolean isNewTransaction() {
        return Definitions.isOfItsOwn(definition);
    }

    @Override
    public void setRollbackOnly() {
        if (isFound) {
            database.setRollbackOnly(true);
        } else {
            rollbackOnly = true;
        }
    }

    @Override
    public boolean isRollbackOnly() {
        return rollbackOnly || !completed && database.isRollbackOnly();
    }

    /** Whether it is to be rolled back though its work ended well. */
    boolean isMarked() {
        return rollbackOnly;
    }

    @Override
    public boolean isCompleted() {
        return completed;
    }

    /** Says that it is about to end, and closes its handle. */
    void complete() {
        completed = true;
        connection.close();
    }

    @Override
    public TransactionDefinition getTransactionDefinition() {
        return definition;
    }

    @Override
    public Object getTransaction() {
        return this;
    }

    @Override
    public Connection getConnection() {
        return connection.getConnection();
    }

    @Override
    public ConnectionStatus<Connection> getConnectionStatus() {
        return connection;
    }

    @Override
    public void registerSynchronization(TransactionSynchronization synchronization) {
        database.beforeCommit(() -> {
            synchronization.beforeCommit(definition.isReadOnly().orElse(false));
            synchronization.beforeCompletion();
        });
        database.onCommit(() -> {
            try {
                synchronization.afterCommit();
            } finally {
                synchronization.afterCompletion(TransactionSynchronization.Status.COMMITTED);
            }
        });
        database.onRollback(() -> synchronization.afterCompletion(TransactionSynchronization.Status.ROLLED_BACK));
    }
}
