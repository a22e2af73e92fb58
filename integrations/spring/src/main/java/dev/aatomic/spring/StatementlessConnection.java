package dev.aatomic.spring;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which no statement may run, since it would commit by itself. What is asked of the connection alone is answered, as
 * libraries ask for the database's name while the application starts; and only that takes one from the pool. Used by one thread.
 */
final class StatementlessConnection implements InvocationHandler {

    private static final String INVALID_TRANSACTION_STATE = "25000";
    private static final String CONNECTION_DOES_NOT_EXIST = "08003";

    private static final Set<String> STATEMENTS = Set.of("createStatement", "prepareStatement", "prepareCall");

    private final DataSource target;
    private final Supplier<? extends RuntimeException> refusal;
    private @Nullable Connection opened;
    private boolean closed;

    private StatementlessConnection(DataSource target, Supplier<? extends RuntimeException> refusal) {
        this.target = target;
        this.refusal = refusal;
    }

    /** A connection of the data source that answers statements with the refusal. */
    static Connection of(DataSource target, Supplier<? extends RuntimeException> refusal) {
        return (Connection) Proxy.newProxyInstance(
                StatementlessConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new StatementlessConnection(target, refusal));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object[] arguments) throws Throwable {
        String name = method.getName();
        if (STATEMENTS.contains(name)) {
            // At a JDBC object, as callers of JDBC expect it.
            RuntimeException refused = refusal.get();
            throw new SQLException(refused.getMessage(), INVALID_TRANSACTION_STATE, refused);
        }
        return switch (name) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "Connection without statements";
            case "isClosed" -> closed;
            case "close" -> {
                close();
                yield null;
            }
            default -> ask(method, arguments);
        };
    }

    private void close() throws SQLException {
        closed = true;
        Connection used = opened;
        opened = null;
        if (used != null) {
            used.close();
        }
    }

    private @Nullable Object ask(Method method, @Nullable Object[] arguments) throws Throwable {
        if (closed) {
            throw new SQLException("The connection is closed", CONNECTION_DOES_NOT_EXIST);
        }
        if (opened == null) {
            opened = target.getConnection();
        }
        try {
            return method.invoke(opened, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
