package dev.aatomic.runtime.support;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A database of its own for one test, with the tables {@code entry(v int primary key)} and {@code deferred(v int)}, the latter
 * with a constraint that PostgreSQL checks at COMMIT only; and a pool on it.
 */
public final class PooledDatabase implements AutoCloseable {

    private final TestDatabase database;
    private final HikariDataSource pool;
    private final RecordingDataSource source;

    public PooledDatabase(Server server, int connections) {
        this(server, connections, true);
    }

    public PooledDatabase(Server server, int connections, boolean autoCommit) {
        this(server, connections, autoCommit, Duration.ofSeconds(20));
    }

    /**
     * A database.
     *
     * @param poolTimeout how long the pool waits for a connection of its own
     */
    public PooledDatabase(Server server, int connections, boolean autoCommit, Duration poolTimeout) {
        this.database = new TestDatabase(server);
        execute("create table deferred(v int" + (server == Server.H2 ? ")" : " unique deferrable initially deferred)"));
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(database.url());
        configuration.setMaximumPoolSize(connections);
        configuration.setMinimumIdle(Math.min(connections, 2));
        configuration.setAutoCommit(autoCommit);
        configuration.setConnectionTimeout(poolTimeout.toMillis());
        configuration.setValidationTimeout(Math.min(poolTimeout.toMillis(), 5000));
        configuration.setPoolName(schema());
        this.pool = new HikariDataSource(configuration);
        this.source = new RecordingDataSource(pool, autoCommit);
    }

    public Server server() {
        return database.server();
    }

    public String schema() {
        return database.schema();
    }

    /** The pool, whose size can be read from it. */
    public HikariDataSource pool() {
        return pool;
    }

    /** The port of its server. */
    public int port() {
        return URI.create(pool.getJdbcUrl().substring("jdbc:".length())).getPort();
    }

    /** Its URL, by another port that leads to the server. */
    public String urlBy(int port) {
        return pool.getJdbcUrl().replace(":" + port() + "/", ":" + port + "/");
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
        return database.rows();
    }

    /** What a query finds, on a connection outside the pool. */
    public List<Integer> integers(String sql) {
        return database.integers(sql);
    }

    /** Runs a statement on a connection outside the pool. */
    public void execute(String sql) {
        database.execute(sql);
    }

    /** How many connections of the pool are out. */
    public int active() {
        return pool.isClosed() ? 0 : pool.getHikariPoolMXBean().getActiveConnections();
    }

    @Override
    public void close() {
        pool.close();
        if (server() == Server.POSTGRES) {
            // A statement whose client has gone runs on to its end, with its locks.
            execute("select pg_terminate_backend(pid) from pg_stat_activity where state = 'active' and pid <>"
                    + " pg_backend_pid() and query like '%pg_sleep%" + schema() + " %'");
        }
        database.close();
    }
}
