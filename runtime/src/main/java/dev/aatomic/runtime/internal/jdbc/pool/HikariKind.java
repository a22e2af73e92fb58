package dev.aatomic.runtime.internal.jdbc.pool;

import dev.aatomic.runtime.internal.common.WrappedObject;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.sql.Connection;
import java.util.List;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * HikariCP. Without its own method a closed connection would be given out again within the half second in which it skips the check.
 *
 * <p>That method must be called on the pool that the connection is of: another pool says nothing, and the connection's own would count it
 * for ever. Only private fields lead from a connection to its pool.
 */
final class HikariKind implements PoolKind {

    private static final String DATA_SOURCE = "com.zaxxer.hikari.HikariDataSource";

    /** HikariCP decides on its default only with the first connection; until then it answers -1. */
    private static final PoolSize SIZE = new PoolSize(DATA_SOURCE, 10, List.of("getMaximumPoolSize"));

    @Override
    public @Nullable OptionalInt connections(DataSource dataSource) {
        return SIZE.read(dataSource);
    }

    @Override
    public void forget(DataSource dataSource, Connection connection) throws ReflectiveOperationException {
        WrappedObject own = WrappedObject.find(connection, "com.zaxxer.hikari.pool.ProxyConnection");
        Object pool = own == null ? null : pool(own);
        if (own != null && pool != null) {
            evict(pool.getClass(), pool, own);
            return;
        }
        WrappedObject hikari = WrappedObject.find(Layers.dataSource(dataSource), DATA_SOURCE);
        if (hikari == null) {
            return;
        }
        if (own != null) {
            evict(hikari.type(), hikari.instance(), own);
        } else {
            // Something wraps the pool's connections and does not lead to them, so the pool replaces all of them.
            evictAll(hikari);
        }
    }

    private static void evict(Class<?> type, Object pool, WrappedObject own) throws ReflectiveOperationException {
        type.getMethod("evictConnection", Connection.class).invoke(pool, own.instance());
    }

    /** The pool of a connection; null where the module path keeps it from being found. */
    private static @Nullable Object pool(WrappedObject own) {
        try {
            Object entry = value(own.type(), "poolEntry", own.instance());
            return entry == null ? null : value(entry.getClass(), "hikariPool", entry);
        } catch (ReflectiveOperationException | InaccessibleObjectException notToBeSeen) {
            return null;
        }
    }

    private static @Nullable Object value(Class<?> type, String name, Object owner)
            throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    private static void evictAll(WrappedObject hikari) throws ReflectiveOperationException {
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
