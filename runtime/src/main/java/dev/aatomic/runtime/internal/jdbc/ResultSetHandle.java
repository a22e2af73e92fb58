package dev.aatomic.runtime.internal.jdbc;

import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A result set as a user sees it. Columns are read from the driver at once, the cursor moves in turn. */
final class ResultSetHandle extends OpenObject {

    /** What the handle does with a call. */
    private enum Call {
        CLOSE,
        IS_CLOSED,
        STATEMENT,
        NEXT,
        FETCH,
        CHANGE_ROW,
        /** Made on the driver at once: touches nothing but the current row. */
        LOCAL,
        /** As LOCAL, and an argument may be a handle. */
        PARAMETER,
        /** As LOCAL, and the result may lead to the driver's connection. */
        VALUE;

        static Call of(Method method) {
            return switch (method.getName()) {
                case "close" -> CLOSE;
                case "isClosed" -> IS_CLOSED;
                case "getStatement" -> STATEMENT;
                case "next" -> NEXT;
                case "previous",
                        "first",
                        "last",
                        "absolute",
                        "relative",
                        "beforeFirst",
                        "afterLast",
                        "isLast",
                        "moveToInsertRow",
                        "moveToCurrentRow",
                        "refreshRow",
                        "cancelRowUpdates" -> FETCH;
                case "insertRow", "updateRow", "deleteRow" -> CHANGE_ROW;
                case "updateObject", "updateArray" -> PARAMETER;
                case "getObject", "getArray" -> VALUE;
                default -> LOCAL;
            };
        }
    }

    private static final Map<Method, Call> CALLS = DriverMethod.table(Call::of, ResultSet.class);

    private static final HandleFactory<ResultSet> HANDLES =
            new HandleFactory<>(ResultSet.class, ResultSet.class, Handle.class);

    private final ResultSet driver;
    private final ResultSet proxy;
    private final @Nullable StatementHandle statement;

    /** Made once, since most of what happens to a result set is this. */
    private final DriverCall<Boolean> next;

    /** The handle of a statement of the driver's own, where the user has none. */
    private volatile @Nullable Statement internalStatement;

    /**
     * Puts a handle around a result set.
     *
     * @param opener the handle through which it was opened
     * @param driver the driver's result set
     * @param statement which returned it; null for a result that is closed on its own: of the metadata, an array, a reference
     */
    ResultSetHandle(ConnectionHandle opener, ResultSet driver, @Nullable StatementHandle statement) {
        super(opener);
        this.driver = driver;
        this.statement = statement;
        this.next = connection -> driver.next();
        this.proxy = HANDLES.create(this);
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
            case VALUE -> {
                return opener.leadBack(
                        DriverMethod.invoke(driver, method, arguments), DriverMethod.wantedType(arguments));
            }
            case PARAMETER -> {
                return DriverMethod.invoke(driver, method, DriverMethod.withoutHandles(arguments));
            }
            case NEXT -> {
                return opener.call(HandleOwner.Kind.FETCH, driverStatement(), next);
            }
            case FETCH -> {
                return inTurn(HandleOwner.Kind.FETCH, method, arguments);
            }
            case CHANGE_ROW -> {
                return inTurn(HandleOwner.Kind.STATEMENT, method, arguments);
            }
            default -> {
                return statement();
            }
        }
    }

    @Override
    ResultSet driverObject() {
        return driver;
    }

    @Override
    void closeDriverObject() throws SQLException {
        driver.close();
        if (statement != null) {
            statement.resultClosed();
        }
    }

    @Override
    boolean isClosed() {
        return super.isClosed() || (statement != null && statement.isClosed());
    }

    /** The handle as the user sees it. */
    ResultSet proxy() {
        return proxy;
    }

    private @Nullable Object inTurn(HandleOwner.Kind kind, Method method, @Nullable Object @Nullable [] arguments)
            throws SQLException {
        return opener.<@Nullable Object>call(
                kind, driverStatement(), connection -> DriverMethod.invoke(driver, method, arguments));
    }

    private @Nullable Statement driverStatement() {
        return statement == null ? null : statement.driverObject();
    }

    private @Nullable Statement statement() throws SQLException {
        if (statement != null) {
            return statement.proxy();
        }
        @Nullable Statement handle = internalStatement;
        if (handle == null) {
            handle = (Statement) opener.leadBack(driver.getStatement(), Statement.class);
            internalStatement = handle;
        }
        return handle;
    }

    private void checkOpen() throws SQLException {
        if (isClosed()) {
            throw new SQLNonTransientException(
                    "This result set is closed: it, its statement, its connection handle or its block has ended. Read"
                            + " it in the block, before its statement is closed.",
                    "24000");
        }
    }
}
