package dev.aatomic.micronaut;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.spi.FailureCollector;
import io.micronaut.core.order.Ordered;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionStatus;
import io.micronaut.transaction.impl.DefaultTransactionStatus;
import io.micronaut.transaction.support.TransactionSynchronization;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A transaction of Micronaut's own, or a part of one, in which blocks take part. Used on its thread, and by the blocks that it waits for. */
final class EnclosingMicronautTransaction implements EnclosingTransaction {

    private final DefaultTransactionStatus<Connection> status;
    private final @Nullable EnclosingMicronautTransaction around;
    private final Thread thread = Thread.currentThread();
    private final Queue<Consumer<Outcome>> ends = new ConcurrentLinkedQueue<>();
    private boolean isListening;
    private volatile boolean ended;

    /**
     * A transaction that is open on this thread.
     *
     * @param status as Micronaut's own transaction manager made it
     * @param around the one of which it is a part, with a savepoint or without; null if it is one of its own
     */
    EnclosingMicronautTransaction(
            TransactionStatus<Connection> status, @Nullable EnclosingMicronautTransaction around) {
        this.status = (DefaultTransactionStatus<Connection>) status;
        this.around = around;
    }

    boolean hasEnded() {
        return ended || around != null && around.hasEnded();
    }

    @Override
    public String name() {
        String name = status.getTransactionDefinition().getName();
        return name == null ? "a Micronaut transaction" : "the Micronaut transaction '" + name + "'";
    }

    /** Micronaut carries its context to other threads, but nothing keeps two of them off its connection, nor this one from committing. */
    @Override
    public Connection connection() throws SQLException {
        if (Thread.currentThread() != thread) {
            throw new SQLException("A block was opened on the thread '"
                    + Thread.currentThread().getName() + "', to which Micronaut's context was carried, inside " + name()
                    + " of the thread '" + thread.getName()
                    + "'. Open it on that thread, or give it a transaction of its"
                    + " own with REQUIRES_NEW, or replace @Transactional by @Aatomic");
        }
        listen();
        return status.getConnection();
    }

    private void listen() {
        if (!isListening) {
            isListening = true;
            status.registerInvocationSynchronization(new End());
            if (around != null) {
                around.listen();
            }
        }
    }

    @Override
    public Isolation isolation() {
        if (around != null) {
            return around.isolation();
        }
        return status.getTransactionDefinition()
                .getIsolationLevel()
                .map(Definitions::isolation)
                .orElse(Isolation.DEFAULT);
    }

    @Override
    public boolean isReadOnly() {
        return around != null
                ? around.isReadOnly()
                : status.getTransactionDefinition().isReadOnly().orElse(false);
    }

    /** As a part of it would, so that its end says so; its own mark would have it roll back in silence. */
    @Override
    public void setRollbackOnly() {
        DefaultTransactionStatus.existingTx(status.getConnectionStatus(), TransactionDefinition.DEFAULT, status)
                .setRollbackOnly();
    }

    @Override
    public void whenEnded(Consumer<Outcome> action) {
        ends.add(action);
    }

    private void end(Outcome outcome) {
        ended = true;
        FailureCollector failures = new FailureCollector();
        Consumer<Outcome> action;
        while ((action = ends.poll()) != null) {
            Consumer<Outcome> next = action;
            failures.collect(() -> next.accept(outcome));
        }
        failures.rethrow();
    }

    /** What became of a part is known with the whole, unless it was rolled back to its savepoint. */
    private void endPart(EnclosingMicronautTransaction whole, TransactionSynchronization.Status outcome) {
        if (status.isNestedTransaction() && outcome == TransactionSynchronization.Status.ROLLED_BACK) {
            end(Outcome.ROLLED_BACK);
            return;
        }
        ended = true;
        Consumer<Outcome> action;
        while ((action = ends.poll()) != null) {
            whole.whenEnded(action);
        }
    }

    /** Is told by Micronaut, after all else that is. */
    private final class End implements TransactionSynchronization {

        /** What a hook throws here reaches the caller, as it does after a block. */
        @Override
        public void afterCommit() {
            if (around == null) {
                end(Outcome.COMMITTED);
            }
        }

        @Override
        public void afterCompletion(Status outcome) {
            if (around != null) {
                endPart(around, outcome);
                return;
            }
            end(
                    switch (outcome) {
                        case COMMITTED -> Outcome.COMMITTED;
                        case ROLLED_BACK -> Outcome.ROLLED_BACK;
                        case UNKNOWN -> Outcome.UNKNOWN;
                    });
        }

        @Override
        public int getOrder() {
            return Ordered.LOWEST_PRECEDENCE;
        }
    }
}
