package dev.aatomic.runtime.internal.jdbc.handle;

import dev.aatomic.runtime.TransactionException;
import java.sql.Connection;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.ShardingKey;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a user may not do with the connection of a scope, and what is put back when the scope ends. */
@Forwarding(
        value = Connection.class,
        prepare = "prepare*",
        property = "*",
        sql = {"prepare*", "nativeSQL"},
        leadingBack = {
            "createArrayOf",
            "createBlob",
            "createClob",
            "createNClob",
            "createSQLXML",
            "createStruct",
            "getMetaData"
        })
abstract class GuardedConnection extends ConnectionHandle {

    /** JDBC's SQLState, from ODBC, for what has none of its own. */
    private static final String GENERAL_ERROR = "HY000";

    GuardedConnection(HandleOwner owner) {
        super(owner);
    }

    @Override
    public final void commit() throws SQLException {
        checkOpen();
        refuseUnless(owner.isAutocommit(), Refusals::commit);
    }

    @Override
    public final void rollback() throws SQLException {
        checkOpen();
        refuseUnless(owner.isAutocommit(), Refusals::rollback);
    }

    @Override
    public final Savepoint setSavepoint() throws SQLException {
        checkOpen();
        return setSavepointInTurn(null);
    }

    @Override
    public final Savepoint setSavepoint(@Nullable String name) throws SQLException {
        checkOpen();
        return setSavepointInTurn(name);
    }

    private Savepoint setSavepointInTurn(@Nullable String name) throws SQLException {
        try {
            return owner.setSavepoint(name);
        } catch (TransactionException refusal) {
            throw RefusedCallException.of(refusal);
        }
    }

    @Override
    public final void rollback(Savepoint savepoint) throws SQLException {
        checkOpen();
        try {
            owner.rollbackTo(SavepointHandle.given(savepoint));
        } catch (TransactionException refusal) {
            throw RefusedCallException.of(refusal);
        }
    }

    @Override
    public final void releaseSavepoint(Savepoint savepoint) throws SQLException {
        checkOpen();
        try {
            owner.releaseSavepoint(SavepointHandle.given(savepoint));
        } catch (TransactionException refusal) {
            throw RefusedCallException.of(refusal);
        }
    }

    @Override
    public final boolean getAutoCommit() throws SQLException {
        checkOpen();
        return owner.isAutocommit();
    }

    @Override
    public final void setAutoCommit(boolean value) throws SQLException {
        checkOpen();
        refuseUnless(owner.isAutocommit() == value, () -> Refusals.autocommit(value));
    }

    @Override
    public final void setReadOnly(boolean value) throws SQLException {
        boolean current = call(HandleOwner.Kind.PROPERTY, null, Connection::isReadOnly);
        refuseUnless(current == value, () -> Refusals.readOnly(value));
    }

    @Override
    public final void setTransactionIsolation(int value) throws SQLException {
        int current = call(HandleOwner.Kind.PROPERTY, null, Connection::getTransactionIsolation);
        refuseUnless(current == value, () -> Refusals.isolation(value));
    }

    @Override
    public final void abort(Executor executor) throws SQLException {
        throw refusal("abort");
    }

    @Override
    public final void beginRequest() throws SQLException {
        throw refusal("beginRequest");
    }

    @Override
    public final void endRequest() throws SQLException {
        throw refusal("endRequest");
    }

    @Override
    public final void setShardingKey(ShardingKey key) throws SQLException {
        throw refusal("setShardingKey");
    }

    @Override
    public final void setShardingKey(ShardingKey key, ShardingKey superKey) throws SQLException {
        throw refusal("setShardingKey");
    }

    @Override
    public final boolean setShardingKeyIfValid(ShardingKey key, int timeout) throws SQLException {
        throw refusal("setShardingKeyIfValid");
    }

    @Override
    public final boolean setShardingKeyIfValid(ShardingKey key, ShardingKey superKey, int timeout) throws SQLException {
        throw refusal("setShardingKeyIfValid");
    }

    @Override
    public final void setSchema(@Nullable String schema) throws SQLException {
        change("schema", ConnectionProperty.schema(owner), connection -> connection.setSchema(schema));
    }

    @Override
    public final void setCatalog(@Nullable String catalog) throws SQLException {
        change("catalog", ConnectionProperty.CATALOG, connection -> connection.setCatalog(catalog));
    }

    @Override
    public final void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        change(
                "network timeout",
                ConnectionProperty.NETWORK_TIMEOUT,
                connection -> connection.setNetworkTimeout(executor, milliseconds));
    }

    @Override
    public final void setHoldability(int holdability) throws SQLException {
        change("holdability", ConnectionProperty.HOLDABILITY, connection -> connection.setHoldability(holdability));
    }

    @Override
    public final void setTypeMap(Map<String, Class<?>> map) throws SQLException {
        change("type map", ConnectionProperty.TYPE_MAP, connection -> connection.setTypeMap(map));
    }

    @Override
    public final void setClientInfo(@Nullable String name, @Nullable String value) throws SQLClientInfoException {
        changeClientInfo(
                name == null ? "client info" : "client info " + name,
                name == null ? ConnectionProperty.CLIENT_INFO : ConnectionProperty.clientInfo(name),
                connection -> connection.setClientInfo(name, value));
    }

    @Override
    public final void setClientInfo(Properties properties) throws SQLClientInfoException {
        changeClientInfo(
                "client info", ConnectionProperty.CLIENT_INFO, connection -> connection.setClientInfo(properties));
    }

    @Override
    public final <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInterface() && type.isInstance(this)) {
            checkOpen();
            return type.cast(this);
        }
        return call(HandleOwner.Kind.UNWRAP, null, connection -> {
            if (type.isInstance(connection) && !connection.isWrapperFor(type)) {
                return type.cast(connection);
            }
            return connection.unwrap(type);
        });
    }

    @Override
    public final boolean isWrapperFor(Class<?> type) throws SQLException {
        return call(
                HandleOwner.Kind.PROPERTY,
                null,
                connection -> type.isInstance(connection) || connection.isWrapperFor(type));
    }

    final <T extends @Nullable Object> T inTurn(HandleOwner.Kind kind, DriverCall<T> call) throws SQLException {
        return call(kind, null, call);
    }

    /** Enters a statement that was created or prepared, with the text that was prepared. The lane is held. */
    @SuppressWarnings("unchecked") // The handle has the methods that the driver's statement has.
    final <S extends @Nullable Statement> S entered(S statement, @Nullable String sql) throws SQLException {
        if (statement == null) {
            throw new SQLException("The driver returned null instead of a statement", GENERAL_ERROR);
        }
        StatementHandle<?> handle = StatementHandle.of(this, statement);
        handle.sql = sql;
        owner.ledger().add(handle);
        return (S) handle;
    }

    /** Sets a property of the connection. */
    @FunctionalInterface
    private interface Change {
        void apply(Connection connection) throws SQLException;
    }

    private void change(String name, ConnectionProperty property, Change change) throws SQLException {
        boolean isUndone = property.isSetting() && undoesSettings();
        // Begins the transaction where that undoes the change.
        call(isUndone ? HandleOwner.Kind.PREPARE : HandleOwner.Kind.PROPERTY, null, connection -> {
            HandleLedger ledger = owner.ledger();
            boolean isFirst = !ledger.hasOriginal(name);
            if (isFirst) {
                ledger.addOriginal(name, property.read(connection));
            }
            change.apply(connection);
            if (isFirst && isUndone && owner.isKnownOpen()) {
                ledger.isUndoneByRollback(name);
            }
            return true;
        });
    }

    private boolean undoesSettings() throws SQLException {
        checkOpen();
        try {
            return owner.undoesSettings();
        } catch (TransactionException refusal) {
            throw RefusedCallException.of(refusal);
        }
    }

    /** The only changes that may not throw every SQLException. */
    private void changeClientInfo(String name, ConnectionProperty property, Change change)
            throws SQLClientInfoException {
        try {
            change(name, property, change);
        } catch (SQLClientInfoException e) {
            throw e;
        } catch (SQLException e) {
            throw new SQLClientInfoException(
                    RefusedCallException.describe(e), e.getSQLState(), e.getErrorCode(), Map.of(), e);
        }
    }

    private RefusedCallException refusal(String method) throws SQLException {
        checkOpen();
        return Refusals.method(method);
    }

    private static void refuseUnless(boolean changesNothing, Supplier<RefusedCallException> refusal)
            throws RefusedCallException {
        if (!changesNothing) {
            throw refusal.get();
        }
    }
}
