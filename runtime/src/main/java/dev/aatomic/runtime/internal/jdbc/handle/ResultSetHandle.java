package dev.aatomic.runtime.internal.jdbc.handle;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A result set as a user sees it. Columns are read from the driver at once, the cursor moves in turn. */
@Forwarding(
        value = ResultSet.class,
        statement = {"insertRow", "updateRow", "deleteRow"},
        fetch = {
            "previous",
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
            "cancelRowUpdates"
        },
        leadingBack = {
            "getObject",
            "getArray",
            "getBlob",
            "getClob",
            "getNClob",
            "getSQLXML",
            "getRef",
            "*Stream",
            "getMetaData"
        })
abstract class ResultSetHandle extends OpenObject implements ResultSet {

    final ResultSet driver;
    private final @Nullable StatementHandle<?> statement;

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
    ResultSetHandle(ConnectionHandle opener, ResultSet driver, @Nullable StatementHandle<?> statement) {
        super(opener);
        this.driver = driver;
        this.statement = statement;
        this.next = connection -> driver.next();
    }

    @Override
    public final boolean next() throws SQLException {
        checkOpen();
        return opener.call(HandleOwner.Kind.FETCH, statement, next);
    }

    @Override
    public final boolean isClosed() throws SQLException {
        return isMarkedClosed() || driver.isClosed();
    }

    @Override
    public final @Nullable Statement getStatement() throws SQLException {
        checkOpen();
        if (statement != null) {
            return statement;
        }
        @Nullable Statement handle = internalStatement;
        if (handle == null) {
            handle = (Statement) leadBack(driver.getStatement(), Statement.class);
            internalStatement = handle;
        }
        return handle;
    }

    @Override
    public final <T> T unwrap(Class<T> type) throws SQLException {
        checkOpen();
        return opener.unwrap(this, driver, type);
    }

    @Override
    public final boolean isWrapperFor(Class<?> type) throws SQLException {
        checkOpen();
        return type.isInstance(this) || type.isInstance(driver) || driver.isWrapperFor(type);
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
    boolean isMarkedClosed() {
        return super.isMarkedClosed() || (statement != null && statement.isMarkedClosed());
    }

    final <T extends @Nullable Object> T inTurn(HandleOwner.Kind kind, DriverCall<T> call) throws SQLException {
        return opener.call(kind, statement, call);
    }

    final void checkOpen() throws SQLException {
        if (isMarkedClosed()) {
            throw new SQLNonTransientException(
                    "This result set is closed: it, its statement, its connection handle or its block has ended. Read"
                            + " it in the block, before its statement is closed.",
                    "24000");
        }
    }
}
