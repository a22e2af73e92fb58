package dev.aatomic.runtime.support;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The barest pool: one connection, which it keeps, and to which it adds no call of its own. */
public final class KeptConnection implements AutoCloseable {

    private final Connection connection;
    private volatile boolean isOut;

    public KeptConnection(String url) throws SQLException {
        connection = DriverManager.getConnection(url);
    }

    public DataSource dataSource() {
        Connection borrowed = proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("close")) {
                isOut = false;
                return null;
            }
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "getConnection":
                    isOut = true;
                    return borrowed;
                case "isWrapperFor":
                    return false;
                default:
                    throw new UnsupportedOperationException(method.toString());
            }
        });
    }

    /** Whether somebody has it and has not given it back. */
    public boolean isOut() {
        return isOut;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(KeptConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
