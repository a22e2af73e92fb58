package dev.aatomic.runtime.support.wire;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A pool whose connections go through a proxy, and what is seen of them past it. */
public final class WiredPool implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final PooledDatabase database;
    private final String name = "wired" + NUMBERS.incrementAndGet();
    private final WireProxy proxy;
    private final HikariDataSource pool;

    public WiredPool(PooledDatabase database, int connections) {
        this(database, connections, Duration.ofSeconds(20));
    }

    /**
     * A pool.
     *
     * @param timeout how long the pool waits for a connection of its own, and for the word that one is alive
     */
    public WiredPool(PooledDatabase database, int connections, Duration timeout) {
        this.database = database;
        proxy = new WireProxy(database.port());
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(database.urlBy(proxy.port()) + "&ApplicationName=" + name);
        configuration.setMaximumPoolSize(connections);
        configuration.setMinimumIdle(1);
        configuration.setConnectionTimeout(timeout.toMillis());
        configuration.setValidationTimeout(Math.min(timeout.toMillis(), 5000));
        configuration.setPoolName(name);
        pool = new HikariDataSource(configuration);
    }

    public WireProxy proxy() {
        return proxy;
    }

    public HikariDataSource pool() {
        return pool;
    }

    /** Ends what the server still does for clients that have gone, which it does not notice while it sleeps. */
    public void wakeServer() {
        database.integers("select pg_terminate_backend(pid)::int from pg_stat_activity where application_name = '"
                + name + "' and state = 'active' and query like '%pg_sleep%'");
    }

    /** Waits until all that was said on the only connection has gone through, and nothing comes after it. */
    void awaitEndOfTalk() {
        try (Connection connection = pool.getConnection()) {
            if (!connection.isValid(30)) {
                throw new AssertionError("The connection does not answer");
            }
        } catch (SQLException e) {
            throw new AssertionError("The connection does not answer", e);
        }
    }

    /** Waits until the server works for none of these connections. */
    public void awaitQuietServer() {
        Await.until(
                "no backend of " + name + " is at work",
                () -> database.integers("select count(*)::int from pg_stat_activity where application_name = '" + name
                                        + "' and state <> 'idle'")
                                .get(0)
                        == 0);
    }

    /** Waits until no connection is out. */
    public void awaitWhole() {
        Await.until("no connection of " + name + " is out", () -> active() == 0);
    }

    private int active() {
        return pool.getHikariPoolMXBean().getActiveConnections();
    }

    @Override
    public void close() {
        proxy.ambush(Ambush.NOTHING);
        proxy.heal();
        pool.close();
        proxy.close();
    }
}
