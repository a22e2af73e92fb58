package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.InterruptFlag;
import dev.aatomic.runtime.internal.common.ReleasedField;
import dev.aatomic.runtime.internal.jdbc.dialect.DatabaseDialect;
import dev.aatomic.runtime.internal.jdbc.dialect.DriverTransaction;
import dev.aatomic.runtime.internal.jdbc.dialect.PostgresCopy;
import dev.aatomic.runtime.internal.jdbc.dialect.StandardFailures;
import dev.aatomic.runtime.internal.jdbc.pool.Eviction;
import dev.aatomic.runtime.internal.resource.CommitAnswer;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.internal.resource.StatementInFlight;
import dev.aatomic.runtime.spi.ConnectionRouting;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletionStage;
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
 * <p>A begin of several calls that stops half way leaves the connection in an unknown state: perhaps each statement would commit alone on
 * it. So nothing leads out of FAILED: no statement is let through, nothing is committed, and the connection is thrown away.
 *
 * <p>Touched by whoever holds the lane; {@link #statementCancellation}, {@link #statementInFlight}, {@link #mayLoseBegin} and {@link #evict}
 * alone may come from any thread.
 */
public class JdbcResource implements JdbcSession {

    private static final int VALIDATION_SECONDS = 5;

    /** The standard's SQLState for a transaction in which the call is not possible. */
    private static final String INVALID_STATE = "25000";

    /** The standard's SQLState for a savepoint that does not exist. */
    private static final String INVALID_SAVEPOINT = "3B001";

    /** The cancel of a statement that cannot be cancelled: whoever wants it waits for the statement, and throws the connection away. */
    private static final Runnable NOTHING_TO_SEND = () -> {};

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
    private @Nullable DriverTransaction driver;
    private @Nullable Boolean originalAutoCommit;
    private boolean usedInAutocommit;
    private boolean propertyTouched;
    private boolean propertiesRestored;

    /** Whether what chooses a server was told what the connection is for. */
    private boolean isRouted;

    /**
     * Null until a statement runs. Written by whoever holds the lane, read from any thread: by one that has stopped the block, after a fence,
     * so that it finds the first statement, or that finds the block stopped.
     */
    private volatile @Nullable RunningStatement running;

    private static final VarHandle RUNNING =
            ReleasedField.of(MethodHandles.lookup(), "running", RunningStatement.class);

    /** Whether the driver has said that the transaction was open. */
    private boolean seenOpen;

    /** Whether the last statement failed. */
    private boolean isLastFailed;

    /** Whether the user has the driver's own objects, and may send statements past this. */
    private boolean unwrapped;

    public JdbcResource(ManagedDatabase database, Connection connection, @Nullable TransactionProperties properties) {
        this.database = database;
        this.connection = connection;
        this.properties = properties;
    }

    public static JdbcResource open(ManagedDatabase database) throws SQLException {
        return open(database, Isolation.DEFAULT, false, null);
    }

    /**
     * Opens a connection for a transaction with these properties.
     *
     * @param block whose name is sent, where the database wants names; null for none
     */
    public static JdbcResource open(
            ManagedDatabase database, Isolation isolation, boolean readOnly, @Nullable NamedBlock block)
            throws SQLException {
        SentName name = database.sendsBlockNames && block != null ? new SentName(database, block.name()) : null;
        boolean plain = isolation == Isolation.DEFAULT && !readOnly && name == null;
        TransactionProperties properties =
                plain ? null : new TransactionProperties(database, isolation, readOnly, name);
        ConnectionRouting routing = database.routing;
        Connection connection;
        boolean interrupted = InterruptFlag.putAside();
        try {
            connection = routing == null
                    ? database.dataSource.getConnection()
                    : ConnectionRoute.take(database, routing, properties);
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
        if (connection == null) {
            throw new SQLException("The data source returned null instead of a connection");
        }
        return new JdbcResource(database, connection, properties);
    }

    @Override
    public Connection connection() {
        return connection;
    }

    /** It is the block's own until the block gives it back. */
    @Override
    public boolean beginUse() {
        return true;
    }

    @Override
    public void endUse() {}

    @Override
    public boolean commitTellsNothing() {
        DatabaseDialect known = database.dialect;
        DriverTransaction asked = driver;
        if (begin != Begin.BEGUN
                || unwrapped
                || known == null
                || asked == null
                || properties == null
                || !properties.commitTellsNothing(known)
                || !asked.isReadOnly()) {
            return false;
        }
        try {
            asked.checkCommittable();
            return true;
        } catch (SQLException saidByCommitToo) {
            return false;
        }
    }

    @Override
    public void propertiesRestored() {
        propertiesRestored = true;
    }

    @Override
    public void propertyTouched() throws SQLException {
        propertyTouched = true;
        if (!isRouted && (properties != null || database.routing != null)) {
            route();
        }
    }

    /** First of all: behind the connection may be something that chooses a server by what it is told. */
    void route() throws SQLException {
        isRouted = true;
        ConnectionRouting routing = database.routing;
        if (routing != null) {
            ConnectionRoute.choose(database, routing, connection, properties);
        } else if (properties != null) {
            properties.announceReadOnly(connection);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>PostgreSQL's driver begins it with BEGIN READ ONLY only where it sends SQL, and ahead of a large object or a COPY with BEGIN.
     */
    @Override
    public void beforeOtherThanSql() throws SQLException {
        DriverTransaction asked = driver;
        if (properties != null && properties.isReadOnly() && asked != null && asked.isReadOnly() && asked.isIdle()) {
            TransactionProperties.execute(connection, "SET TRANSACTION READ ONLY");
        }
    }

    @Override
    public void unwrapped() {
        unwrapped = true;
    }

    @Override
    public boolean isUnwrapped() {
        return unwrapped;
    }

    @Override
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
            if (!isRouted && (properties != null || database.routing != null)) {
                route();
            }
            DatabaseDialect known = database.transactionalDialect(connection);
            driver = known.driverTransaction(connection);
            if (properties != null) {
                properties.beforeBegin(connection, known);
            }
            setAutoCommit(false);
            if (originalAutoCommit != null && !database.autocommitLookedAt.getPlain()) {
                database.hintAtAutocommit(known);
            }
            if (properties != null) {
                properties.afterBegin(connection, known);
            }
            begin = Begin.BEGUN;
        } finally {
            if (begin == Begin.BEGINNING) {
                begin = Begin.FAILED;
            }
            InterruptFlag.giveBack(interrupted);
        }
    }

    /** Makes each statement commit alone, whatever the pool's default is. */
    public void beginAutocommit() throws SQLException {
        usedInAutocommit = true;
        boolean interrupted = InterruptFlag.putAside();
        try {
            route();
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

    final boolean isTransactionOpen(@Nullable DriverTransaction asked) {
        if (asked == null || (isLastFailed && !asked.isKnownAfterFailure())) {
            return true;
        }
        boolean idle = asked.isIdle();
        seenOpen |= !idle;
        return !(idle && seenOpen && asked.isIdleForSure());
    }

    @Override
    public boolean isKnownOpen() {
        try {
            DriverTransaction asked = driver;
            if (asked == null || asked.isIdle()) {
                return false;
            }
            asked.checkCommittable();
            return true;
        } catch (SQLException givenUp) {
            return false;
        }
    }

    /** Does nothing: nobody else sends anything on this connection. */
    @Override
    public void flush() throws SQLException {}

    @Override
    public void flushBeforeSavepoint() throws SQLException {}

    @Override
    public @Nullable CompletionStage<?> commit() throws SQLException {
        if (driver != null) {
            driver.checkCommittable();
        }
        connection.commit();
        return null;
    }

    @Override
    public @Nullable String rollback() throws SQLException {
        return database.dialect(connection).rollback(connection);
    }

    // ---- savepoints

    @Override
    public ResourceSavepoint setSavepoint(String name) throws SQLException {
        return database.dialect(connection).setSavepoint(connection, name);
    }

    @Override
    public SQLException savepointIsGone(String message) {
        return new SQLException(message, INVALID_SAVEPOINT);
    }

    // ---- the running statement

    @Override
    public void statementFailed() {
        isLastFailed = true;
    }

    @Override
    public void statementStarts(Statement statement) {
        isLastFailed = false;
        RunningStatement known = running;
        if (known == null) {
            DatabaseDialect dialect = database.dialect;
            boolean beginTravels = begin == Begin.BEGUN
                    && dialect != null
                    && dialect.sendsBeginWithStatement()
                    && (driver == null || driver.isIdle());
            known = new RunningStatement(beginTravels, driver);
            RUNNING.setRelease(this, known);
        }
        known.starts(statement);
    }

    @Override
    public void statementEnded() {
        RunningStatement known = running;
        if (known != null) {
            known.ends();
        }
    }

    @Override
    public @Nullable StatementInFlight statementInFlight() {
        RunningStatement known = running;
        return known == null ? null : known.inFlight(database.recordsSql());
    }

    @Override
    public @Nullable Runnable statementCancellation() {
        VarHandle.fullFence();
        RunningStatement known = running;
        Runnable cancellation = known == null ? null : known.cancellation();
        DatabaseDialect dialect = database.dialect;
        boolean cancels = dialect == null || dialect.cancelsStatements();
        return cancellation == null || cancels ? cancellation : NOTHING_TO_SEND;
    }

    @Override
    public boolean mayLoseBegin() {
        VarHandle.fullFence();
        RunningStatement known = running;
        return known != null && known.mayLoseBegin();
    }

    @Override
    public boolean hasLostBegin(Throwable failure) {
        RunningStatement known = running;
        DatabaseDialect dialect = database.dialect;
        if (known == null || !known.carriedBegin()) {
            return false;
        }
        return driver != null
                ? driver.hasLostBegin(failure)
                : isGone() && (known.isFirstCancelled() || (dialect != null && dialect.isAnswer(failure)));
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
        if (driver != null && driver.wasClosedBefore(failure)) {
            return CommitAnswer.NOT_SENT;
        }
        if (!(failure instanceof SQLException refusal)) {
            return CommitAnswer.UNKNOWN;
        }
        return switch (database.meaningOf(refusal)) {
            case RETRYABLE, REFUSED -> CommitAnswer.REFUSED;
            case LOST -> CommitAnswer.UNKNOWN;
            case UNCLEAR -> CommitAnswer.REFUSED_IF_ALIVE;
        };
    }

    @Override
    public boolean hasRolledBack(Throwable failure) {
        DatabaseDialect known = database.dialect;
        return known != null
                && isBegun()
                && Failures.anyCause(
                        failure, cause -> cause instanceof SQLException sql && known.hasRolledBackAll(sql, connection));
    }

    @Override
    public boolean isConflict(Throwable failure) {
        try {
            return database.isRetryable(failure);
        } catch (RuntimeException | Error ofAUsersDialect) {
            // Whoever decides on a retry by it asks again, and says so.
            return false;
        }
    }

    @Override
    public boolean isGivenUp(Throwable failure) {
        return Failures.anyCause(
                failure, cause -> cause instanceof SQLException sql && StandardFailures.isGivenUp(sql));
    }

    @Override
    public boolean mayHaveGivenUp() {
        DatabaseDialect known = database.dialect;
        return known == null || known.givesUpSilently();
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
        if (begin == Begin.FAILED || !hasNoStrayTransaction()) {
            evict();
            return;
        }
        String resetSql = resetSql();
        if (originalAutoCommit != null || properties != null || resetSql != null) {
            try {
                if (resetSql != null) {
                    ConnectionReset.run(resetSql, connection, originalAutoCommit == null);
                }
                if (originalAutoCommit != null) {
                    connection.setAutoCommit(originalAutoCommit);
                }
                if (properties != null) {
                    properties.restore(connection);
                }
            } catch (Throwable t) {
                ConnectionReset.failed(database, t);
                evict();
                return;
            }
        }
        try {
            connection.close();
        } catch (Throwable t) {
            logger().log(
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

    /** Ends what reading or putting back a property may have begun; false if that failed. */
    private boolean hasNoStrayTransaction() {
        boolean none = !propertiesRestored && (begin == Begin.BEGUN || !propertyTouched);
        return none || ConnectionReset.endStrayTransaction(database, connection);
    }

    @Override
    public void evict() {
        RunningStatement known = running;
        if (known != null) {
            known.throwAway();
        }
        Eviction.evict(database.dataSource, connection);
        // The end of the connection does not wake those that wait for a COPY.
        endCopy();
    }

    private static System.Logger logger() {
        return System.getLogger(JdbcResource.class.getName());
    }
}
