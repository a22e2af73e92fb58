package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.common.WrappedObject;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the drivers of MariaDB and MySQL know of the transaction: the server says with each answer whether one is open; by name, since the
 * driver is the user's choice. So a commit that a procedure brought about is seen, if nothing was begun after it. An error says nothing of
 * the transaction.
 *
 * <p>MySQL's driver forgets what it knows with each command, and does not read it again from the answer to a ping, nor at the end of a result
 * that it reads row by row.
 */
final class MySqlTransaction implements DriverTransaction {

    /** {@code SERVER_STATUS_IN_TRANS} of the protocol. */
    private static final int IN_TRANSACTION = 1;

    /** Changes nothing and begins no transaction; its answer says whether one is open. */
    private static final String QUESTION = "DO 0";

    /** The way from a driver's connection to what it knows: each method is called on what the one before returned. */
    private record Way(String connection, List<String> methods) {}

    private static final List<Way> WAYS = List.of(
            new Way("org.mariadb.jdbc.Connection", List.of("getContext", "getServerStatus")),
            new Way(
                    "com.mysql.cj.jdbc.JdbcConnection",
                    List.of("getSession", "getServerSession", "inTransactionOnServer")));

    /** The way from the connection of MySQL's driver to the result that it is reading row by row. */
    private static final List<String> STREAM = List.of("getSession", "getProtocol", "getStreamingData");

    private final Connection connection;
    private final List<Method> methods;

    private MySqlTransaction(Connection connection, List<Method> methods) {
        this.connection = connection;
        this.methods = methods;
    }

    /**
     * Finds the driver's connection.
     *
     * @return null if it is none of these drivers', or hides it
     */
    static @Nullable MySqlTransaction of(Connection connection) {
        for (Way way : WAYS) {
            try {
                WrappedObject found = WrappedObject.find(connection, way.connection());
                if (found != null && found.instance() instanceof Connection own) {
                    return new MySqlTransaction(own, methods(found.type(), way.methods()));
                }
            } catch (ReflectiveOperationException | RuntimeException | LinkageError hidden) {
                // Another version of the driver, or a wrapper that may do anything: less is known, which is the safe
                // side.
                return null;
            }
        }
        return null;
    }

    private static List<Method> methods(Class<?> type, List<String> names) throws NoSuchMethodException {
        List<Method> methods = new ArrayList<>();
        Class<?> owner = type;
        for (String name : names) {
            Method method = owner.getMethod(name);
            methods.add(method);
            owner = method.getReturnType();
        }
        return methods;
    }

    @Override
    public boolean isIdle() {
        Object known = connection;
        try {
            for (Method method : methods) {
                known = method.invoke(known);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            return true;
        }
        return known instanceof Integer status ? (status & IN_TRANSACTION) == 0 : !Boolean.TRUE.equals(known);
    }

    @Override
    public boolean isIdleForSure() {
        if (isReadingRowByRow()) {
            // Nothing can be asked before its end, and some settings would have it thrown away for the question.
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(QUESTION);
            return isIdle();
        } catch (SQLException unanswered) {
            return false;
        }
    }

    private boolean isReadingRowByRow() {
        Object known = connection;
        try {
            for (String name : STREAM) {
                known = known.getClass().getMethod(name).invoke(known);
                if (known == null) {
                    return false;
                }
            }
            return true;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError anotherDriver) {
            return false;
        }
    }
}
