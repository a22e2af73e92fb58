package dev.aatomic.runtime.internal.jdbc;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A COPY that was begun through PostgreSQL's own connection and left open. While it is, the driver lets every other call on the connection
 * wait for its end, without a limit, and not even closing the connection wakes who waits. The driver tells nobody whether there is one
 * but in a field of its own.
 */
public final class PostgresCopy {

    private static final System.Logger LOGGER = System.getLogger(PostgresCopy.class.getName());
    private static final String CONNECTION = "org.postgresql.core.BaseConnection";
    private static final String COPY = "org.postgresql.copy.CopyOperation";
    private static final String HOLDER = "lockedFor";

    private PostgresCopy() {}

    /**
     * Cancels the COPY that is open on a connection, if there is one; who waits for its end goes on.
     *
     * @param connection any connection
     * @return false if none is open, or it is none of PostgreSQL's
     */
    public static boolean end(Connection connection) {
        WrappedObject postgres = WrappedObject.find(connection, CONNECTION);
        return postgres != null && end(postgres.instance(), postgres.type());
    }

    /** As {@link #end(Connection)}, for the driver's own connection. */
    static boolean end(Object connection, Class<?> type) {
        try {
            Object copy = open(connection, type);
            if (copy == null) {
                return false;
            }
            cancel(copy);
            return true;
        } catch (ReflectiveOperationException | InaccessibleObjectException | LinkageError e) {
            LOGGER.log(System.Logger.Level.DEBUG, "PostgreSQL's driver does not show whether a COPY is open", e);
            return false;
        }
    }

    private static @Nullable Object open(Object connection, Class<?> type) throws ReflectiveOperationException {
        Object executor = type.getMethod("getQueryExecutor").invoke(connection);
        if (executor == null) {
            return null;
        }
        Field holder = executor.getClass().getDeclaredField(HOLDER);
        holder.setAccessible(true);
        return holder.get(executor);
    }

    private static void cancel(Object copy) throws ReflectiveOperationException {
        try {
            Class.forName(COPY, false, copy.getClass().getClassLoader())
                    .getMethod("cancelCopy")
                    .invoke(copy);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof SQLException)) {
                throw e;
            }
            // It has ended all the same, with its connection perhaps.
            LOGGER.log(
                    System.Logger.Level.DEBUG,
                    "A COPY that was left open could not be cancelled in peace",
                    e.getCause());
        }
    }
}
