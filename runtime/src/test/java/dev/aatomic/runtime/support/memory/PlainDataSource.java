package dev.aatomic.runtime.support.memory;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A data source that knows no users and wraps nothing: only where a connection comes from is left to say. */
public abstract class PlainDataSource implements DataSource {

    @Override
    public final Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public final PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public final void setLogWriter(PrintWriter out) {}

    @Override
    public final void setLoginTimeout(int seconds) {}

    @Override
    public final int getLoginTimeout() {
        return 0;
    }

    @Override
    public final Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public final <T> T unwrap(Class<T> wanted) throws SQLException {
        if (!isWrapperFor(wanted)) {
            throw new SQLException("A plain data source is no " + wanted.getName());
        }
        return wanted.cast(this);
    }

    @Override
    public final boolean isWrapperFor(Class<?> wanted) {
        return wanted.isInstance(this);
    }
}
