package dev.aatomic.runtime;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * A step of a block: statements on the connection of its scope.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface ConnectionFunction<T extends @Nullable Object> {

    /**
     * Runs the statements. Called once, on the thread that holds the scope's connection; no other statement of the scope runs
     * meanwhile.
     *
     * @param connection the scope's connection: transaction control on it fails, {@code close} closes this handle only
     * @return the value for the step's stage
     * @throws Exception anything: the step's stage fails with it
     */
    T apply(Connection connection) throws Exception;
}
