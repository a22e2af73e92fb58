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
        WrappedObject own = of(wrapper, typeName);
        if (own != null) {
            return own;
        }
        Class<?> visible = visibleType(wrapper, typeName);
        Object wrapped = visible == null ? null : unwrap(wrapper, visible);
        return visible == null || wrapped == null ? null : new WrappedObject(visible, wrapped);
    }

    /** As {@link #find}, without looking behind it. */
    public static @Nullable WrappedObject of(Wrapper wrapper, String typeName) {
        Class<?> own = superType(wrapper.getClass(), typeName);
        return own == null ? null : new WrappedObject(own, wrapper);
    }

    /** As {@link #find}, for what unwraps to a type of which it says that it does not. */
    public static @Nullable WrappedObject unwrapped(Wrapper wrapper, String typeName) {
        Class<?> visible = visibleType(wrapper, typeName);
        if (visible == null) {
            return null;
        }
        try {
            Object wrapped = wrapper.unwrap(visible);
            return visible.isInstance(wrapped) ? new WrappedObject(visible, wrapped) : null;
        } catch (SQLException | RuntimeException | AbstractMethodError e) {
            return null;
        }
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
