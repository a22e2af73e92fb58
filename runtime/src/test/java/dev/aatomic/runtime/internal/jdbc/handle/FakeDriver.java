package dev.aatomic.runtime.internal.jdbc.handle;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/** A driver whose objects answer everything, remember it, and lead to each other. */
public final class FakeDriver implements InvocationHandler {

    final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<Method> methods = new CopyOnWriteArrayList<>();

    /** What methods that return any object return. */
    @Nullable
    Object anyObject;

    /** What the latest call was given. */
    @Nullable
    Object @Nullable [] latestArguments;

    private final Map<String, Throwable> failures = new ConcurrentHashMap<>();
    private final Map<String, Object> answers = new ConcurrentHashMap<>();

    public Connection connection() {
        return make(Connection.class);
    }

    /** A connection that is PostgreSQL's own. */
    public Connection postgres() {
        return make(BaseConnection.class);
    }

    <T> T make(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                FakeDriver.class.getClassLoader(), new Class<?>[] {type, FakeObject.class}, this));
    }

    /** Makes a method fail. */
    public void fail(String method, Throwable failure) {
        failures.put(method, failure);
    }

    /** Makes a method answer. */
    public void answer(String method, Object value) {
        answers.put(method, value);
    }

    /** Notes a call that another has answered in its place. */
    public void note(String call) {
        calls.add(call);
    }

    /** What was called since the last question. */
    public List<String> takeCalls() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    /** How often something was called since the last question. */
    public long count(String call) {
        return calls.stream().filter(call::equals).count();
    }

    /** The methods that were called since the last question. */
    List<Method> takeMethods() {
        List<Method> taken = List.copyOf(methods);
        methods.clear();
        return taken;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "the driver's object";
            };
        }
        methods.add(method);
        latestArguments = arguments;
        calls.add(arguments == null ? method.getName() : method.getName() + " " + arguments[0]);
        @Nullable Throwable failure = failures.get(method.getName());
        if (failure != null) {
            throw failure;
        }
        @Nullable Object answer = answers.get(method.getName());
        return answer != null ? answer : answer(method.getReturnType());
    }

    private @Nullable Object answer(Class<?> type) throws SQLException {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == short.class) {
            return (short) 0;
        }
        if (type == byte.class) {
            return (byte) 0;
        }
        if (type == float.class) {
            return 0f;
        }
        if (type == double.class) {
            return 0d;
        }
        if (type == Object.class) {
            return anyObject;
        }
        return type.isInterface() && type.getPackageName().equals("java.sql") ? make(type) : null;
    }

    /** Implemented by everything that is the driver's own. */
    interface FakeObject {}
}
