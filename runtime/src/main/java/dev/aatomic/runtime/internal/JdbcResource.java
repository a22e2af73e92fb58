package dev.aatomic.runtime.internal;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.internal.jdbc.PostgresTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC connection out of a pool. Autocommit is switched off with the first statement only, so a block without statements costs
 * the pool's own checkout and nothing more.
 *
 * <p>Touched by whoever holds the lane; {@link #statementCancellation} alone may come from any thread, and the end of a statement waits
 * for a cancel in flight, so that it cannot hit the statement after.
 */
class JdbcResource implements Resource {

    private static final System.Logger LOGGER = System.getLogger(JdbcResource.class.getName());
    private static final int VALIDATION_SECONDS = 5;
    private static final long FIRST_RECANCEL_MILLIS = 20;
    private static final long LAST_RECANCEL_MILLIS = 20_000;

    /** How long BEGIN has, where it travels with the first statement, before that is cancelled. */
    private static final long BEGIN_MILLIS = 50;

    private final ManagedDatabase database;
    private final Connection connection;
    private final @Nullable TransactionProperties properties;
    private boolean begun;
    private boolean postgres;
    private @Nullable Boolean originalAutoCommit;
    private boolean propertyTouched;
    private boolean propertiesRestored;

    // Guarded by the monitor:
    private @Nullable Statement running;
    private int statements;
    private boolean cancelling;

    /** How many threads wait for the running statement's end: telling them costs more than the rest of it. */
    private int waiters;

    private boolean firstCancelled;

    JdbcResource(ManagedDatabase database, Connection connection, @Nullable TransactionProperties properties) {
        this.database = database;
        this.connection = connection;
        this.properties = properties;
    }

    /** A connection with its own properties. */
    static JdbcResource open(ManagedDatabase database) throws SQLException {
        return open(database, Isolation.DEFAULT, false);
    }

    /** A connection for a transaction with these properties. */
    static JdbcResource open(ManagedDatabase database, Isolation isolation, boolean readOnly) throws SQLException {
        Connection connection = database.dataSource().getConnection();
        if (connection == null) {
            throw new SQLException("The data source returned null instead of a connection");
        }
        boolean plain = isolation == Isolation.DEFAULT && !readOnly;
        return new JdbcResource(
                database, connection, plain ? null : new TransactionProperties(database, isolation, readOnly));
    }

    Connection connection() {
        return connection;
    }

    /** Properties are being put back, after the transaction's end. */
    void propertiesRestored() {
        propertiesRestored = true;
    }

    /** A property of the connection was read or changed, which may have sent SQL. */
    void propertyTouched() {
        propertyTouched = true;
    }

    // ---- the transaction

    @Override
    public void begin() throws SQLException {
        if (begun) {
            return;
        }
        postgres = database.isPostgres(connection);
        // Before the call: if it fails the state is in doubt, and the attempt to restore it decides.
        begun = true;
        if (properties != null) {
            properties.beforeBegin(connection);
        }
        setAutoCommit(false);
        if (properties != null) {
            properties.afterBegin(connection);
        }
    }

    /** Each statement shall commit alone, whatever the pool's default is. */
    void beginAutocommit() throws SQLException {
        setAutoCommit(true);
    }

    private void setAutoCommit(boolean wanted) throws SQLException {
        if (connection.getAutoCommit() != wanted) {
            originalAutoCommit = !wanted;
            connection.setAutoCommit(wanted);
        }
    }

    @Override
    public boolean isBegun() {
        return begun;
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void rollback() throws SQLException {
        connection.rollback();
    }

    // ---- savepoints

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        return connection.setSavepoint(name);
    }

    @Override
    public Savepoint releaseAndSetSavepoint(Savepoint released, String name) throws SQLException {
        if (postgres) {
            return PostgresSavepoint.releaseAndSet(connection, released, name);
        }
        connection.releaseSavepoint(released);
        return connection.setSavepoint(name);
    }

    @Override
    public void releaseSavepoint(Savepoint savepoint) throws SQLException {
        if (savepoint instanceof PostgresSavepoint ours) {
            ours.release(connection);
        } else {
            connection.releaseSavepoint(savepoint);
        }
    }

    @Override
    public void rollbackTo(Savepoint savepoint) throws SQLException {
        if (savepoint instanceof PostgresSavepoint ours) {
            ours.rollbackTo(connection);
        } else {
            connection.rollback(savepoint);
        }
    }

    @Override
    public void rollbackToAndRelease(Savepoint savepoint) throws SQLException {
        if (postgres) {
            PostgresSavepoint.rollbackToAndRelease(connection, savepoint);
            return;
        }
        connection.rollback(savepoint);
        connection.releaseSavepoint(savepoint);
    }

    // ---- the running statement

    void statementStarts(Statement statement) {
        synchronized (this) {
            running = statement;
            statements++;
        }
    }

    void statementEnded() {
        boolean interrupted = false;
        synchronized (this) {
            while (cancelling) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            running = null;
            if (waiters > 0) {
                notifyAll();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public @Nullable Runnable statementCancellation() {
        synchronized (this) {
            Statement statement = running;
            int number = statements;
            return statement == null ? null : () -> cancel(statement, number);
        }
    }

    /**
     * Cancels until the statement has ended: a driver forgets a cancel that comes before the statement has really started. Waits
     * longer each time, and gives up in the end; a deadline closes the connection before.
     */
    private void cancel(Statement statement, int number) {
        if (travelsWithBegin(number)) {
            // A cancel that hits BEGIN would leave the statement to commit by itself.
            if (hasEnded(number, BEGIN_MILLIS)) {
                return;
            }
            synchronized (this) {
                firstCancelled = true;
            }
        }
        for (long pause = FIRST_RECANCEL_MILLIS; pause <= LAST_RECANCEL_MILLIS; pause *= 2) {
            if (!cancelOnce(statement, number) || hasEnded(number, pause)) {
                return;
            }
        }
    }

    /** What was begun was so before the statement started, under the lock. */
    private boolean travelsWithBegin(int number) {
        synchronized (this) {
            return begun && postgres && number == 1;
        }
    }

    @Override
    public boolean hasLostBegin(Throwable failure) {
        boolean cancelled;
        synchronized (this) {
            if (!begun || !postgres || statements != 1) {
                return false;
            }
            cancelled = firstCancelled;
        }
        try {
            if (PostgresTransaction.isAnswer(failure)) {
                // A pool may have closed it, having seen in the failure that the driver lost track.
                return connection.isClosed() || PostgresTransaction.isIdle(connection);
            }
            return cancelled && connection.isClosed();
        } catch (Throwable t) {
            Failures.suppress(failure, t);
            return true;
        }
    }

    @Override
    public boolean mayLoseBegin() {
        synchronized (this) {
            return firstCancelled && statements == 1 && running != null;
        }
    }

    /** Returns false if the statement has ended, or cannot be cancelled. */
    private boolean cancelOnce(Statement statement, int number) {
        synchronized (this) {
            if (running == null || statements != number || cancelling) {
                return false;
            }
            cancelling = true;
        }
        try {
            statement.cancel();
            return true;
        } catch (Throwable t) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "A running statement on database '" + database.name()
                            + "' could not be cancelled; the block waits for it",
                    t);
            return false;
        } finally {
            synchronized (this) {
                cancelling = false;
                notifyAll();
            }
        }
    }

    /** Waits a while for the statement to end. */
    private boolean hasEnded(int number, long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (this) {
            while (running != null && statements == number) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                waiters++;
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    // A thread of ours that is being shut down has nobody left to cancel for.
                    Thread.currentThread().interrupt();
                    return true;
                } finally {
                    waiters--;
                }
            }
            return true;
        }
    }

    // ---- the end

    @Override
    public boolean isValid() {
        try {
            return connection.isValid(VALIDATION_SECONDS);
        } catch (Throwable t) {
            LOGGER.log(System.Logger.Level.DEBUG, "A connection could not be validated", t);
            return false;
        }
    }

    @Override
    public void giveBack() {
        if (!endStrayTransaction()) {
            evict();
            return;
        }
        if (originalAutoCommit != null || properties != null) {
            try {
                if (originalAutoCommit != null) {
                    connection.setAutoCommit(originalAutoCommit);
                }
                if (properties != null) {
                    properties.restore(connection);
                }
            } catch (Throwable t) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "A connection of database '" + database.name()
                                + "' could not be put back as it was and is thrown away",
                        t);
                evict();
                return;
            }
        }
        try {
            connection.close();
        } catch (Throwable t) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "A connection of database '" + database.name()
                            + "' could not be given back to its pool; the verdict of its" + " block stands",
                    t);
            evict();
        }
    }

    /** Where autocommit is off, reading or putting back a property begins a transaction of its own, which must not stay open. */
    private boolean endStrayTransaction() {
        if (!propertiesRestored && (begun || !propertyTouched)) {
            return true;
        }
        try {
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
            return true;
        } catch (Throwable t) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "A connection of database '" + database.name()
                            + "' could not be put back as it was and is thrown away",
                    t);
            return false;
        }
    }

    @Override
    public void evict() {
        Eviction.evict(database, connection);
    }
}
