package dev.aatomic.runtime.internal.common;

import java.sql.SQLException;
import java.sql.Wrapper;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An object of a pool or a driver, found by the name of its type, which need not be present.
 *
 * @param type the type asked for
 * @param instance an instance of it
 */
public record WrappedObject(Class<?> type, Object instance) {

    // Both are asked for each transaction on some databases. All that they keep of ours is the names, so that a class
    // of another
    // application that outlives this one does not keep it.

    /** The types that a class has, or has not, by their names. */
    private static final ClassValue<Map<String, Optional<Class<?>>>> OWN_TYPES = new ClassValue<>() {
        @Override
        protected Map<String, Optional<Class<?>>> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    /** The types that the loader of a class has found, by their names. */
    private static final ClassValue<Map<String, Class<?>>> VISIBLE_TYPES = new ClassValue<>() {
        @Override
        protected Map<String, Class<?>> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

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
        Class<?> type = wrapper.getClass();
        Class<?> own = OWN_TYPES
                .get(type)
                .computeIfAbsent(typeName, name -> Optional.ofNullable(superType(type, name)))
                .orElse(null);
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
        Map<String, Class<?>> known = VISIBLE_TYPES.get(wrapper.getClass());
        Class<?> visible = known.get(name);
        if (visible != null) {
            return visible;
        }
        visible = load(name, wrapper.getClass().getClassLoader());
        if (visible != null) {
            known.put(name, visible);
            return visible;
        }
        // What is seen from here is no matter of the class alone.
        visible = load(name, Thread.currentThread().getContextClassLoader());
        return visible != null ? visible : load(name, WrappedObject.class.getClassLoader());
    }

    private static @Nullable Class<?> load(String name, @Nullable ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            // This loader knows no such type: another one may.
            return null;
        }
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
