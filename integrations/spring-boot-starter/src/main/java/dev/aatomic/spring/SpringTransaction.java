package dev.aatomic.spring;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A transaction of Spring's, in which blocks take part. */
final class SpringTransaction implements EnclosingTransaction, TransactionSynchronization {

    private static final String ANONYMOUS = "a Spring transaction";

    private final ConnectionHolder holder;
    private final String name;
    private final Isolation isolation;
    private final boolean readOnly;
    private final Queue<Consumer<Outcome>> ends = new ConcurrentLinkedQueue<>();
    private boolean lent;
    private boolean ended;

    private SpringTransaction(ConnectionHolder holder, String name, boolean readOnly) {
        this.holder = holder;
        this.name = name.isEmpty() ? ANONYMOUS : "the Spring transaction '" + name + "'";
        this.isolation = Isolations.ofSpring(TransactionSynchronizationManager.getCurrentTransactionIsolationLevel());
        this.readOnly = readOnly;
    }

    /**
     * The transaction behind what Spring has bound.
     *
     * @param begun the transaction that has just begun; null to find out whether there is one
     * @return null if the holder belongs to no transaction
     */
    static @Nullable SpringTransaction of(ConnectionHolder holder, @Nullable TransactionExecution begun) {
        if (begun != null) {
            return new SpringTransaction(holder, begun.getTransactionName(), begun.isReadOnly());
        }
        // Of a transaction manager that tells nobody when it begins.
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || holder.getConnectionHandle() == null
                || isAutocommit(holder.getConnection())) {
            return null;
        }
        String name = TransactionSynchronizationManager.getCurrentTransactionName();
        return new SpringTransaction(
                holder, name == null ? "" : name, TransactionSynchronizationManager.isCurrentTransactionReadOnly());
    }

    private static boolean isAutocommit(Connection connection) {
        try {
            return connection.getAutoCommit();
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "Whether a connection of Spring's is in a transaction could not be read", e);
        }
    }

    boolean hasEnded() {
        return ended;
    }

    @Override
    public String name() {
        return name;
    }

    /** The first block that takes part makes it listen to its own end. */
    @Override
    public Connection connection() {
        if (!lent) {
            TransactionSynchronizationManager.registerSynchronization(this);
            lent = true;
        }
        return holder.getConnection();
    }

    @Override
    public Isolation isolation() {
        return isolation;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public void setRollbackOnly() {
        holder.setRollbackOnly();
    }

    @Override
    public void whenEnded(Consumer<Outcome> action) {
        ends.add(action);
    }

    /** What a hook throws here reaches the caller, as it does after a block. */
    @Override
    public void afterCommit() {
        end(Outcome.COMMITTED);
    }

    @Override
    public void afterCompletion(int status) {
        end(
                switch (status) {
                    case TransactionSynchronization.STATUS_COMMITTED -> Outcome.COMMITTED;
                    case TransactionSynchronization.STATUS_ROLLED_BACK -> Outcome.ROLLED_BACK;
                    default -> Outcome.UNKNOWN;
                });
    }

    private void end(Outcome outcome) {
        if (ended) {
            return;
        }
        ended = true;
        RuntimeException failure = null;
        for (Consumer<Outcome> action : ends) {
            try {
                action.accept(outcome);
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** As late as can be, so that what Spring itself does after a commit is done. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
