package dev.aatomic.runtime.internal.common;

import java.sql.SQLException;
import java.sql.Wrapper;
import org.jspecify.annotations.Nullable;

/**
 * An object of a pool or a driver, found by the name of its type, which need not be present.
 *
 * @param type the type asked for
 * @param instance an instance of it
 */
public record WrappedObject(Class<?> type, Object instance) {

    /**
     * Finds an object of a type in a data source or connection, or behind one that wraps it.
     *
     * @param wrapper any data source or connection
     * @param typeName the name of a class or interface
     * @return the object, or null if this is none of that type and wraps none
     */
    public static @Nullable WrappedObject find(Wrapper wrapper, String typeName) {
        Class<?> own = superType(wrapper.getClass(), typeName);
        if (own != null) {
            return new WrappedObject(own, wrapper);
        }
        Class<?> visible = visibleType(wrapper, typeName);
        Object wrapped = visible == null ? null : unwrap(wrapper, visible);
        return visible == null || wrapped == null ? null : new WrappedObject(visible, wrapped);
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

    private static @Nullable Class<?> visibleType(Wrapper wrapper, String name) {
        ClassLoader[] loaders = {
            wrapper.getClass().getClassLoader(),
            Thread.currentThread().getContextClassLoader(),
            WrappedObject.class.getClassLoader()
        };
        for (@Nullable ClassLoader loader : loaders) {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                // This loader knows no such type: the next one may.
                continue;
            }
        }
        return null;
    }

    private static @Nullable Object unwrap(Wrapper wrapper, Class<?> type) {
        try {
            return wrapper.isWrapperFor(type) ? wrapper.unwrap(type) : null;
        } catch (SQLException | UnsupportedOperationException | AbstractMethodError e) {
            // Older than JDBC 4, closed, or one that unwraps nothing: none that we know.
            return null;
        }
    }
}
