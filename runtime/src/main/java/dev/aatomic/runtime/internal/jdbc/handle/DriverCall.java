package dev.aatomic.runtime.internal.jdbc.handle;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A call on the driver's objects, made while the lane is held.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface DriverCall<T extends @Nullable Object> {

    /**
     * Makes the call.
     *
     * @param connection the pool's connection
     * @return what the driver returned
     * @throws SQLException what the driver threw
     */
    T apply(Connection connection) throws SQLException;
}
