package dev.aatomic.micronaut;

import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.propagation.PropagatedContext;
import io.micronaut.transaction.SynchronousTransactionManager;
import io.micronaut.transaction.TransactionCallback;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionStatus;
import io.micronaut.transaction.exceptions.IllegalTransactionStateException;
import io.micronaut.transaction.exceptions.UnexpectedRollbackException;
import io.micronaut.transaction.jdbc.DataSourceTransactionManager;
import java.sql.Connection;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Micronaut's transaction manager of a data source, which also knows the blocks of its database: where a block is open, a transaction of
 * Micronaut's is a block nested in it. Everywhere else it is what it always was, and blocking blocks take part in it.
 *
 * <p>Inside a block {@code REQUIRED}, {@code SUPPORTS} and {@code MANDATORY} merge into the block, so that their failure rolls it back;
 * {@code NESTED} has a savepoint; {@code REQUIRES_NEW} has a connection of its own; {@code NEVER} and {@code NOT_SUPPORTED} fail.
 */
@EachBean(DataSource.class)
@Replaces(DataSourceTransactionManager.class)
@Requires(classes = DataSourceTransactionManager.class, condition = JdbcTransactionsCondition.class)
final class BlockTransactionOperations implements SynchronousTransactionManager<Connection> {

    private final BlockConnectionOperations connections;
    private final MicronautBridge bridge;
    private final String database;
    private final DataSourceTransactionManager outside;
    private final boolean joins;

    BlockTransactionOperations(
            DataSource dataSource, @Parameter BlockConnectionOperations connections, AatomicProperties properties) {
        this.connections = connections;
        this.bridge = connections.bridge();
        this.database = connections.database();
        this.outside = new DataSourceTransactionManager(dataSource, connections.outside(), connections.outside());
        this.joins = properties.isTransactionManager();
    }

    BlockConnectionOperations connections() {
        return connections;
    }

    boolean isInBlock() {
        return bridge.isInBlock(database);
    }

    /** Refuses a transaction inside a block where they are not to join. */
    void checkJoins(TransactionDefinition definition) {
        if (!joins) {
            throw new IllegalTransactionStateException("Micronaut transaction '"
                    + definition.getName() + "' was begun inside a block, and aatomic.transaction-manager=false keeps"
                    + " Micronaut's transactions from joining. Call it outside the block, or let them join");
        }
    }

    @Override
    public Connection getConnection() {
        return connections.getConnectionStatus().getConnection();
    }

    @Override
    public boolean hasConnection() {
        return connections.findConnectionStatus().isPresent();
    }

    /** A block that no transaction of Micronaut's has opened is one to it all the same. */
    @Override
    public Optional<? extends TransactionStatus<?>> findTransactionStatus() {
        if (!isInBlock()) {
            return bridge.isApart(database) ? Optional.empty() : outside.findTransactionStatus();
        }
        Opened opened = bridge.openedHere(database);
        BlockTransactionStatus status = opened == null ? null : opened.status();
        return Optional.of(
                status != null
                        ? status
                        : BlockTransactionStatus.found(bridge.database(database), connections.ofBlock()));
    }

    @Override
    public <R> R execute(TransactionDefinition definition, TransactionCallback<Connection, R> callback) {
        return isInBlock() ? executeInBlock(definition, callback) : executeOutside(definition, callback);
    }

    private <R> R executeInBlock(TransactionDefinition definition, TransactionCallback<Connection, R> callback) {
        checkJoins(definition);
        BlockTransaction transaction = BlockTransaction.begin(connections, definition);
        R returned;
        try {
            returned = callback.apply(transaction);
        } catch (Throwable failure) {
            end(transaction, definition, failure);
            throw failure;
        }
        transaction.commit();
        return returned;
    }

    /** Ends a transaction whose work has failed. What becomes of it otherwise is the failure then, as that its time was over. */
    private static void end(BlockTransaction transaction, TransactionDefinition definition, Throwable failure) {
        try {
            if (definition.rollbackOn(failure)) {
                transaction.rollback(failure);
            } else {
                transaction.commit();
            }
        } catch (Throwable other) {
            if (other != failure) {
                other.addSuppressed(failure);
            }
            throw other;
        }
    }

    private <R> R executeOutside(TransactionDefinition definition, TransactionCallback<Connection, R> callback) {
        EnclosingMicronautTransaction around = around();
        return outside.execute(
                here(definition),
                status -> Opened.transaction(bridge, database, opened(status, around))
                        .showTo(() -> callback.apply(status)));
    }

    @Override
    public TransactionStatus<Connection> getTransaction(@Nullable TransactionDefinition given) {
        TransactionDefinition definition = given == null ? TransactionDefinition.DEFAULT : given;
        if (isInBlock()) {
            checkJoins(definition);
            return BlockTransaction.begin(connections, definition);
        }
        EnclosingMicronautTransaction around = around();
        TransactionStatus<Connection> status = outside.getTransaction(here(definition));
        // At its end Micronaut puts the context back that was there before it.
        PropagatedContext.getOrEmpty()
                .plus(Opened.transaction(bridge, database, opened(status, around)))
                .propagate();
        return status;
    }

    @Override
    public void commit(TransactionStatus<Connection> status) {
        if (status instanceof BlockTransaction inBlock) {
            inBlock.commit();
        } else {
            outside.commit(status);
        }
    }

    @Override
    public void rollback(TransactionStatus<Connection> status) {
        if (status instanceof BlockTransaction inBlock) {
            inBlock.rollback(new UnexpectedRollbackException("Micronaut transaction '"
                    + status.getTransactionDefinition().getName()
                    + "', which was a part of the block around it, was rolled back"));
        } else {
            outside.rollback(status);
        }
    }

    private TransactionDefinition here(TransactionDefinition definition) {
        return bridge.isApart(database) ? Definitions.apart(definition) : definition;
    }

    /** Micronaut's transaction here, in which another one may take part. */
    private @Nullable EnclosingMicronautTransaction around() {
        Opened opened = bridge.openedHere(database);
        return opened == null ? null : opened.transaction();
    }

    /** What was begun; null where Micronaut works without a transaction. */
    private static @Nullable EnclosingMicronautTransaction opened(
            TransactionStatus<Connection> status, @Nullable EnclosingMicronautTransaction around) {
        if (status.isNewTransaction()) {
            return new EnclosingMicronautTransaction(status, null);
        }
        boolean isPart = switch (status.getTransactionDefinition().getPropagationBehavior()) {
            case REQUIRED, SUPPORTS, MANDATORY, NESTED -> around != null;
            case REQUIRES_NEW, NOT_SUPPORTED, NEVER -> false;
        };
        return isPart ? new EnclosingMicronautTransaction(status, around) : null;
    }
}
