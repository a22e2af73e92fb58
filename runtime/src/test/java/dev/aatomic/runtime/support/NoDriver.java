package dev.aatomic.runtime.support;

import dev.aatomic.runtime.support.memory.PlainDataSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.Savepoint;
import java.sql.Statement;

/** A driver that does nothing, at once: for tests that count steps by the million. */
public class NoDriver extends PlainDataSource {

    @Override
    public Connection getConnection() {
        return proxy(Connection.class, new ConnectionHandler());
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(NoDriver.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object nothing(Object proxy, Method method, Object[] arguments) {
        Class<?> type = method.getReturnType();
        switch (method.getName()) {
            case "toString":
                return "no driver";
            case "hashCode":
                return System.identityHashCode(proxy);
            case "equals":
                return proxy == arguments[0];
            case "executeUpdate":
                return 1;
            case "getUpdateCount":
                return 1;
            case "supportsTransactions":
            case "supportsSavepoints":
                return true;
            default:
                break;
        }
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == String.class) {
            return "";
        }
        return null;
    }

    private static final class ConnectionHandler implements InvocationHandler {

        private boolean autoCommit = true;
        private boolean closed;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            Class<?> type = method.getReturnType();
            switch (method.getName()) {
                case "getAutoCommit":
                    return autoCommit;
                case "setAutoCommit":
                    autoCommit = (Boolean) arguments[0];
                    return null;
                case "close":
                    closed = true;
                    return null;
                case "isClosed":
                    return closed;
                case "isValid":
                    return !closed;
                case "getTransactionIsolation":
                    return Connection.TRANSACTION_READ_COMMITTED;
                default:
                    break;
            }
            if (type == Statement.class
                    || type == PreparedStatement.class
                    || type == CallableStatement.class
                    || type == DatabaseMetaData.class
                    || type == Savepoint.class) {
                return proxy(
                        type,
                        (self, called, given) ->
                                called.getReturnType() == Connection.class ? proxy : nothing(self, called, given));
            }
            return nothing(proxy, method, arguments);
        }
    }
}
