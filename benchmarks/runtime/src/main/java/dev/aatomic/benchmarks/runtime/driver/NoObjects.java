package dev.aatomic.benchmarks.runtime.driver;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** What {@link NoConnection} gives out beside savepoints; it answers every question with zero, and counts one row an update. */
final class NoObjects {

    private NoObjects() {}

    static <T> T proxy(Class<T> type, NoConnection connection) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer(self, method, arguments, connection)));
    }

    private static @Nullable Object answer(
            Object self, Method method, Object @Nullable [] arguments, NoConnection connection) {
        switch (method.getName()) {
            case "executeUpdate":
                connection.execute();
                return 1;
            case "supportsTransactions":
            case "supportsSavepoints":
                return true;
            case "getConnection":
                return connection;
            case "hashCode":
                return System.identityHashCode(self);
            case "equals":
                return arguments != null && self == arguments[0];
            default:
                break;
        }
        Class<?> type = method.getReturnType();
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        return type == String.class ? "" : null;
    }
}
