package dev.aatomic.runtime.internal.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls of JDBC's methods on the driver's objects. */
final class DriverMethod {

    private DriverMethod() {}

    /**
     * Calls the method; what the driver throws is thrown as it is.
     *
     * @param target the driver's object
     * @param method a method of an interface of JDBC
     * @param arguments its arguments
     * @return what the driver returned
     * @throws SQLException what the driver threw
     */
    static @Nullable Object invoke(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws SQLException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            if (thrown instanceof SQLException failure) {
                throw failure;
            }
            if (thrown instanceof RuntimeException failure) {
                throw failure;
            }
            if (thrown instanceof Error failure) {
                throw failure;
            }
            throw new UndeclaredThrowableException(thrown);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Cannot call " + method + ", although it belongs to JDBC.", e);
        }
    }

    /**
     * Decides once for each method of some interfaces what their handle does with a call.
     *
     * @param classify the decision
     * @param types the interfaces
     * @param <A> what a handle can do
     * @return the decision by method; nothing in it for the methods of {@link Object}
     */
    static <A> Map<Method, A> table(Function<Method, A> classify, Class<?>... types) {
        Map<Method, A> table = new HashMap<>();
        for (Class<?> type : types) {
            for (Method method : type.getMethods()) {
                table.put(method, classify.apply(method));
            }
        }
        return Map.copyOf(table);
    }

    /**
     * The type that a user wants of a column or parameter.
     *
     * @param arguments of a getter
     * @return the last argument if it is a class, else {@link Object}
     */
    static Class<?> wantedType(@Nullable Object @Nullable [] arguments) {
        if (arguments != null && arguments[arguments.length - 1] instanceof Class<?> type) {
            return type;
        }
        return Object.class;
    }

    /**
     * Gives the driver its own objects in place of the handles around them.
     *
     * @param arguments of a call
     * @return the same array, or a copy without handles
     */
    static @Nullable Object @Nullable [] withoutHandles(@Nullable Object @Nullable [] arguments) {
        @Nullable Object @Nullable [] result = arguments;
        for (int i = 0; arguments != null && i < arguments.length; i++) {
            @Nullable Object argument = arguments[i];
            @Nullable Object replacement = argument;
            if (argument instanceof Handle && Proxy.getInvocationHandler(argument) instanceof DriverObject object) {
                replacement = object.driverObject();
            } else if (argument instanceof @Nullable Object[] elements) {
                replacement = withoutHandles(elements);
            }
            if (replacement != argument) {
                if (result == arguments) {
                    result = arguments.clone();
                }
                result[i] = replacement;
            }
        }
        return result;
    }
}
