package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.common.WrappedObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL's driver knows of the transaction on one of its connections; by name, since the driver is the user's choice. The
 * driver's own connection is found while the transaction begins: a pool that has closed its wrapper does not lead to it any more.
 *
 * <p>The driver sends BEGIN ahead of the first statement as a query of its own, and does not wait for its answer: see
 * {@code sendQueryPreamble} in its {@code QueryExecutorImpl}. Where the server refuses BEGIN, because a cancel or a time limit hits just
 * that, the statement is a transaction of its own, and committed. Each answer that the driver reads ends with the state of the transaction.
 * As long as that is "idle", BEGIN has not been answered, or was refused.
 */
public final class PostgresTransaction implements DriverTransaction {

    private static final String CONNECTION = "org.postgresql.core.BaseConnection";
    private static final String EXECUTOR = "org.postgresql.core.QueryExecutorBase";
    private static final String FAILURE = "org.postgresql.util.PSQLException";

    /** The states with which the server ends a session, after which it has executed nothing more. */
    private static final Set<String> SESSION_ENDS = Set.of("25P03", "25P04");

    private static final String SHUTDOWN = "57P0";

    /** With this the driver refuses a call on a connection that was closed before: it has sent nothing. */
    private static final String CLOSED_BEFORE = "08003";

    private static final ClassValue<Methods> METHODS = new ClassValue<>() {
        @Override
        protected Methods computeValue(Class<?> type) {
            return Methods.of(type);
        }
    };

    private final Object connection;
    private final Methods methods;

    private PostgresTransaction(Object connection, Methods methods) {
        this.connection = connection;
        this.methods = methods;
    }

    /**
     * The methods of the driver's connection, and whether its state is read without a lock.
     *
     * @param hintReadOnly null in drivers that do not say it
     */
    private record Methods(
            Class<?> type,
            Method transactionState,
            Method cancelQuery,
            @Nullable Method hintReadOnly,
            boolean answersAtOnce) {

        static Methods of(Class<?> type) {
            try {
                return new Methods(
                        type,
                        type.getMethod("getTransactionState"),
                        type.getMethod("cancelQuery"),
                        hintReadOnly(type),
                        isStateVolatile(type));
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(
                        "PostgreSQL's driver has no " + e.getMessage() + " in " + type.getName() + "; use a newer one",
                        e);
            }
        }

        private static @Nullable Method hintReadOnly(Class<?> type) {
            try {
                return type.getMethod("hintReadOnly");
            } catch (NoSuchMethodException ofAnOldDriver) {
                return null;
            }
        }

        /** Whether the state is volatile. In drivers where it was not, whoever asked for it waited for the statement that was running. */
        private static boolean isStateVolatile(Class<?> type) {
            try {
                Class<?> executor = Class.forName(EXECUTOR, false, type.getClassLoader());
                return Modifier.isVolatile(
                        executor.getDeclaredField("transactionState").getModifiers());
            } catch (ClassNotFoundException | NoSuchFieldException | LinkageError e) {
                return false;
            }
        }
    }

    /**
     * Finds the driver's connection.
     *
     * @param connection any connection
     * @return null if it is none of PostgreSQL's, or hides it
     */
    public static @Nullable PostgresTransaction of(Connection connection) {
        try {
            WrappedObject postgres = WrappedObject.find(connection, CONNECTION);
            return postgres == null ? null : new PostgresTransaction(postgres.instance(), METHODS.get(postgres.type()));
        } catch (RuntimeException | LinkageError hidden) {
            // A wrapper may do anything. Without the driver's connection less is known, which is the safe side.
            return null;
        }
    }

    /**
     * Whether the server was in no transaction when it last answered. On the thread that uses the connection; on another only if it
     * {@link #answersAtOnce}.
     *
     * @return true until BEGIN has been answered
     */
    @Override
    public boolean isIdle() {
        try {
            return "IDLE".equals(state());
        } catch (SQLException e) {
            return true;
        }
    }

    private String state() throws SQLException {
        return String.valueOf(call(methods.transactionState(), connection));
    }

    /**
     * {@inheritDoc}
     *
     * <p>A server that has given the transaction up would answer COMMIT with ROLLBACK. The driver does not always say that a statement has
     * failed, either: in {@code InputStream.mark} it only logs that.
     */
    @Override
    public void checkCommittable() throws SQLException {
        if ("FAILED".equals(state())) {
            throw new SQLException(
                    "PostgreSQL has given the transaction up after a statement that failed unnoticed, and would answer"
                            + " COMMIT with ROLLBACK",
                    StandardFailures.GIVEN_UP);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Where its option {@code readOnlyMode} says so it ignores {@code setReadOnly}, and a wrapper may keep that to itself.
     */
    @Override
    public boolean isReadOnly() {
        Method hint = methods.hintReadOnly();
        try {
            return hint != null && Boolean.TRUE.equals(call(hint, connection));
        } catch (SQLException unknown) {
            return false;
        }
    }

    @Override
    public boolean isKnownAfterFailure() {
        return true;
    }

    /**
     * Whether {@link #isIdle} may be asked on any thread.
     *
     * @return false if it would wait for the statement that is running
     */
    @Override
    public boolean answersAtOnce() {
        return methods.answersAtOnce();
    }

    /**
     * Asks the server to stop what runs on the connection, as {@code Statement.cancel} does, but without the locks with which that keeps
     * the statement from returning while the request is on its way.
     *
     * @throws SQLException what the driver threw
     */
    @Override
    public boolean cancel() throws SQLException {
        call(methods.cancelQuery(), connection);
        return true;
    }

    /** Cancels the COPY that is open on the connection, also where its pool does not lead to it any more. */
    PostgresCopy.End endCopy() {
        return PostgresCopy.end(connection, methods.type());
    }

    /**
     * Whether a failure of the statement that carried BEGIN means that it may have been a transaction of its own: BEGIN was refused, or
     * the connection was lost before its answer.
     *
     * @param failure what the statement failed with
     * @return false if nothing was sent, or BEGIN was answered, or the session was ended before it executed anything
     */
    @Override
    public boolean hasLostBegin(Throwable failure) {
        if (!isIdle()) {
            return false;
        }
        String answer = firstAnswer(failure);
        if (answer != null) {
            return !endsSession(answer);
        }
        return isClosed() && !wasClosedBefore(failure);
    }

    private boolean isClosed() {
        try {
            return !(connection instanceof Connection own) || own.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    /**
     * Whether PostgreSQL's driver has refused a call because the connection was closed before it.
     *
     * @param failure what the call failed with
     * @return true if nothing was sent
     */
    @Override
    public boolean wasClosedBefore(Throwable failure) {
        return failure instanceof SQLException sql && CLOSED_BEFORE.equals(sql.getSQLState());
    }

    private static boolean endsSession(String state) {
        return state.startsWith(SHUTDOWN) || SESSION_ENDS.contains(state);
    }

    /**
     * Whether PostgreSQL answered with an error, rather than its driver or the network, and has not shut the connection down with it.
     *
     * @param failure what a statement failed with
     * @return false also for a failure of another database
     */
    public static boolean isAnswer(Throwable failure) {
        String answer = firstAnswer(failure);
        return answer != null && !endsSession(answer);
    }

    /** The state of the first error that the server itself reported; null if there is none in the failure. */
    private static @Nullable String firstAnswer(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException first) {
                for (SQLException e = first; e != null; e = e.getNextException()) {
                    if (e.getClass().getName().equals(FAILURE) && isServers(e)) {
                        return String.valueOf(e.getSQLState());
                    }
                }
            }
        }
        return null;
    }

    private static boolean isServers(SQLException failure) {
        try {
            return call(failure.getClass().getMethod("getServerErrorMessage"), failure) != null;
        } catch (NoSuchMethodException | SQLException e) {
            return false;
        }
    }

    private static @Nullable Object call(Method method, Object target) throws SQLException {
        try {
            return method.invoke(target);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new SQLException("PostgreSQL's driver failed in " + method.getName() + "()", e.getCause());
        } catch (IllegalAccessException e) {
            throw new SQLException("PostgreSQL's driver does not let anybody call " + method.getName() + "()", e);
        }
    }
}
