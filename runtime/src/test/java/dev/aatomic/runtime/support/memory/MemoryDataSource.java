package dev.aatomic.runtime.support.memory;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.internal.jdbc.JdbcSession;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.jdbc.SessionSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A {@link MemoryDatabase} for a builder: transactions run on {@link MemorySession}, all else on connections that commit at once. */
public final class MemoryDataSource implements DataSource, SessionSource {

    private final MemoryDatabase database;

    MemoryDataSource(MemoryDatabase database) {
        this.database = database;
    }

    @Override
    public JdbcSession open(ManagedDatabase managed, Isolation isolation, boolean readOnly) {
        return new MemorySession(database);
    }

    @Override
    public Connection getConnection() {
        return MemoryConnection.committingAtOnce(database);
    }

    @Override
    public Connection getConnection(String user, String password) {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> wanted) throws SQLException {
        throw MemoryDatabase.notSupported("unwrap");
    }

    @Override
    public boolean isWrapperFor(Class<?> wanted) {
        return false;
    }
}
