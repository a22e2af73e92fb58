package dev.aatomic.runtime.internal.jdbc.handle;

import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.ReleasedField;
import dev.aatomic.runtime.internal.jdbc.sql.SqlRules;
import dev.aatomic.runtime.internal.jdbc.sql.TransactionControlSql;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.sql.Wrapper;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a scope as a user sees it. Owns no connection: each call asks the scope for its turn. Thread-safe as far as
 * the scope is; a user must not close it in one thread while using it in another.
 */
public abstract class ConnectionHandle implements Connection {

    final HandleOwner owner;

    /** Two threads that close it at the same time may both find it open: what follows does nothing the second time. */
    private volatile boolean closed;

    /** What was opened through it and is open still. Written while the lane is held, read by whoever closes the handle. */
    private volatile int open;

    private static final VarHandle CLOSED = ReleasedField.of(MethodHandles.lookup(), "closed", boolean.class);
    private static final VarHandle OPEN = ReleasedField.of(MethodHandles.lookup(), "open", int.class);

    ConnectionHandle(HandleOwner owner) {
        this.owner = owner;
    }

    /**
     * Gives a user a handle. Asks nothing of the owner yet.
     *
     * @param owner the scope, or a connection's borrowing in the autocommit context
     * @return the handle
     */
    public static Connection open(HandleOwner owner) {
        return new ForwardingConnection(owner);
    }

    /**
     * Makes a call on the driver when the scope has its turn.
     *
     * @throws SQLException what the driver threw, or with SQLState 08003 if this handle is closed
     */
    final <T extends @Nullable Object> T call(HandleOwner.Kind kind, @Nullable Statement statement, DriverCall<T> call)
            throws SQLException {
        checkOpen();
        return callOwner(kind, statement, call);
    }

    /**
     * As {@link #call}, for what was reached through this handle and ends with its block, not with the handle.
     *
     * @throws SQLException what the driver threw, or that the scope refuses the call
     */
    final <T extends @Nullable Object> T callOwner(
            HandleOwner.Kind kind, @Nullable Statement statement, DriverCall<T> call) throws SQLException {
        try {
            return owner.call(kind, statement, call);
        } catch (TransactionException refusal) {
            throw RefusedCallException.of(refusal);
        }
    }

    /** Called by the ledger as it takes in and gives out what was opened through this handle. */
    final void countOpen(int change) {
        OPEN.setRelease(this, open + change);
    }

    final boolean hasOpen() {
        return open > 0;
    }

    /**
     * Puts a handle around what would lead to the driver's connection.
     *
     * @param result what the driver returned
     * @param wanted the type that the user is to get
     * @return a handle, or the result itself where it leads nowhere or where the user asked for the driver's own type
     * @throws SQLException what the driver threw
     */
    final @Nullable Object leadBack(@Nullable Object result, Class<?> wanted) throws SQLException {
        if (result instanceof ResultSet resultSet && wanted.isAssignableFrom(ResultSet.class)) {
            ResultSetHandle handle = new ForwardingResultSet(this, resultSet, null);
            call(HandleOwner.Kind.PROPERTY, null, connection -> {
                owner.ledger().add(handle);
                return true;
            });
            return handle;
        }
        if (result instanceof Statement statement && wanted.isAssignableFrom(Statement.class)) {
            return StatementHandle.of(this, statement);
        }
        if (result instanceof DatabaseMetaData metaData && wanted.isAssignableFrom(DatabaseMetaData.class)) {
            return new ForwardingDatabaseMetaData(this, metaData);
        }
        if (result instanceof Connection && wanted.isAssignableFrom(Connection.class)) {
            return this;
        }
        return ValueHandles.leadBack(this, result, wanted);
    }

    /**
     * Gives a user the driver's own object, with which it can go past the scope.
     *
     * @param handle what the user has; it is returned itself if it is of the type already, as JDBC wants it
     * @param driver the driver's object, or a pool's around it
     * @throws SQLException what the driver threw
     */
    final <T> T unwrap(Object handle, Wrapper driver, Class<T> type) throws SQLException {
        if (type.isInterface() && type.isInstance(handle)) {
            checkOpen();
            return type.cast(handle);
        }
        return call(
                HandleOwner.Kind.UNWRAP,
                null,
                connection -> type.isInstance(driver) && !driver.isWrapperFor(type)
                        ? type.cast(driver)
                        : driver.unwrap(type));
    }

    /**
     * Runs a query of the driver that has no statement of the user's, and enters its result.
     *
     * @return the handle of the result; null if the driver returned none
     * @throws SQLException what the driver threw
     */
    final @Nullable ResultSet query(HandleOwner.Kind kind, DriverCall<@Nullable ResultSet> query) throws SQLException {
        return this.<@Nullable ResultSet>call(kind, null, connection -> {
            @Nullable ResultSet result = query.apply(connection);
            if (result == null) {
                return null;
            }
            ResultSetHandle handle = new ForwardingResultSet(this, result, null);
            owner.ledger().add(handle);
            return handle;
        });
    }

    /**
     * Refuses SQL text that would begin, end or divide the transaction, before it is sent.
     *
     * @param sql the text, as the user gave it
     * @throws SQLException if it does, or what the driver threw when asked for its database
     */
    final void checkSql(@Nullable String sql) throws SQLException {
        if (sql == null) {
            return;
        }
        SqlRules rules;
        try {
            rules = owner.sqlRules(sql);
        } catch (TransactionException refusal) {
            throw RefusedCallException.of(refusal);
        }
        TransactionControlSql.@Nullable Finding found = TransactionControlSql.find(sql, rules);
        if (found != null) {
            throw Refusals.sql(found, owner.isInTest());
        }
    }

    @Override
    public final void close() throws SQLException {
        if (closed) {
            return;
        }
        CLOSED.setRelease(this, true);
        try {
            if (hasOpen()) {
                HandleLedger.rethrow(owner.<@Nullable Throwable>call(
                        HandleOwner.Kind.PROPERTY,
                        null,
                        connection -> owner.ledger().closeOpenedBy(this)));
            }
        } catch (TransactionManagementException refused) {
            // The scope is ending, or may not be used from here. At its end it closes what is still open, so nothing is
            // lost.
        } finally {
            owner.handleClosed();
        }
    }

    @Override
    public final boolean isClosed() {
        return closed || !owner.isOpen();
    }

    @Override
    public final boolean isValid(int timeout) throws SQLException {
        return !isClosed() && call(HandleOwner.Kind.PROPERTY, null, connection -> connection.isValid(timeout));
    }

    final void checkOpen() throws SQLException {
        if (closed) {
            throw new SQLNonTransientConnectionException(
                    "This connection handle is closed: close() was called on it. Get another one from its scope.",
                    "08003");
        }
    }

    @Override
    public final String toString() {
        return "Connection handle of " + owner;
    }
}
