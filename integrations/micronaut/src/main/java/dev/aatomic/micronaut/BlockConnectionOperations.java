package dev.aatomic.micronaut;

import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.spi.FailureCollector;
import dev.aatomic.runtime.spi.TransactionSynchronization;
import dev.aatomic.runtime.spi.TransactionSynchronizations;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.data.connection.ConnectionDefinition;
import io.micronaut.data.connection.ConnectionOperations;
import io.micronaut.data.connection.ConnectionStatus;
import io.micronaut.data.connection.SynchronousConnectionManager;
import io.micronaut.data.connection.exceptions.ConnectionException;
import io.micronaut.data.connection.exceptions.NoConnectionException;
import io.micronaut.data.connection.jdbc.operations.DefaultDataSourceConnectionOperations;
import java.sql.Connection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where Micronaut Data gets its connections: inside a block the block's, which is also that of {@code @Connectable} methods and of an
 * injected {@code Connection}; elsewhere the data source's, as ever.
 */
@EachBean(DataSource.class)
@Replaces(DefaultDataSourceConnectionOperations.class)
@Requires(classes = DefaultDataSourceConnectionOperations.class)
final class BlockConnectionOperations
        implements ConnectionOperations<Connection>, SynchronousConnectionManager<Connection> {

    /** The handle of a block, kept until its transaction ends. */
    private record Handle(Object block) {}

    private record Kept(BlockConnectionStatus status) implements TransactionSynchronization {}

    private final MicronautBridge bridge;
    private final String database;
    private final OutsideConnections outside;
    private final boolean requireTransaction;

    BlockConnectionOperations(
            MicronautBridge bridge,
            DataSource dataSource,
            @Parameter @Nullable String name,
            AatomicProperties properties) {
        this.bridge = bridge;
        this.database = Databases.name(name);
        this.outside = new OutsideConnections(bridge, database, new PlainConnectionOperations(dataSource));
        this.requireTransaction = properties.isRequireTransaction();
    }

    MicronautBridge bridge() {
        return bridge;
    }

    String database() {
        return database;
    }

    /** Those of Micronaut's own transactions. */
    OutsideConnections outside() {
        return outside;
    }

    @Override
    public Optional<ConnectionStatus<Connection>> findConnectionStatus() {
        return bridge.isInBlock(database) ? Optional.of(ofBlock()) : outside.findConnectionStatus();
    }

    /** One for a block, for whoever asks without saying when he is done. */
    BlockConnectionStatus ofBlock() {
        TransactionSynchronizations synchronizations = TransactionSynchronizations.of(bridge.database(database));
        Object block = Objects.requireNonNull(synchronizations.block(), "block");
        return synchronizations
                .get(
                        new Handle(block),
                        () -> new Kept(
                                new BlockConnectionStatus(synchronizations::connection, ConnectionDefinition.DEFAULT)))
                .status();
    }

    /** One that is closed when its use is over. */
    BlockConnectionStatus open(ConnectionDefinition definition) {
        Database operations = bridge.database(database);
        return new BlockConnectionStatus(() -> operations.dataSource().getConnection(), definition);
    }

    @Override
    public <R> R execute(ConnectionDefinition definition, Function<ConnectionStatus<Connection>, R> callback) {
        if (!bridge.isInBlock(database)) {
            checkOutside(definition);
            return outside.execute(definition, callback);
        }
        checkInBlock(definition);
        BlockConnectionStatus status = open(definition);
        FailureCollector failures = new FailureCollector();
        try {
            return callback.apply(status);
        } catch (Throwable t) {
            failures.add(t);
            throw t;
        } finally {
            failures.collect(status::close);
            failures.rethrow();
        }
    }

    @Override
    public ConnectionStatus<Connection> getConnection(ConnectionDefinition definition) {
        if (!bridge.isInBlock(database)) {
            checkOutside(definition);
            return outside.getConnection(definition);
        }
        checkInBlock(definition);
        return open(definition);
    }

    @Override
    public void complete(ConnectionStatus<Connection> status) {
        if (status instanceof BlockConnectionStatus inBlock) {
            inBlock.close();
        } else {
            outside.complete(status);
        }
    }

    private static void checkInBlock(ConnectionDefinition definition) {
        if (definition.getPropagationBehavior() == ConnectionDefinition.Propagation.REQUIRES_NEW) {
            throw new ConnectionException(
                    "A new connection was asked for with @Connectable(propagation = REQUIRES_NEW), '"
                            + definition.getName()
                            + "', inside a block, where what is done on it would not be part of the block. For a"
                            + " transaction of its own, annotate the method with @Aatomic(propagation = REQUIRES_NEW);"
                            + " for statements that commit one by one, use transactions.autocommit(…)");
        }
    }

    private void checkOutside(ConnectionDefinition definition) {
        if (requireTransaction && bridge.scope(database) == null && bridge.current(database) == null) {
            throw new NoConnectionException("A connection was asked for, by '" + definition.getName()
                    + "', where no block of the database '" + database
                    + "' and no transaction is open: its statements would commit by themselves. Open a block; if it"
                    + " was lost on the way, carry it with transactions.bind(…); to commit by itself on purpose, use"
                    + " transactions.autocommit(…), or set aatomic.require-transaction=false");
        }
    }
}
