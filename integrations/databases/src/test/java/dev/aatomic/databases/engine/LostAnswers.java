package dev.aatomic.databases.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/** A connection whose COMMIT is done by the database, and whose answer is lost with the connection. */
public final class LostAnswers {

    private LostAnswers() {}

    public static Connection of(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                LostAnswers.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(connection, arguments);
                        if (method.getName().equals("commit")) {
                            connection.close();
                            throw new SQLException("The connection was lost", "08006");
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }
}
