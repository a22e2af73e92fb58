package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.internal.common.WrappedObject;
import java.sql.Connection;
import javax.sql.DataSource;

/**
 * Throws a connection away: closed physically, and forgotten by its pool.
 *
 * <p>No single call does both everywhere. HikariCP has a method of its own; without it a closed connection would be given out again within
 * the half second in which HikariCP skips the check. Elsewhere {@code abort} on the pool's connection makes those pools forget it that
 * would not check it, such as Agroal and Vibur; {@code abort} on the driver's connection ends the socket. Closing the driver's connection
 * helps where {@code abort} does nothing, as with H2: the pool finds on return that it is closed.
 */
final class Eviction {

    private static final System.Logger LOGGER = System.getLogger(Eviction.class.getName());

    private Eviction() {}

    /** Throws nothing: the caller must still give its place to the next. */
    static void evict(ManagedDatabase database, Connection connection) {
        Connection physical = physical(connection);
        // Aborted first, since somebody may be stuck in it. Also, HikariCP closes what it evicts on a thread of its
        // own, which must find it dead.
        quietly("aborted", () -> connection.abort(Runnable::run));
        if (physical != connection) {
            quietly("aborted in its driver", () -> physical.abort(Runnable::run));
        }
        quietly("evicted from its pool", () -> evictFromPool(database.dataSource, connection));
        if (physical != connection) {
            quietly("closed physically", () -> physical.close());
        }
        quietly("closed", () -> connection.close());
    }

    private static Connection physical(Connection connection) {
        try {
            Connection unwrapped = connection.unwrap(Connection.class);
            // A wrapper that knows of no way may return null, whatever its contract says.
            return unwrapped == null ? connection : unwrapped;
        } catch (Throwable t) {
            LOGGER.log(System.Logger.Level.DEBUG, "A connection in doubt could not be unwrapped", t);
            return connection;
        }
    }

    /** HikariCP only; by name, since the pool is the user's choice. */
    private static void evictFromPool(DataSource dataSource, Connection connection)
            throws ReflectiveOperationException {
        WrappedObject hikari = WrappedObject.find(dataSource, "com.zaxxer.hikari.HikariDataSource");
        if (hikari == null) {
            return;
        }
        WrappedObject own = WrappedObject.find(connection, "com.zaxxer.hikari.pool.ProxyConnection");
        if (own != null) {
            hikari.type().getMethod("evictConnection", Connection.class).invoke(hikari.instance(), own.instance());
            return;
        }
        // Something wraps the pool's connections and does not lead to them, so the pool replaces all of them. Given a
        // connection that is not its own it would do nothing, and not say so.
        Object bean = hikari.type().getMethod("getHikariPoolMXBean").invoke(hikari.instance());
        if (bean != null) {
            for (Class<?> type : bean.getClass().getInterfaces()) {
                if (type.getName().equals("com.zaxxer.hikari.HikariPoolMXBean")) {
                    type.getMethod("softEvictConnections").invoke(bean);
                }
            }
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    /** Makes one attempt. If it fails, the others are made all the same. */
    private static void quietly(String what, Attempt attempt) {
        try {
            attempt.run();
        } catch (Throwable t) {
            LOGGER.log(System.Logger.Level.DEBUG, "A connection in doubt could not be " + what, t);
        }
    }
}
