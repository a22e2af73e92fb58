package dev.aatomic.runtime.internal.jdbc;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Makes the handles of one interface. Keeps the constructor of their class, since {@link Proxy} looks it up for each one.
 *
 * @param <T> the interface
 */
final class HandleFactory<T> {

    private static final InvocationHandler NO_CALLS = (handle, method, arguments) -> null;

    private final Class<T> type;
    private final Constructor<?> constructor;

    /**
     * Defines the class of the handles.
     *
     * @param type the interface that users see
     * @param interfaces what the handles implement, {@link Handle} included
     */
    HandleFactory(Class<T> type, Class<?>... interfaces) {
        this.type = type;
        Object example = Proxy.newProxyInstance(HandleFactory.class.getClassLoader(), interfaces, NO_CALLS);
        try {
            this.constructor = example.getClass().getConstructor(InvocationHandler.class);
            // Else each use checks the access again.
            constructor.setAccessible(true);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("The class of the handles has not the constructor of a proxy.", e);
        }
    }

    T create(InvocationHandler behaviour) {
        try {
            return type.cast(constructor.newInstance(behaviour));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A handle for " + type.getName() + " could not be made.", e);
        }
    }
}
