package dev.aatomic.databases.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The barest pool: one connection, which it keeps, and to which it adds no call of its own. */
public final class OneConnection implements AutoCloseable {

    private final Connection connection;

    /**
     * Makes a pool of it.
     *
     * @param autoCommit with which it is given out, and must come back
     */
    public OneConnection(Connection connection, boolean autoCommit) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(autoCommit);
    }

    public DataSource dataSource() {
        ClassLoader loader = OneConnection.class.getClassLoader();
        Object kept = Proxy.newProxyInstance(loader, new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
            if (method.getName().equals("close")) {
                return null;
            }
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
        Object source = Proxy.newProxyInstance(
                loader, new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getConnection" -> kept;
                    case "isWrapperFor" -> false;
                    default -> throw new UnsupportedOperationException(method.toString());
                });
        return (DataSource) source;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
