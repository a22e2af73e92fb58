package dev.aatomic.runtime.internal.jdbc;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Finds a pool by the name of its type, in a data source or behind one that wraps it. Pools need not be present. */
public final class PoolFinder {

    /**
     * A pool that was found.
     *
     * @param type the type asked for
     * @param pool an instance of it
     */
    public record Found(Class<?> type, Object pool) {}

    private PoolFinder() {}

    /**
     * Finds a pool.
     *
     * @param dataSource any data source
     * @param typeName the name of a class or interface of the pool
     * @return the pool, or null if the data source is none of that type and wraps none
     */
    public static @Nullable Found find(DataSource dataSource, String typeName) {
        Class<?> own = superType(dataSource.getClass(), typeName);
        if (own != null) {
            return new Found(own, dataSource);
        }
        Class<?> visible = visibleType(dataSource, typeName);
        Object wrapped = visible == null ? null : unwrap(dataSource, visible);
        return visible == null || wrapped == null ? null : new Found(visible, wrapped);
    }

    private static @Nullable Class<?> superType(@Nullable Class<?> type, String name) {
        if (type == null || type.getName().equals(name)) {
            return type;
        }
        for (Class<?> implemented : type.getInterfaces()) {
            @Nullable Class<?> found = superType(implemented, name);
            if (found != null) {
                return found;
            }
        }
        return superType(type.getSuperclass(), name);
    }

    private static @Nullable Class<?> visibleType(DataSource dataSource, String name) {
        ClassLoader[] loaders = {
            dataSource.getClass().getClassLoader(),
            Thread.currentThread().getContextClassLoader(),
            PoolFinder.class.getClassLoader()
        };
        for (@Nullable ClassLoader loader : loaders) {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                // This loader knows no such pool: the next one may.
                continue;
            }
        }
        return null;
    }

    private static @Nullable Object unwrap(DataSource dataSource, Class<?> type) {
        try {
            return dataSource.isWrapperFor(type) ? dataSource.unwrap(type) : null;
        } catch (SQLException | UnsupportedOperationException | AbstractMethodError e) {
            // Data sources older than JDBC 4, and those that unwrap nothing: not a pool that we know.
            return null;
        }
    }
}
