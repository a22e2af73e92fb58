package dev.aatomic.databases.engine;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What is under a pool: opens the driver's connections, and remembers them. */
public final class PhysicalConnections implements DataSource {

    private final TestedDatabase database;
    private final UnaryOperator<Connection> driver;
    private final List<Connection> opened = new CopyOnWriteArrayList<>();

    public PhysicalConnections(TestedDatabase database) {
        this(database, UnaryOperator.identity());
    }

    /**
     * With something in front of the driver's connections.
     *
     * @param driver makes of one what the pool gets
     */
    public PhysicalConnections(TestedDatabase database, UnaryOperator<Connection> driver) {
        this.database = database;
        this.driver = driver;
    }

    /** In the order in which they were opened, those that are closed included. */
    public List<Connection> opened() {
        return opened;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = driver.apply(database.connect());
        opened.add(connection);
        return connection;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter writer) {
        // Nothing is written.
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // The drivers' own is left.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
