package dev.aatomic.runtime.internal.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** An object of the driver that was reached through a connection handle, behind a handle of its own. */
abstract class DriverObject implements InvocationHandler {

    /** The handle through which it was reached. */
    final ConnectionHandle opener;

    DriverObject(ConnectionHandle opener) {
        this.opener = opener;
    }

    /**
     * What the handle stands for.
     *
     * @return the driver's object
     */
    abstract Object driverObject();

    /**
     * Answers the methods that every handle has: those of {@link Object}.
     *
     * @param proxy the handle
     * @param method the method
     * @param arguments its arguments
     * @return the answer
     */
    final Object answer(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "Handle of " + driverObject();
            default -> throw new UnsupportedOperationException("A handle cannot answer " + method + ".");
        };
    }
}
