package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.internal.jdbc.WrappedObject;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Throws a connection away: closed physically, and forgotten by its pool.
 *
 * <p>No single call does both everywhere. HikariCP has a method of its own, and without it would give a closed connection out
 * again within the half second in which it skips the check. Elsewhere {@code abort} ends the socket, closing the driver's own
 * connection helps where {@code abort} does nothing, as with H2, and the pool finds on return that it is closed.
 */
final class Eviction {

    private static final System.Logger LOGGER = System.getLogger(Eviction.class.getName());

    private Eviction() {}

    static void evict(ManagedDatabase database, Connection connection) {
        Connection physical = physical(connection);
        quietly("evicted from its pool", () -> evictFromPool(database.dataSource(), connection));
        quietly("aborted", () -> physical.abort(Runnable::run));
        if (physical != connection) {
            quietly("closed physically", physical::close);
        }
        quietly("closed", connection::close);
    }

    private static Connection physical(Connection connection) {
        try {
            return connection.unwrap(Connection.class);
        } catch (SQLException | RuntimeException | LinkageError e) {
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
        try {
            hikari.type().getMethod("evictConnection", Connection.class).invoke(hikari.instance(), connection);
        } catch (InvocationTargetException e) {
            // Something wraps the pool's connections, so it cannot tell which one is meant: it replaces all of them.
            Object bean = hikari.type().getMethod("getHikariPoolMXBean").invoke(hikari.instance());
            if (bean != null) {
                for (Class<?> type : bean.getClass().getInterfaces()) {
                    if (type.getName().equals("com.zaxxer.hikari.HikariPoolMXBean")) {
                        type.getMethod("softEvictConnections").invoke(bean);
                    }
                }
            }
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    /** Each attempt stands alone: one that fails leaves the rest to do. */
    private static void quietly(String what, Attempt attempt) {
        try {
            attempt.run();
        } catch (Throwable t) {
            LOGGER.log(System.Logger.Level.DEBUG, "A connection in doubt could not be " + what, t);
        }
    }
}
