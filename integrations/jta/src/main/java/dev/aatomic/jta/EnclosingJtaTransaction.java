package dev.aatomic.jta;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * A JTA transaction, as blocks of one database take part in it. Told of its end before the pool, which registered itself when its connection
 * was taken: interposed synchronizations are called in reverse.
 */
final class EnclosingJtaTransaction implements EnclosingTransaction, Synchronization {

    private final EnlistedDataSource dataSource;
    private final TransactionSynchronizationRegistry registry;
    private final Transaction transaction;
    private final String name;
    private final TransactionEnd end;
    private final EndedTransaction ended;
    private final LentConnection lent = new LentConnection();

    EnclosingJtaTransaction(
            EnlistedDataSource dataSource,
            TransactionSynchronizationRegistry registry,
            Transaction transaction,
            String name,
            TransactionEnd end,
            EndedTransaction ended) {
        this.dataSource = dataSource;
        this.registry = registry;
        this.transaction = transaction;
        this.name = name;
        this.end = end;
        this.ended = ended;
    }

    @Override
    public String name() {
        return name;
    }

    // ---- its connection

    @Override
    public Connection connection() throws SQLException {
        if (!lent.blockBegins()) {
            throw new SQLException("A block of database '" + dataSource.database + "' is open in " + name
                    + " on another thread, and would undo the work of a second one with its savepoint. Open one after the"
                    + " other, or one around both");
        }
        try {
            return take();
        } catch (Throwable t) {
            lent.blockEnds();
            throw t;
        }
    }

    private Connection take() throws SQLException {
        boolean isFirst = !lent.isTaken();
        Connection physical = lent.take(dataSource.dataSource);
        if (isFirst) {
            listen();
        }
        return physical;
    }

    private void listen() throws SQLException {
        try {
            registry.registerInterposedSynchronization(this);
            ended.listen();
            transaction.registerSynchronization(end);
        } catch (RollbackException | SystemException | IllegalStateException e) {
            setRollbackOnly();
            throw new SQLException(name + " does not tell its end any more, so no block can take part in it", e);
        }
    }

    /** Also where the transaction is being rolled back, since that may be stuck behind the statement. */
    @Override
    public void evict(Runnable closing) {
        lent.whileLent(closing);
    }

    @Override
    public void giveBack() {
        lent.blockEnds();
    }

    @Override
    public boolean beginUse() {
        return JtaTransactions.isOpen(status()) && lent.beginUse();
    }

    @Override
    public void endUse() {
        lent.endUse();
    }

    // ---- what it is like

    /** JTA knows none, so the connection is asked. */
    @Override
    public Isolation isolation() {
        try {
            return Isolations.ofJdbc(take().getTransactionIsolation());
        } catch (SQLException e) {
            throw new IllegalStateException("The isolation of " + name + " could not be read", e);
        }
    }

    /** JTA knows no transactions that only read. */
    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public boolean isRollbackOnly() {
        return status() != Status.STATUS_ACTIVE;
    }

    private int status() {
        try {
            return transaction.getStatus();
        } catch (SystemException e) {
            return Status.STATUS_UNKNOWN;
        }
    }

    @Override
    public void setRollbackOnly() {
        try {
            transaction.setRollbackOnly();
        } catch (IllegalStateException over) {
            // It has rolled back; it cannot have committed with a block in it.
            return;
        } catch (SystemException e) {
            throw new IllegalStateException(name + " could not be kept from its commit", e);
        }
    }

    // ---- its end

    @Override
    public void whenEnded(Consumer<Outcome> action) {
        end.whenEnded(action);
    }

    @Override
    public void beforeCompletion() {
        if (lent.isInBlock()) {
            throw new IllegalStateException(name + " was to be committed while a block of database '"
                    + dataSource.database
                    + "' that takes part in it was open, and is rolled back. End the block first: it must not end what is"
                    + " around it");
        }
    }

    @Override
    public void afterCompletion(int status) {
        lent.end(status == Status.STATUS_COMMITTED);
    }
}
