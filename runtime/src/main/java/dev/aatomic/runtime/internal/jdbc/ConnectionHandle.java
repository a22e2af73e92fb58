package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.TransactionManagementException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a scope as a user sees it. Owns no connection: each call asks the scope for its turn. Thread-safe as far as
 * the scope is; a user must not close it in one thread while using it in another.
 */
public final class ConnectionHandle implements InvocationHandler {

    private static final Map<Method, ConnectionCall> CALLS = DriverMethod.table(ConnectionCall::of, Connection.class);

    private static final HandleFactory<Connection> HANDLES =
            new HandleFactory<>(Connection.class, Connection.class, Handle.class);

    private final HandleOwner owner;
    private final Connection proxy;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger open = new AtomicInteger();

    private ConnectionHandle(HandleOwner owner) {
        this.owner = owner;
        this.proxy = HANDLES.create(this);
    }

    /**
     * Gives a user a handle. Asks nothing of the owner yet.
     *
     * @param owner the scope, or a connection's borrowing in the autocommit context
     * @return the handle
     */
    public static Connection open(HandleOwner owner) {
        return new ConnectionHandle(owner).proxy;
    }

    @Override
    public @Nullable Object invoke(Object handle, Method method, @Nullable Object @Nullable [] arguments)
            throws SQLException {
        @Nullable ConnectionCall call = CALLS.get(method);
        if (call == null) {
            return answer(handle, method, arguments);
        }
        return switch (call) {
            case CLOSE -> {
                close();
                yield null;
            }
            case IS_CLOSED -> closed.get() || !owner.isOpen();
            case IS_VALID -> !closed.get() && owner.isOpen() && (boolean) inTurn(method, arguments);
            case SET_CLIENT_INFO -> setClientInfo(method, arguments);
            default -> {
                checkOpen();
                yield invokeOpen(call, method, arguments);
            }
        };
    }

    private @Nullable Object invokeOpen(ConnectionCall call, Method method, @Nullable Object @Nullable [] arguments)
            throws SQLException {
        switch (call) {
            case CREATE_STATEMENT -> {
                return statement(HandleOwner.Kind.PROPERTY, method, arguments);
            }
            case PREPARE -> {
                refuseTransactionControl(arguments);
                return statement(HandleOwner.Kind.PREPARE, method, arguments);
            }
            case COMMIT -> refuseUnless(owner.isAutocommit(), Refusals::commit);
            case ROLLBACK -> refuseUnless(owner.isAutocommit(), Refusals::rollback);
            case ROLLBACK_TO -> owner.rollbackTo((Savepoint) first(arguments));
            case RELEASE_SAVEPOINT -> owner.releaseSavepoint((Savepoint) first(arguments));
            case SET_SAVEPOINT -> {
                return owner.setSavepoint(arguments == null ? null : (String) arguments[0]);
            }
            case GET_AUTOCOMMIT -> {
                return owner.isAutocommit();
            }
            case SET_AUTOCOMMIT -> {
                boolean value = (boolean) first(arguments);
                refuseUnless(owner.isAutocommit() == value, () -> Refusals.autocommit(value));
            }
            case SET_READ_ONLY -> {
                boolean value = (boolean) first(arguments);
                boolean current = call(HandleOwner.Kind.PROPERTY, null, Connection::isReadOnly);
                refuseUnless(current == value, () -> Refusals.readOnly(value));
            }
            case SET_ISOLATION -> {
                int value = (int) first(arguments);
                int current = call(HandleOwner.Kind.PROPERTY, null, Connection::getTransactionIsolation);
                refuseUnless(current == value, () -> Refusals.isolation(value));
            }
            case REFUSED -> throw Refusals.method(method.getName());
            case SET_SCHEMA -> change("schema", ConnectionProperty.SCHEMA, method, arguments);
            case SET_CATALOG -> change("catalog", ConnectionProperty.CATALOG, method, arguments);
            case SET_NETWORK_TIMEOUT ->
                change("network timeout", ConnectionProperty.NETWORK_TIMEOUT, method, arguments);
            case SET_HOLDABILITY -> change("holdability", ConnectionProperty.HOLDABILITY, method, arguments);
            case SET_TYPE_MAP -> change("type map", ConnectionProperty.TYPE_MAP, method, arguments);
            case UNWRAP -> {
                return unwrap((Class<?>) first(arguments));
            }
            case IS_WRAPPER_FOR -> {
                return isWrapperFor((Class<?>) first(arguments));
            }
            default -> {
                return leadBack(inTurn(method, DriverMethod.withoutHandles(arguments)), method.getReturnType());
            }
        }
        return null;
    }

    /**
     * Makes a call on the driver when the scope has its turn.
     *
     * @throws SQLException what the driver threw, or with SQLState 08003 if this handle is closed
     */
    <T extends @Nullable Object> T call(HandleOwner.Kind kind, @Nullable Statement statement, DriverCall<T> call)
            throws SQLException {
        checkOpen();
        return owner.call(kind, statement, call);
    }

    HandleOwner owner() {
        return owner;
    }

    /** The handle as the user sees it. */
    Connection proxy() {
        return proxy;
    }

    /** Called by the ledger as it takes in and gives out what was opened through this handle. */
    void countOpen(int change) {
        open.addAndGet(change);
    }

    boolean hasOpen() {
        return open.get() > 0;
    }

    /**
     * Puts a handle around what would lead to the driver's connection.
     *
     * @param result what the driver returned
     * @param wanted the type that the user is to get
     * @return a handle, or the result itself where it leads nowhere or where the user asked for the driver's own type
     * @throws SQLException what the driver threw
     */
    @Nullable
    Object leadBack(@Nullable Object result, Class<?> wanted) throws SQLException {
        if (result instanceof ResultSet resultSet && wanted.isAssignableFrom(ResultSet.class)) {
            ResultSetHandle handle = new ResultSetHandle(this, resultSet, null);
            call(HandleOwner.Kind.PROPERTY, null, connection -> {
                owner.ledger().add(handle);
                return true;
            });
            return handle.proxy();
        }
        if (result instanceof Array array && wanted.isAssignableFrom(Array.class)) {
            return ArrayHandle.of(this, array);
        }
        if (result instanceof Statement statement && wanted.isAssignableFrom(Statement.class)) {
            return StatementHandle.of(this, statement).proxy();
        }
        if (result instanceof DatabaseMetaData metaData && wanted.isAssignableFrom(DatabaseMetaData.class)) {
            return MetaDataHandle.of(this, metaData);
        }
        if (result instanceof Connection && wanted.isAssignableFrom(Connection.class)) {
            return proxy;
        }
        return result;
    }

    /**
     * Runs a query of the driver that has no statement of the user's, and enters its result.
     *
     * @return the handle of the result; null if the driver returned none
     * @throws SQLException what the driver threw
     */
    @Nullable
    ResultSet query(HandleOwner.Kind kind, DriverCall<@Nullable Object> query) throws SQLException {
        return this.<@Nullable ResultSet>call(kind, null, connection -> {
            @Nullable ResultSet result = (ResultSet) query.apply(connection);
            if (result == null) {
                return null;
            }
            ResultSetHandle handle = new ResultSetHandle(this, result, null);
            owner.ledger().add(handle);
            return handle.proxy();
        });
    }

    static void refuseTransactionControl(@Nullable Object @Nullable [] arguments) {
        if (arguments != null && arguments[0] instanceof String sql) {
            @Nullable String keyword = TransactionControlSql.keyword(sql);
            if (keyword != null) {
                throw Refusals.keyword(keyword);
            }
        }
    }

    private Statement statement(HandleOwner.Kind kind, Method method, @Nullable Object @Nullable [] arguments)
            throws SQLException {
        return call(kind, null, connection -> {
            Statement statement = (Statement) DriverMethod.invoke(connection, method, arguments);
            StatementHandle handle = StatementHandle.of(this, statement, method.getReturnType());
            owner.ledger().add(handle);
            return handle.proxy();
        });
    }

    private @Nullable Object inTurn(Method method, @Nullable Object @Nullable [] arguments) throws SQLException {
        return this.<@Nullable Object>call(
                HandleOwner.Kind.PROPERTY, null, connection -> DriverMethod.invoke(connection, method, arguments));
    }

    private void change(
            String name, ConnectionProperty property, Method method, @Nullable Object @Nullable [] arguments)
            throws SQLException {
        this.<@Nullable Object>call(HandleOwner.Kind.PROPERTY, null, connection -> {
            HandleLedger ledger = owner.ledger();
            if (!ledger.hasOriginal(name)) {
                ledger.addOriginal(name, property.read(connection));
            }
            return DriverMethod.invoke(connection, method, arguments);
        });
    }

    /** The only methods that may not throw every SQLException. */
    private @Nullable Object setClientInfo(Method method, @Nullable Object @Nullable [] arguments)
            throws SQLClientInfoException {
        try {
            checkOpen();
            @Nullable Object first = first(arguments);
            if (first instanceof String name) {
                change("client info " + name, ConnectionProperty.clientInfo(name), method, arguments);
            } else {
                change("client info", ConnectionProperty.CLIENT_INFO, method, arguments);
            }
            return null;
        } catch (SQLClientInfoException e) {
            throw e;
        } catch (SQLException e) {
            throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), e.getErrorCode(), Map.of(), e);
        }
    }

    private @Nullable Object unwrap(Class<?> type) throws SQLException {
        return this.<@Nullable Object>call(HandleOwner.Kind.UNWRAP, null, connection -> {
            if (type.isInstance(connection) && !connection.isWrapperFor(type)) {
                return connection;
            }
            return connection.unwrap(type);
        });
    }

    private boolean isWrapperFor(Class<?> type) throws SQLException {
        return call(
                HandleOwner.Kind.PROPERTY,
                null,
                connection -> type.isInstance(connection) || connection.isWrapperFor(type));
    }

    private void close() throws SQLException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            if (hasOpen()) {
                HandleLedger.rethrow(owner.<@Nullable Throwable>call(
                        HandleOwner.Kind.PROPERTY,
                        null,
                        connection -> owner.ledger().closeOpenedBy(this)));
            }
        } catch (TransactionManagementException refused) {
            // The scope is ending, or not to be used from here: it closes what is still open at its end, so nothing is
            // lost.
        } finally {
            owner.handleClosed();
        }
    }

    private void checkOpen() throws SQLException {
        if (closed.get()) {
            throw new SQLNonTransientConnectionException(
                    "This connection handle is closed: close() was called on it. Get another one from its scope.",
                    "08003");
        }
    }

    private Object answer(Object handle, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && handle == arguments[0];
            case "hashCode" -> System.identityHashCode(handle);
            case "toString" -> "Connection handle of " + owner;
            default -> throw new UnsupportedOperationException("A connection handle cannot answer " + method + ".");
        };
    }

    private static void refuseUnless(boolean changesNothing, Supplier<TransactionManagementException> refusal) {
        if (!changesNothing) {
            throw refusal.get();
        }
    }

    private static @Nullable Object first(@Nullable Object @Nullable [] arguments) {
        return arguments == null ? null : arguments[0];
    }
}
