package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.common.WrappedObject;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A COPY that was begun through PostgreSQL's own connection and left open. While it is open, the driver lets every other call on the
 * connection wait for its end, without a limit; not even closing the connection wakes those that wait. Only a field of the driver's own
 * tells whether there is one.
 */
public final class PostgresCopy {

    private static final String CONNECTION = "org.postgresql.core.BaseConnection";
    private static final String COPY = "org.postgresql.copy.CopyOperation";
    private static final String HOLDER = "lockedFor";

    private static final String COPY_IN = "org.postgresql.copy.CopyIn";

    /** How a COPY that was left open has ended. */
    public enum End {
        /** There was none. */
        NONE,
        /** The server has refused it, and the connection goes on. */
        CANCELLED,
        /** What the server still sends of it would be taken for answers to what comes next: the connection is of no use. */
        OUT_OF_STEP
    }

    private PostgresCopy() {}

    /**
     * Cancels the COPY that is open on a connection, if there is one; those that wait for its end go on.
     *
     * @param driver the driver's own connection, where it was found before
     * @param connection any connection
     * @return {@link End#NONE} also if the connection is not PostgreSQL's
     */
    public static End end(@Nullable DriverTransaction driver, Connection connection) {
        if (driver instanceof PostgresTransaction own) {
            return own.endCopy();
        }
        WrappedObject postgres;
        try {
            postgres = WrappedObject.find(connection, CONNECTION);
        } catch (RuntimeException hidden) {
            // A wrapper may do anything.
            logger().log(System.Logger.Level.DEBUG, "A connection does not show whether a COPY is open", hidden);
            return End.NONE;
        }
        return postgres == null ? End.NONE : end(postgres.instance(), postgres.type());
    }

    /** As {@link #end(DriverTransaction, Connection)}, for the driver's own connection. */
    static End end(Object connection, Class<?> type) {
        try {
            Object copy = open(connection, type);
            return copy == null ? End.NONE : cancel(copy);
        } catch (ReflectiveOperationException | InaccessibleObjectException | LinkageError e) {
            logger().log(System.Logger.Level.DEBUG, "PostgreSQL's driver does not show whether a COPY is open", e);
            return End.NONE;
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

    private static End cancel(Object copy) throws ReflectiveOperationException {
        ClassLoader driver = copy.getClass().getClassLoader();
        try {
            Class.forName(COPY, false, driver).getMethod("cancelCopy").invoke(copy);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof SQLException)) {
                throw e;
            }
            logger().log(System.Logger.Level.DEBUG, "A COPY that was left open could not be cancelled", e.getCause());
            return End.OUT_OF_STEP;
        }
        // The driver reads on until the server has refused what it is sent, but not to the end of what the server
        // sends.
        return Class.forName(COPY_IN, false, driver).isInstance(copy) ? End.CANCELLED : End.OUT_OF_STEP;
    }

    private static System.Logger logger() {
        return System.getLogger(PostgresCopy.class.getName());
    }
}
