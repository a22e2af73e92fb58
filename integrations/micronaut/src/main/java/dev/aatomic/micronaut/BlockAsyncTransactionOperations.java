package dev.aatomic.micronaut;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Database;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.propagation.PropagatedContext;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.async.AsyncTransactionOperations;
import io.micronaut.transaction.async.AsyncTransactionStatus;
import io.micronaut.transaction.async.AsyncUsingSyncTransactionOperations;
import io.micronaut.transaction.exceptions.UnexpectedRollbackException;
import java.sql.Connection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Micronaut's transactions whose methods return stages, or suspend: inside a block they are asynchronous blocks nested in it; elsewhere they
 * are what they always were.
 */
@EachBean(DataSource.class)
@Replaces(AsyncUsingSyncTransactionOperations.class)
@Requires(classes = AsyncUsingSyncTransactionOperations.class)
final class BlockAsyncTransactionOperations implements AsyncTransactionOperations<Connection> {

    private final BlockTransactionOperations transactions;
    private final BlockConnectionOperations connections;
    private final AsyncUsingSyncTransactionOperations<Connection> outside;

    BlockAsyncTransactionOperations(@Parameter BlockTransactionOperations transactions) {
        this.transactions = transactions;
        this.connections = transactions.connections();
        this.outside = new AsyncUsingSyncTransactionOperations<>(transactions);
    }

    @Override
    public Optional<? extends AsyncTransactionStatus<?>> findTransactionStatus() {
        return transactions.isInBlock()
                ? transactions.findTransactionStatus().map(BlockAsyncTransactionOperations::ofBlock)
                : outside.findTransactionStatus();
    }

    private static BlockTransactionStatus ofBlock(Object status) {
        return status instanceof BlockTransaction transaction ? transaction.status() : (BlockTransactionStatus) status;
    }

    @Override
    public <T> CompletionStage<T> withTransaction(
            TransactionDefinition definition,
            Function<AsyncTransactionStatus<Connection>, CompletionStage<T>> handler) {
        if (!transactions.isInBlock()) {
            return outside.withTransaction(definition, handler);
        }
        transactions.checkJoins(definition);
        Database database = connections.bridge().database(connections.database());
        PropagatedContext caller = PropagatedContext.getOrEmpty();
        return atomic(database, definition).getStageAsync(() -> {
            BlockTransactionStatus status = BlockTransactionStatus.of(
                    database, definition, connections.open(definition.getConnectionDefinition()));
            Opened opened = Opened.block(connections.bridge(), connections.database(), status);
            CompletionStage<T> work = caller.propagate(() -> opened.showTo(() -> handler.apply(status)));
            return work.whenComplete((value, failure) -> end(status, failure == null));
        });
    }

    private static Atomic atomic(Database database, TransactionDefinition definition) {
        Atomic atomic = Definitions.atomic(database, definition);
        return definition.getRollbackOn().isEmpty()
                ? atomic.noRollbackFor(definition.getDontRollbackOn().toArray(Class<?>[]::new))
                : atomic;
    }

    private static void end(BlockTransactionStatus status, boolean isWell) {
        status.complete();
        if (isWell && status.isMarked()) {
            throw new UnexpectedRollbackException("Micronaut transaction '"
                    + status.getTransactionDefinition().getName() + "' was marked for rollback");
        }
    }
}
