package dev.aatomic.benchmarks.runtime.driver;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A driver that does nothing, so that what is left is the cost of the transaction itself and of the pool. */
public final class NoDriver implements DataSource {

    /** Longer than anything here takes, so that what hangs is seen to hang. */
    private static final long CONNECTION_TIMEOUT_MILLIS = 300_000;

    private final long tripNanos;

    private NoDriver(long tripNanos) {
        this.tripNanos = tripNanos;
    }

    /** A pool over it. */
    public static HikariDataSource pool(int connections) {
        return pool(connections, 0);
    }

    /** A pool over it, where statements, COMMIT and ROLLBACK wait as long as given. */
    public static HikariDataSource pool(int connections, long tripNanos) {
        HikariConfig configuration = new HikariConfig();
        configuration.setDataSource(new NoDriver(tripNanos));
        configuration.setMaximumPoolSize(connections);
        configuration.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        configuration.setPoolName("benchmark");
        return new HikariDataSource(configuration);
    }

    @Override
    public Connection getConnection() {
        return new NoConnection(tripNanos);
    }

    @Override
    public Connection getConnection(String user, String password) {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        return new PrintWriter(System.err, true);
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
    public <T> T unwrap(Class<T> type) {
        return type.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
