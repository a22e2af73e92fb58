package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.internal.common.InterruptFlag;
import dev.aatomic.runtime.internal.resource.CommitAnswer;
import dev.aatomic.runtime.internal.resource.Resource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC connection out of a pool. Autocommit is switched off with the first statement only, so a block without statements costs
 * the pool's own checkout and nothing more.
 *
 * <pre>
 *   NOT_BEGUN ──begin──▶ BEGINNING ──each of its calls returned──▶ BEGUN
 *                            └──────one of them threw──────▶ FAILED
 * </pre>
 *
 * <p>A begin of several calls that stops half way has left the connection anyhow: perhaps each statement would commit alone on it. So
 * nothing leads out of FAILED: no statement is let through, nothing is committed, and the connection is thrown away.
 *
 * <p>Touched by whoever holds the lane; {@link #statementCancellation}, {@link #mayLoseBegin} and {@link #evict} alone may come from any
 * thread.
 */
public class JdbcResource extends RunningStatement implements Resource {

    private static final System.Logger LOGGER = System.getLogger(JdbcResource.class.getName());
    private static final int VALIDATION_SECONDS = 5;

    /** The standard's SQLState for a transaction in which the call is not possible. */
    private static final String INVALID_STATE = "25000";

    private enum Begin {
        NOT_BEGUN,
        BEGINNING,
        BEGUN,
        FAILED
    }

    private final ManagedDatabase database;
    private final Connection connection;
    private final @Nullable TransactionProperties properties;
    private Begin begin = Begin.NOT_BEGUN;
    private boolean postgres;
    private @Nullable PostgresTransaction driver;
    private @Nullable Boolean originalAutoCommit;
    private boolean usedInAutocommit;
    private boolean propertyTouched;
    private boolean propertiesRestored;

    /** Whether the driver has said that the transaction was open. */
    private boolean seenOpen;

    /** Whether the user has the driver's own objects, and may send statements past this. */
    private boolean unwrapped;

    public JdbcResource(ManagedDatabase database, Connection connection, @Nullable TransactionProperties properties) {
        this.database = database;
        this.connection = connection;
        this.properties = properties;
    }

    public static JdbcResource open(ManagedDatabase database) throws SQLException {
        return open(database, Isolation.DEFAULT, false);
    }

    /** A connection for a transaction with these properties. */
    public static JdbcResource open(ManagedDatabase database, Isolation isolation, boolean readOnly)
            throws SQLException {
        Connection connection;
        boolean interrupted = InterruptFlag.putAside();
        try {
            connection = database.dataSource().getConnection();
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
        if (connection == null) {
            throw new SQLException("The data source returned null instead of a connection");
        }
        boolean plain = isolation == Isolation.DEFAULT && !readOnly;
        return new JdbcResource(
                database, connection, plain ? null : new TransactionProperties(database, isolation, readOnly));
    }

    public Connection connection() {
        return connection;
    }

    /** Properties are being put back, after the transaction's end. */
    public void propertiesRestored() {
        propertiesRestored = true;
    }

    /** A property of the connection was read or changed, which may have sent SQL. */
    public void propertyTouched() {
        propertyTouched = true;
    }

    public void unwrapped() {
        unwrapped = true;
    }

    public boolean isUnwrapped() {
        return unwrapped;
    }

    /** Ends a COPY that was left open past this: until its end no other call on the connection returns. */
    public PostgresCopy.End endCopy() {
        return unwrapped ? PostgresCopy.end(driver, connection) : PostgresCopy.End.NONE;
    }

    // ---- the transaction

    @Override
    public void begin() throws SQLException {
        if (begin != Begin.BEGUN) {
            beginOnce();
        }
    }

    private void beginOnce() throws SQLException {
        if (begin != Begin.NOT_BEGUN) {
            throw new SQLException(
                    "The transaction could not be begun before, and its connection is thrown away", INVALID_STATE);
        }
        begin = Begin.BEGINNING;
        boolean interrupted = InterruptFlag.putAside();
        try {
            postgres = database.isPostgres(connection);
            driver = postgres ? PostgresTransaction.of(connection) : null;
            if (properties != null) {
                properties.beforeBegin(connection);
            }
            setAutoCommit(false);
            if (properties != null) {
                properties.afterBegin(connection);
            }
            begin = Begin.BEGUN;
        } finally {
            if (begin == Begin.BEGINNING) {
                begin = Begin.FAILED;
            }
            InterruptFlag.giveBack(interrupted);
        }
    }

    /** Each statement shall commit alone, whatever the pool's default is. */
    public void beginAutocommit() throws SQLException {
        usedInAutocommit = true;
        boolean interrupted = InterruptFlag.putAside();
        try {
            setAutoCommit(true);
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    private void setAutoCommit(boolean wanted) throws SQLException {
        if (connection.getAutoCommit() != wanted) {
            originalAutoCommit = !wanted;
            connection.setAutoCommit(wanted);
        }
    }

    @Override
    public boolean isBegun() {
        return begin == Begin.BEGUN;
    }

    @Override
    public boolean isTransactionOpen() {
        return isTransactionOpen(driver);
    }

    public final boolean isTransactionOpen(@Nullable PostgresTransaction asked) {
        if (asked == null) {
            return true;
        }
        boolean idle = asked.isIdle();
        seenOpen |= !idle;
        return !(idle && seenOpen);
    }

    @Override
    public void commit() throws SQLException {
        PostgresTransaction.commit(connection, driver);
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

    @Override
    final boolean sendsBegin() {
        return postgres && begin == Begin.BEGUN && (driver == null || driver.isIdle());
    }

    @Override
    public final @Nullable PostgresTransaction driver() {
        return driver;
    }

    @Override
    public boolean hasLostBegin(Throwable failure) {
        if (!carriedBegin()) {
            return false;
        }
        return driver != null
                ? driver.hasLostBegin(failure)
                : isGone() && (canceller().isFirstCancelled() || PostgresTransaction.isAnswer(failure));
    }

    @Override
    public boolean isGone() {
        try {
            return connection.isClosed();
        } catch (Throwable cannotBeAsked) {
            return true;
        }
    }

    // ---- the end

    @Override
    public CommitAnswer answerOf(Throwable failure) {
        boolean unsent = driver != null && PostgresTransaction.wasClosedBefore(failure);
        return unsent ? CommitAnswer.NOT_SENT : CommitAnswer.of(failure);
    }

    @Override
    public boolean isValid() {
        try {
            return connection.isValid(VALIDATION_SECONDS);
        } catch (Throwable dead) {
            return false;
        }
    }

    @Override
    public void giveBack() {
        boolean interrupted = InterruptFlag.putAside();
        try {
            restoreAndClose();
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    private void restoreAndClose() {
        if (begin == Begin.FAILED || !endStrayTransaction()) {
            evict();
            return;
        }
        if (originalAutoCommit != null || properties != null || resetSql() != null) {
            try {
                reset();
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
                            + "' could not be given back to its pool; the verdict of its block stands",
                    t);
            evict();
        }
    }

    /** What is to be run before the connection goes back; null where it was not used. */
    private @Nullable String resetSql() {
        boolean used = begin == Begin.BEGUN || usedInAutocommit || propertyTouched;
        return used ? database.resetSql() : null;
    }

    /** Before autocommit is put back: what resets a session may not be run in a transaction. */
    private void reset() throws SQLException {
        String sql = resetSql();
        if (sql == null) {
            return;
        }
        boolean autoCommit = connection.getAutoCommit();
        if (!autoCommit) {
            connection.setAutoCommit(true);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        if (!autoCommit && originalAutoCommit == null) {
            connection.setAutoCommit(false);
        }
    }

    /** Where autocommit is off, reading or putting back a property begins a transaction of its own, which must not stay open. */
    private boolean endStrayTransaction() {
        if (!propertiesRestored && (begin == Begin.BEGUN || !propertyTouched)) {
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
        canceller().throwAway();
        Eviction.evict(database, connection);
        // Who waits for a COPY is not woken by the end of the connection.
        endCopy();
    }
}
