package dev.aatomic.runtime.internal.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL's driver knows of a transaction; by name, since the driver is the user's choice.
 *
 * <p>The driver sends BEGIN ahead of the first statement as a query of its own, and does not wait for its answer: see {@code
 * sendQueryPreamble} in its {@code QueryExecutorImpl}. Where the server refuses BEGIN, because a cancel or a time limit hits just
 * that, the statement is a transaction of its own, and committed.
 */
public final class PostgresTransaction {

    private static final String CONNECTION = "org.postgresql.core.BaseConnection";
    private static final String FAILURE = "org.postgresql.util.PSQLException";

    /** The states with which the server closes a connection, after which it has executed nothing more. */
    private static final String SHUTDOWN = "57P0";

    private PostgresTransaction() {}

    /**
     * Whether the server was in no transaction when it last answered.
     *
     * @param connection any connection
     * @return false if the connection is none of PostgreSQL's
     */
    public static boolean isIdle(Connection connection) {
        WrappedObject postgres = WrappedObject.find(connection, CONNECTION);
        return postgres != null
                && "IDLE".equals(String.valueOf(call(postgres.type(), "getTransactionState", postgres.instance())));
    }

    /**
     * Whether PostgreSQL answered with an error, rather than its driver or the network, and has not shut the connection down with it.
     *
     * @param failure what a statement failed with
     * @return false also for a failure of another database
     */
    public static boolean isAnswer(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException first) {
                for (SQLException e = first; e != null; e = e.getNextException()) {
                    String state = String.valueOf(e.getSQLState());
                    if (e.getClass().getName().equals(FAILURE)
                            && call(e.getClass(), "getServerErrorMessage", e) != null
                            && !state.startsWith(SHUTDOWN)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static @Nullable Object call(Class<?> type, String method, Object target) {
        try {
            return type.getMethod(method).invoke(target);
        } catch (InvocationTargetException | IllegalAccessException | NoSuchMethodException e) {
            throw new IllegalStateException(
                    "PostgreSQL's driver does not answer " + type.getName() + "." + method + "(); use a newer one", e);
        }
    }
}
