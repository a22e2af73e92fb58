package dev.aatomic.spring;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Date;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What Spring finds bound to a thread for a data source, in place of its own holder: inside a block that was opened since, it gives a
 * handle on the block's connection, and else what Spring's own would give. Touched by its own thread only.
 *
 * <p>Spring asks for a connection by {@code requested} and {@code getConnection}, and gives it back by {@code getConnection}, to
 * compare, and {@code released}. So inside a block each request has a handle of its own, which is closed when it is given back.
 */
final class ScopedConnectionHolder extends ConnectionHolder {

    private final SpringBridge spring;
    private final String database;
    private final @Nullable ConnectionHolder original;
    private final @Nullable EnclosingSpringTransaction transaction;

    /** What was current when Spring bound its holder, so that anything else is inside of it. */
    private final @Nullable Object openedIn;

    private boolean isOfBlock;
    private boolean requested;
    private @Nullable Connection handle;

    private ScopedConnectionHolder(
            SpringBridge spring,
            String database,
            @Nullable ConnectionHolder original,
            @Nullable EnclosingSpringTransaction transaction,
            @Nullable Object openedIn) {
        super(() -> {
            throw new IllegalStateException("No connection is bound to this thread");
        });
        this.spring = spring;
        this.database = database;
        this.original = original;
        this.transaction = transaction;
        this.openedIn = openedIn;
        if (original == null) {
            super.setConnection(null);
        }
    }

    /** One for a thread in a block where Spring has bound nothing. */
    static ScopedConnectionHolder ofBlock(SpringBridge spring, String database) {
        ScopedConnectionHolder holder = new ScopedConnectionHolder(spring, database, null, null, null);
        holder.setSynchronizedWithTransaction(true);
        holder.isOfBlock = true;
        return holder;
    }

    /**
     * Puts one in the place of what is bound, unless that has been done, or where something would be bound later.
     *
     * @param begun the transaction that has just begun; null if none has
     */
    static ScopedConnectionHolder adopt(
            SpringBridge spring, String database, DataSource dataSource, @Nullable TransactionExecution begun) {
        Object present = TransactionSynchronizationManager.getResource(dataSource);
        if (present instanceof ScopedConnectionHolder adopted) {
            return adopted;
        }
        Object scope = spring.scope(database);
        ConnectionHolder original = present instanceof ConnectionHolder holder ? holder : null;
        ScopedConnectionHolder holder = new ScopedConnectionHolder(
                spring,
                database,
                original,
                original == null ? null : EnclosingSpringTransaction.of(spring, database, original, begun),
                scope);
        if (original == null) {
            TransactionSynchronizationManager.registerSynchronization(new Unbinding(holder, dataSource));
        } else {
            TransactionSynchronizationManager.unbindResource(dataSource);
        }
        TransactionSynchronizationManager.bindResource(dataSource, holder);
        return holder;
    }

    /** Spring's transaction; null if there is none, or it is over. */
    @Nullable
    EnclosingSpringTransaction transaction() {
        return transaction == null || transaction.isOver() ? null : transaction;
    }

    /** Whether Spring has it bound for one of its transactions, in a block or around it, and not for another data source's. */
    boolean isOfATransaction() {
        return transaction != null || isOfBlock;
    }

    /** Whether it stands for that transaction, be it over or not. */
    boolean isOf(EnclosingSpringTransaction asked) {
        return transaction == asked;
    }

    /** Whether something is open here that was opened since. */
    boolean isInBlock() {
        Object scope = spring.scope(database);
        return scope != null && scope != openedIn;
    }

    @Override
    protected boolean hasConnection() {
        if (isInBlock()) {
            return true;
        }
        return original == null ? super.hasConnection() : original.getConnectionHandle() != null;
    }

    /** As Spring's own is until it is taken away, also while others are told of the end. */
    @Override
    protected boolean isTransactionActive() {
        return transaction != null;
    }

    @Override
    public Connection getConnection() {
        if (!isInBlock()) {
            return original == null ? super.getConnection() : original.getConnection();
        }
        if (requested || handle == null) {
            requested = false;
            try {
                handle = spring.transactions().database(database).dataSource().getConnection();
            } catch (SQLException e) {
                throw new IllegalStateException("The block's connection could not be had", e);
            }
        }
        return handle;
    }

    @Override
    public void requested() {
        if (isInBlock()) {
            requested = true;
        } else if (original == null) {
            super.requested();
        } else {
            original.requested();
        }
    }

    @Override
    public void released() {
        if (isInBlock()) {
            JdbcUtils.closeConnection(handle);
            handle = null;
        } else if (original == null) {
            super.released();
        } else {
            original.released();
        }
    }

    @Override
    public boolean isOpen() {
        return original == null ? super.isOpen() : original.isOpen();
    }

    @Override
    public boolean supportsSavepoints() throws SQLException {
        return original == null ? super.supportsSavepoints() : original.supportsSavepoints();
    }

    @Override
    public Savepoint createSavepoint() throws SQLException {
        return original == null ? super.createSavepoint() : original.createSavepoint();
    }

    // ---- the state that Spring keeps

    @Override
    public boolean isSynchronizedWithTransaction() {
        return original == null ? super.isSynchronizedWithTransaction() : original.isSynchronizedWithTransaction();
    }

    @Override
    public void setSynchronizedWithTransaction(boolean synchronizedWithTransaction) {
        if (original == null) {
            super.setSynchronizedWithTransaction(synchronizedWithTransaction);
        } else {
            original.setSynchronizedWithTransaction(synchronizedWithTransaction);
        }
    }

    @Override
    public void setRollbackOnly() {
        if (original == null) {
            super.setRollbackOnly();
        } else {
            original.setRollbackOnly();
        }
    }

    @Override
    public void resetRollbackOnly() {
        if (original == null) {
            super.resetRollbackOnly();
        } else {
            original.resetRollbackOnly();
        }
    }

    @Override
    public boolean isRollbackOnly() {
        return original == null ? super.isRollbackOnly() : original.isRollbackOnly();
    }

    @Override
    public boolean hasTimeout() {
        return original == null ? super.hasTimeout() : original.hasTimeout();
    }

    @Override
    public @Nullable Date getDeadline() {
        return original == null ? super.getDeadline() : original.getDeadline();
    }

    @Override
    public int getTimeToLiveInSeconds() {
        return original == null ? super.getTimeToLiveInSeconds() : original.getTimeToLiveInSeconds();
    }

    @Override
    public long getTimeToLiveInMillis() {
        return original == null ? super.getTimeToLiveInMillis() : original.getTimeToLiveInMillis();
    }

    @Override
    public boolean isVoid() {
        return original == null ? super.isVoid() : original.isVoid();
    }

    /** Takes a holder that was bound for nothing of Spring's away when Spring's synchronization ends. */
    private record Unbinding(ScopedConnectionHolder holder, DataSource dataSource)
            implements TransactionSynchronization {

        @Override
        public void suspend() {
            unbind();
        }

        @Override
        public void resume() {
            if (!TransactionSynchronizationManager.hasResource(dataSource)) {
                TransactionSynchronizationManager.bindResource(dataSource, holder);
            }
        }

        @Override
        public void afterCompletion(int status) {
            unbind();
        }

        private void unbind() {
            if (TransactionSynchronizationManager.getResource(dataSource) == holder) {
                TransactionSynchronizationManager.unbindResource(dataSource);
            }
        }
    }
}
