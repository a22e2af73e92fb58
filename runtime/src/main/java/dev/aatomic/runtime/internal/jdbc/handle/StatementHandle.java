package dev.aatomic.runtime.internal.jdbc.handle;

import dev.aatomic.runtime.internal.jdbc.sql.StatementText;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A statement as a user sees it.
 *
 * @param <S> which of the three
 */
@Forwarding(
        value = {Statement.class, PreparedStatement.class, CallableStatement.class},
        statement = "execute*",
        // Sent to the server before the statement is executed.
        upload = {"setBlob", "setClob", "setNClob"},
        uploadIfLarge = "setObject",
        prepare = {"getMetaData", "getParameterMetaData"},
        fetch = {"getMoreResults", "getGeneratedKeys"},
        property = {
            "*Stream",
            "*Warnings",
            "*MaxFieldSize",
            "*MaxRows",
            "*QueryTimeout",
            "*FetchDirection",
            "*FetchSize",
            "setEscapeProcessing",
            "setCursorName",
            "ResultSet getResultSet",
            "getResultSetConcurrency",
            "getResultSetType",
            "getResultSetHoldability",
            "getUpdateCount",
            "getLargeUpdateCount",
            "setPoolable",
            "isPoolable",
            "isCloseOnCompletion"
        },
        sql = {"execute*", "addBatch"},
        leadingBack = {
            "getObject",
            "getArray",
            "getBlob",
            "getClob",
            "getNClob",
            "getSQLXML",
            "getRef",
            "getCharacterStream",
            "getNCharacterStream",
            "getMetaData",
            "getParameterMetaData"
        })
abstract class StatementHandle<S extends Statement> extends OpenObject implements Statement, StatementText {

    final S driver;
    private volatile boolean closesOnCompletion;

    /** What was prepared or executed last. Whoever finds the statement running sees what it runs. */
    @Nullable
    String sql;

    /** The handle of the latest result, so that the user gets the same one again. */
    private volatile @Nullable ResultSetHandle latest;

    StatementHandle(ConnectionHandle opener, S driver) {
        super(opener);
        this.driver = driver;
    }

    /** A handle with the methods that the driver's object has. */
    static StatementHandle<?> of(ConnectionHandle opener, Statement driver) {
        if (driver instanceof CallableStatement callable) {
            return new ForwardingCallableStatement(opener, callable);
        }
        return driver instanceof PreparedStatement prepared
                ? new ForwardingPreparedStatement(opener, prepared)
                : new ForwardingStatement(opener, driver);
    }

    @Override
    public final boolean isClosed() throws SQLException {
        return isMarkedClosed() || driver.isClosed();
    }

    @Override
    public final Connection getConnection() throws SQLException {
        checkOpen();
        return opener;
    }

    @Override
    public final void closeOnCompletion() throws SQLException {
        checkOpen();
        closesOnCompletion = true;
        inTurn(HandleOwner.Kind.PROPERTY, connection -> {
            driver.closeOnCompletion();
            return true;
        });
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
    S driverObject() {
        return driver;
    }

    @Override
    public final Statement driverStatement() {
        return driver;
    }

    @Override
    public final @Nullable String sql() {
        return sql;
    }

    @Override
    void closeDriverObject() throws SQLException {
        driver.close();
    }

    /**
     * Forgets a statement that the driver closed with its last result. The lane is held.
     *
     * @throws SQLException what the driver threw
     */
    void resultClosed() throws SQLException {
        if (closesOnCompletion && driver.isClosed()) {
            markClosed();
            opener.owner.ledger().remove(this);
        }
    }

    final <T extends @Nullable Object> T inTurn(HandleOwner.Kind kind, DriverCall<T> call) throws SQLException {
        if (kind == HandleOwner.Kind.UPLOAD) {
            return opener.call(HandleOwner.Kind.STATEMENT, this, connection -> {
                opener.owner.beforeOtherThanSql();
                return call.apply(connection);
            });
        }
        return opener.call(kind, kind == HandleOwner.Kind.PROPERTY ? null : this, call);
    }

    final @Nullable ResultSet resultInTurn(HandleOwner.Kind kind, DriverCall<@Nullable ResultSet> call)
            throws SQLException {
        @Nullable ResultSet result = inTurn(kind, call);
        if (result == null) {
            return null;
        }
        @Nullable ResultSetHandle handle = latest;
        if (handle == null || handle.driverObject() != result) {
            handle = new ForwardingResultSet(opener, result, this);
            latest = handle;
        }
        return handle;
    }

    final void checkSql(@Nullable String given) throws SQLException {
        opener.checkSql(given);
        sql = given;
    }

    final void checkOpen() throws SQLException {
        if (isMarkedClosed()) {
            throw new SQLNonTransientException(
                    "This statement is closed: it, its connection handle or its block has ended. Create it in the"
                            + " block, and use it there.",
                    "HY010");
        }
    }
}
