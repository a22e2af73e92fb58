package dev.aatomic.runtime.internal.jdbc.handle;

import java.io.InputStream;
import java.io.Reader;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.SQLException;
import java.sql.SQLXML;
import org.jspecify.annotations.Nullable;

/** An object of the driver that was reached through a connection handle, behind a handle of its own. */
abstract class DriverObject {

    /** The handle through which it was reached. */
    final ConnectionHandle opener;

    DriverObject(ConnectionHandle opener) {
        this.opener = opener;
    }

    /**
     * What the handle stands for.
     *
     * @return the driver's object
     */
    abstract Object driverObject();

    /**
     * Puts a handle around what would lead to the driver's connection.
     *
     * @param result what the driver returned
     * @param wanted the type that the user asked for, null or {@link Object} for any
     * @return a handle, or the result itself where it leads nowhere or where the user asked for the driver's own type
     * @throws SQLException what the driver threw
     */
    final @Nullable Object leadBack(@Nullable Object result, @Nullable Class<?> wanted) throws SQLException {
        return opener.leadBack(result, wanted == null ? Object.class : wanted);
    }

    /**
     * Gives the driver its own object in place of the handle around it.
     *
     * @param argument of a call
     * @return the driver's object if the argument is a handle, a copy without handles if it is an array with one in it, else the
     *     argument itself
     */
    static @Nullable Object withoutHandle(@Nullable Object argument) {
        if (argument instanceof DriverObject handle) {
            return handle.driverObject();
        }
        return argument instanceof @Nullable Object[] elements ? withoutHandle(elements) : argument;
    }

    /**
     * Whether a driver may send the value of a parameter to the server as soon as it is set.
     *
     * @param argument of a call
     * @return false for what it keeps until the statement is executed
     */
    static boolean isLarge(@Nullable Object argument) {
        if (argument == null || argument instanceof String || argument instanceof Number) {
            // Most are. An interface is asked for more slowly.
            return false;
        }
        return argument instanceof InputStream
                || argument instanceof Reader
                || argument instanceof Blob
                || argument instanceof Clob;
    }

    /** As {@link #withoutHandle(Object)}. */
    static @Nullable Array withoutHandle(@Nullable Array argument) {
        return argument instanceof ArrayHandle handle ? handle.driverObject() : argument;
    }

    /** As {@link #withoutHandle(Object)}. */
    static @Nullable Blob withoutHandle(@Nullable Blob argument) {
        return argument instanceof BlobHandle handle ? handle.driverObject() : argument;
    }

    /** As {@link #withoutHandle(Object)}. */
    static @Nullable Clob withoutHandle(@Nullable Clob argument) {
        return argument instanceof ClobHandle<?> handle ? handle.driverObject() : argument;
    }

    /** As {@link #withoutHandle(Object)}. */
    static @Nullable NClob withoutHandle(@Nullable NClob argument) {
        return argument instanceof ForwardingNClob handle ? handle.driverObject() : argument;
    }

    /** As {@link #withoutHandle(Object)}. */
    static @Nullable SQLXML withoutHandle(@Nullable SQLXML argument) {
        return argument instanceof SqlXmlHandle handle ? handle.driverObject() : argument;
    }

    /** As {@link #withoutHandle(Object)}. */
    static @Nullable Ref withoutHandle(@Nullable Ref argument) {
        return argument instanceof RefHandle handle ? handle.driverObject() : argument;
    }

    /** As {@link #withoutHandle(Object)}, for each element. */
    static @Nullable Object @Nullable [] withoutHandle(@Nullable Object @Nullable [] arguments) {
        @Nullable Object @Nullable [] result = arguments;
        for (int i = 0; arguments != null && i < arguments.length; i++) {
            @Nullable Object replacement = withoutHandle(arguments[i]);
            if (replacement != arguments[i]) {
                if (result == arguments) {
                    result = arguments.clone();
                }
                result[i] = replacement;
            }
        }
        return result;
    }

    @Override
    public final String toString() {
        return "Handle of " + driverObject();
    }
}
