package dev.aatomic.runtime.internal.jdbc.pool;

import java.sql.Connection;
import javax.sql.DataSource;

/**
 * Throws a connection away: closed physically, and forgotten by its pool.
 *
 * <p>No single call does both everywhere. {@code abort} on the driver's connection ends the socket, and does nothing on some; on the pool's
 * it makes some pools forget it, others take it back, and one count it for ever. A pool that closes a connection looks first whether the
 * driver's is closed, if it looks at anything. So each pool is told in its own way, as far as it has one, and the driver's connection is
 * closed before the pool's.
 */
public final class Eviction {

    private Eviction() {}

    /** Throws nothing: the caller must still give its place to the next. */
    public static void evict(DataSource dataSource, Connection connection) {
        if (Layers.isEmpty(connection)) {
            quietly("closed", () -> connection.close());
            return;
        }
        Connection own = Layers.connection(connection);
        Connection physical = physical(own);
        for (PoolKind kind : KnownPools.ALL) {
            quietly("marked for its pool", () -> kind.condemn(own));
        }
        // Aborted before it is closed, since somebody may be stuck in it. Also, HikariCP closes what it evicts on a
        // thread of its own, which must find it dead.
        if (KnownPools.ALL.stream().noneMatch(kind -> kind.countsAborted(own))) {
            quietly("aborted", () -> connection.abort(Runnable::run));
        }
        if (physical != own) {
            quietly("aborted in its driver", () -> physical.abort(Runnable::run));
        }
        for (PoolKind kind : KnownPools.ALL) {
            quietly("forgotten by its pool", () -> kind.forget(dataSource, own));
        }
        if (physical != own) {
            quietly("closed physically", () -> physical.close());
        }
        quietly("closed", () -> connection.close());
    }

    private static Connection physical(Connection connection) {
        try {
            for (PoolKind kind : KnownPools.ALL) {
                Connection found = kind.physical(connection);
                if (found != null) {
                    return found;
                }
            }
            Connection unwrapped = connection.unwrap(Connection.class);
            // A wrapper that knows of no way may return null, whatever its contract says.
            return unwrapped == null ? connection : unwrapped;
        } catch (Throwable t) {
            logger().log(System.Logger.Level.DEBUG, "A connection in doubt could not be unwrapped", t);
            return connection;
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
            logger().log(System.Logger.Level.DEBUG, "A connection in doubt could not be " + what, t);
        }
    }

    private static System.Logger logger() {
        return System.getLogger(Eviction.class.getName());
    }
}
