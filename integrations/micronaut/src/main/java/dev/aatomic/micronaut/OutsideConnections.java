package dev.aatomic.micronaut;

import io.micronaut.core.propagation.PropagatedContext;
import io.micronaut.data.connection.ConnectionDefinition;
import io.micronaut.data.connection.ConnectionOperations;
import io.micronaut.data.connection.ConnectionStatus;
import io.micronaut.data.connection.ConnectionSynchronization;
import io.micronaut.data.connection.SynchronousConnectionManager;
import io.micronaut.data.connection.support.AbstractConnectionOperations;
import java.sql.Connection;
import java.util.Optional;
import java.util.function.Function;

/**
 * Micronaut's own connections, with a note of where each was opened: one that does not belong where work is done, as that of a transaction
 * does not belong to a hook of a block, is left alone.
 */
record OutsideConnections(MicronautBridge bridge, String database, AbstractConnectionOperations<Connection> plain)
        implements ConnectionOperations<Connection>, SynchronousConnectionManager<Connection> {

    @Override
    public Optional<ConnectionStatus<Connection>> findConnectionStatus() {
        return bridge.isApart(database) ? Optional.empty() : plain.findConnectionStatus();
    }

    @Override
    public <R> R execute(ConnectionDefinition definition, Function<ConnectionStatus<Connection>, R> callback) {
        return plain.execute(
                here(definition), status -> Opened.connection(bridge, database).showTo(() -> callback.apply(status)));
    }

    @Override
    public ConnectionStatus<Connection> getConnection(ConnectionDefinition definition) {
        ConnectionStatus<Connection> status = plain.getConnection(here(definition));
        Opened opened = Opened.connection(bridge, database);
        status.registerSynchronization(new ConnectionSynchronization() {
            @Override
            public void executionComplete() {
                opened.hide();
            }
        });
        PropagatedContext.getOrEmpty().plus(opened).propagate();
        return status;
    }

    @Override
    public void complete(ConnectionStatus<Connection> status) {
        plain.complete(status);
    }

    private ConnectionDefinition here(ConnectionDefinition definition) {
        return bridge.isApart(database)
                        && definition.getPropagationBehavior() == ConnectionDefinition.Propagation.REQUIRED
                ? definition.withPropagation(ConnectionDefinition.Propagation.REQUIRES_NEW)
                : definition;
    }
}
