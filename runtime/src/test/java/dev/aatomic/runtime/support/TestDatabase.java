package dev.aatomic.runtime.support;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database of its own for one test, with the tables {@code entry(v int primary key)} and {@code deferred(v int)}, the latter
 * with a constraint that PostgreSQL checks at COMMIT only; and a pool on it.
 */
public final class TestDatabase implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Server server;
    private final String url;
    private final String schema;
    private final HikariDataSource pool;
    private final RecordingDataSource source;

    public TestDatabase(Server server, int connections) {
        this(server, connections, true);
    }

    public TestDatabase(Server server, int connections, boolean autoCommit) {
        this(server, connections, autoCommit, Duration.ofSeconds(20));
    }

    /**
     * A database.
     *
     * @param poolTimeout how long the pool waits for a connection of its own
     */
    public TestDatabase(Server server, int connections, boolean autoCommit, Duration poolTimeout) {
        this.server = server;
        this.schema = "test" + NUMBERS.incrementAndGet();
        this.url = server == Server.H2
                ? "jdbc:h2:mem:" + schema + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000"
                : Postgres.url() + "&currentSchema=" + schema;
        if (server == Server.POSTGRES) {
            execute("create schema " + schema);
        }
        execute("create table entry(v int primary key)");
        execute("create table deferred(v int" + (server == Server.H2 ? ")" : " unique deferrable initially deferred)"));
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(url);
        configuration.setMaximumPoolSize(connections);
        configuration.setMinimumIdle(Math.min(connections, 2));
        configuration.setAutoCommit(autoCommit);
        configuration.setConnectionTimeout(poolTimeout.toMillis());
        configuration.setValidationTimeout(Math.min(poolTimeout.toMillis(), 5000));
        configuration.setPoolName(schema);
        this.pool = new HikariDataSource(configuration);
        this.source = new RecordingDataSource(pool, autoCommit);
    }

    public Server server() {
        return server;
    }

    public String schema() {
        return schema;
    }

    /** The pool, whose size can be read from it. */
    public HikariDataSource pool() {
        return pool;
    }

    /** The pool with every call on it recorded. */
    public RecordingDataSource source() {
        return source;
    }

    public int connections() {
        return pool.getMaximumPoolSize();
    }

    /** What is committed in the table {@code entry}, in order. */
    public List<Integer> rows() {
        return integers("select v from entry order by v");
    }

    public List<Integer> integers(String sql) {
        try (Connection connection = DriverManager.getConnection(url)) {
            return Sql.integers(connection, sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs a statement on a connection outside the pool. */
    public void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** How many connections of the pool are out. */
    public int active() {
        return pool.isClosed() ? 0 : pool.getHikariPoolMXBean().getActiveConnections();
    }

    @Override
    public void close() {
        pool.close();
        if (server == Server.H2) {
            execute("shutdown");
            return;
        }
        // A statement whose client has gone runs on to its end, with its locks.
        execute("select pg_terminate_backend(pid) from pg_stat_activity where state = 'active' and pid <>"
                + " pg_backend_pid() and query like '%pg_sleep%" + schema + " %'");
        execute("drop schema " + schema + " cascade");
    }

    /** One server for all tests of a JVM. */
    private static final class Postgres {

        private static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "200")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String url() {
            return SERVER.getJdbcUrl("postgres", "postgres");
        }
    }
}
