package dev.aatomic.runtime.internal.jdbc.handle;

import dev.aatomic.runtime.TransactionException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source whose connections are handles on the connection of the current scope. Thread-safe. */
public final class ScopeDataSource implements DataSource {

    /** SQLStates of the standard. */
    private static final String NOT_SUPPORTED = "0A000";

    private static final String INVALID_PARAMETER = "22023";

    private final String name;
    private final ConnectionSource source;

    /**
     * Creates a data source.
     *
     * @param name of what it serves, for people
     * @param source where the connections come from
     */
    public ScopeDataSource(String name, ConnectionSource source) {
        this.name = name;
        this.source = source;
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            return source.open();
        } catch (TransactionException refusal) {
            throw RefusedCallException.of(refusal);
        }
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        throw new SQLFeatureNotSupportedException(
                "getConnection(user, password) was called, but the connection of a scope comes from its pool, which"
                        + " knows the user. Call getConnection(), or configure a database of its own for this user.",
                NOT_SUPPORTED);
    }

    /** The pool's own log; this data source writes none. */
    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
        if (writer != null) {
            throw new SQLFeatureNotSupportedException(
                    "setLogWriter was called, but this data source writes no log. Set it on the pool.", NOT_SUPPORTED);
        }
    }

    /**
     * The login timeout.
     *
     * @return 0: how long a scope waits for a connection is not decided here
     */
    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        if (seconds != 0) {
            throw new SQLFeatureNotSupportedException(
                    "setLoginTimeout(" + seconds
                            + ") was called, but the scope has its connection already, or waits for it in its own"
                            + " queue. Set it on the pool.",
                    NOT_SUPPORTED);
        }
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException(
                "getParentLogger was called, but this library logs to System.Logger. Configure the logger"
                        + " dev.aatomic.",
                NOT_SUPPORTED);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (!type.isInstance(this)) {
            throw new SQLNonTransientException(
                    "This data source is not a " + type.getName()
                            + " and hides none, since a connection taken from the pool itself is of no scope. Use the"
                            + " pool directly if that is meant.",
                    INVALID_PARAMETER);
        }
        return type.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    @Override
    public String toString() {
        return "Connections of the current scope of " + name;
    }
}
