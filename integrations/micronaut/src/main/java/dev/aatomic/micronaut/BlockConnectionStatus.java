package dev.aatomic.micronaut;

import dev.aatomic.runtime.spi.FailureCollector;
import io.micronaut.data.connection.ConnectionDefinition;
import io.micronaut.data.connection.ConnectionStatus;
import io.micronaut.data.connection.ConnectionSynchronization;
import io.micronaut.data.connection.exceptions.ConnectionException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A handle on the connection of a block, made when it is first asked for. Used by one thread after another. */
final class BlockConnectionStatus implements ConnectionStatus<Connection> {

    private final Callable<Connection> source;
    private final ConnectionDefinition definition;
    private final List<ConnectionSynchronization> synchronizations = new ArrayList<>(0);
    private @Nullable Connection handle;

    /**
     * One that is not open yet.
     *
     * @param source makes the handle
     */
    BlockConnectionStatus(Callable<Connection> source, ConnectionDefinition definition) {
        this.source = source;
        this.definition = definition;
    }

    /** The connection is the block's. */
    @Override
    public boolean isNew() {
        return false;
    }

    @Override
    public synchronized Connection getConnection() {
        Connection known = handle;
        if (known == null) {
            try {
                known = source.call();
            } catch (Exception e) {
                throw new ConnectionException("The block's connection could not be had: " + e.getMessage(), e);
            }
            handle = known;
        }
        return known;
    }

    @Override
    public ConnectionDefinition getDefinition() {
        return definition;
    }

    @Override
    public synchronized void registerSynchronization(ConnectionSynchronization synchronization) {
        synchronizations.add(synchronization);
    }

    /** Ends its use, and closes the handle with all that was opened through it. */
    void close() {
        List<ConnectionSynchronization> told;
        Connection closed;
        synchronized (this) {
            told = new ArrayList<>(synchronizations);
            closed = handle;
        }
        Collections.reverse(told);
        FailureCollector failures = new FailureCollector();
        tell(told, ConnectionSynchronization::executionComplete, failures);
        if (closed != null) {
            try {
                closed.close();
            } catch (SQLException e) {
                failures.add(new ConnectionException("The handle on the block's connection could not be closed", e));
            }
        }
        failures.rethrow();
    }

    private static void tell(
            List<ConnectionSynchronization> told, Consumer<ConnectionSynchronization> call, FailureCollector failures) {
        told.forEach(synchronization -> failures.collect(() -> call.accept(synchronization)));
    }
}
