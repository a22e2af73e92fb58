package dev.aatomic.runtime.internal.jdbc;

import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A statement as a user sees it. */
final class StatementHandle extends OpenObject {

    /** What the handle does with a call. */
    private enum Call {
        CLOSE,
        IS_CLOSED,
        CONNECTION,
        EXECUTE,
        ADD_BATCH_SQL,
        CLOSE_ON_COMPLETION,
        /** Sends a value to the server before the statement is executed. */
        LARGE_OBJECT,
        DESCRIBE,
        FETCH,
        PROPERTY,
        /** Made on the driver at once: touches nothing but the statement's own memory. */
        LOCAL,
        /** As LOCAL, and an argument may be a handle. */
        PARAMETER,
        /** As LOCAL, and the result may lead to the driver's connection. */
        VALUE;

        static Call of(Method method) {
            String name = method.getName();
            return switch (name) {
                case "close" -> CLOSE;
                case "isClosed" -> IS_CLOSED;
                case "getConnection" -> CONNECTION;
                case "closeOnCompletion" -> CLOSE_ON_COMPLETION;
                case "addBatch" -> method.getParameterCount() == 0 ? LOCAL : ADD_BATCH_SQL;
                case "setBlob", "setClob", "setNClob" -> LARGE_OBJECT;
                case "getMetaData", "getParameterMetaData" -> DESCRIBE;
                case "getMoreResults", "getGeneratedKeys" -> FETCH;
                case "setObject", "setArray" -> PARAMETER;
                case "getObject", "getArray" -> VALUE;
                case "cancel", "clearBatch", "isSimpleIdentifier", "unwrap", "isWrapperFor" -> LOCAL;
                default -> {
                    if (name.startsWith("execute")) {
                        yield EXECUTE;
                    }
                    if (name.startsWith("enquote")) {
                        yield LOCAL;
                    }
                    yield method.getDeclaringClass() == Statement.class || name.endsWith("Stream") ? PROPERTY : LOCAL;
                }
            };
        }
    }

    private static final Map<Method, Call> CALLS =
            DriverMethod.table(Call::of, Statement.class, PreparedStatement.class, CallableStatement.class);

    private static final HandleFactory<Statement> HANDLES =
            new HandleFactory<>(Statement.class, Statement.class, Handle.class);
    private static final HandleFactory<PreparedStatement> PREPARED_HANDLES =
            new HandleFactory<>(PreparedStatement.class, PreparedStatement.class, Handle.class);
    private static final HandleFactory<CallableStatement> CALLABLE_HANDLES =
            new HandleFactory<>(CallableStatement.class, CallableStatement.class, Handle.class);

    private final Statement driver;
    private final Statement proxy;
    private volatile boolean closesOnCompletion;

    /** The handle of the latest result, so that the user gets the same one again. */
    private volatile @Nullable ResultSetHandle latest;

    private StatementHandle(ConnectionHandle opener, Statement driver, Class<?> type) {
        super(opener);
        this.driver = driver;
        if (type == CallableStatement.class) {
            this.proxy = CALLABLE_HANDLES.create(this);
        } else if (type == PreparedStatement.class) {
            this.proxy = PREPARED_HANDLES.create(this);
        } else {
            this.proxy = HANDLES.create(this);
        }
    }

    static StatementHandle of(ConnectionHandle opener, Statement driver, Class<?> type) {
        return new StatementHandle(opener, driver, type);
    }

    static StatementHandle of(ConnectionHandle opener, Statement driver) {
        if (driver instanceof CallableStatement) {
            return of(opener, driver, CallableStatement.class);
        }
        return of(opener, driver, driver instanceof PreparedStatement ? PreparedStatement.class : Statement.class);
    }

    @Override
    public @Nullable Object invoke(Object handle, Method method, @Nullable Object @Nullable [] arguments)
            throws SQLException {
        @Nullable Call call = CALLS.get(method);
        if (call == null) {
            return answer(handle, method, arguments);
        }
        switch (call) {
            case CLOSE -> {
                close();
                return null;
            }
            case IS_CLOSED -> {
                return isClosed() || driver.isClosed();
            }
            default -> checkOpen();
        }
        switch (call) {
            case LOCAL -> {
                return DriverMethod.invoke(driver, method, arguments);
            }
            case PARAMETER -> {
                return DriverMethod.invoke(driver, method, DriverMethod.withoutHandles(arguments));
            }
            case VALUE -> {
                return opener.leadBack(
                        DriverMethod.invoke(driver, method, arguments), DriverMethod.wantedType(arguments));
            }
            case EXECUTE -> {
                ConnectionHandle.refuseTransactionControl(arguments);
                return result(inTurn(HandleOwner.Kind.STATEMENT, method, arguments));
            }
            case ADD_BATCH_SQL -> {
                ConnectionHandle.refuseTransactionControl(arguments);
                return DriverMethod.invoke(driver, method, arguments);
            }
            case LARGE_OBJECT -> {
                return inTurn(HandleOwner.Kind.STATEMENT, method, arguments);
            }
            case DESCRIBE -> {
                return inTurn(HandleOwner.Kind.PREPARE, method, arguments);
            }
            case FETCH -> {
                return result(inTurn(HandleOwner.Kind.FETCH, method, arguments));
            }
            case CLOSE_ON_COMPLETION -> {
                closesOnCompletion = true;
                return inTurn(HandleOwner.Kind.PROPERTY, method, arguments);
            }
            case CONNECTION -> {
                return opener.proxy();
            }
            default -> {
                return result(inTurn(HandleOwner.Kind.PROPERTY, method, arguments));
            }
        }
    }

    @Override
    Statement driverObject() {
        return driver;
    }

    @Override
    void closeDriverObject() throws SQLException {
        driver.close();
    }

    /** The handle as the user sees it. */
    Statement proxy() {
        return proxy;
    }

    /**
     * Forgets a statement that the driver closed with its last result. The lane is held.
     *
     * @throws SQLException what the driver threw
     */
    void resultClosed() throws SQLException {
        if (closesOnCompletion && driver.isClosed()) {
            markClosed();
            opener.owner().ledger().remove(this);
        }
    }

    private @Nullable Object inTurn(HandleOwner.Kind kind, Method method, @Nullable Object @Nullable [] arguments)
            throws SQLException {
        return opener.<@Nullable Object>call(
                kind,
                kind == HandleOwner.Kind.PROPERTY ? null : driver,
                connection -> DriverMethod.invoke(driver, method, arguments));
    }

    private @Nullable Object result(@Nullable Object result) {
        if (!(result instanceof ResultSet resultSet)) {
            return result;
        }
        @Nullable ResultSetHandle handle = latest;
        if (handle == null || handle.driverObject() != resultSet) {
            handle = new ResultSetHandle(opener, resultSet, this);
            latest = handle;
        }
        return handle.proxy();
    }

    private void checkOpen() throws SQLException {
        if (isClosed()) {
            throw new SQLNonTransientException(
                    "This statement is closed: it, its connection handle or its block has ended. Create it in the"
                            + " block, and use it there.",
                    "HY010");
        }
    }
}
