package dev.aatomic.spring;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.spi.ThreadBlocks;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.AbstractTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

/** A transaction of Spring's inside a block: a block too, on the thread that began it. */
final class BlockTransaction extends AbstractTransactionStatus {

    private final SpringTransactions spring;
    private final String database;
    private final DataSource dataSource;
    private final TransactionDefinition definition;
    private final ThreadBlocks.OpenBlock block;
    private final @Nullable SuspendedSynchronization suspended;
    private final boolean boundHere;
    private final boolean synchronizedHere;

    private BlockTransaction(
            SpringTransactions spring, String database, DataSource dataSource, TransactionDefinition definition) {
        this.spring = spring;
        this.database = database;
        this.dataSource = dataSource;
        this.definition = definition;
        this.block = spring.blocks().open(atomic(spring.transactions().database(database), definition));
        boolean active = TransactionSynchronizationManager.isSynchronizationActive();
        this.suspended = isNewTransaction() && active ? SuspendedSynchronization.suspend() : null;
        this.boundHere = !TransactionSynchronizationManager.hasResource(dataSource);
        if (boundHere) {
            TransactionSynchronizationManager.bindResource(
                    dataSource, ScopedConnectionHolder.ofBlock(spring, database));
        }
        this.synchronizedHere = !TransactionSynchronizationManager.isSynchronizationActive();
        if (synchronizedHere) {
            TransactionSynchronizationManager.initSynchronization();
            TransactionSynchronizationManager.setActualTransactionActive(true);
            TransactionSynchronizationManager.setCurrentTransactionName(definition.getName());
            TransactionSynchronizationManager.setCurrentTransactionReadOnly(definition.isReadOnly());
        }
    }

    static BlockTransaction begin(
            SpringTransactions spring, String database, DataSource dataSource, TransactionDefinition definition) {
        return new BlockTransaction(spring, database, dataSource, definition);
    }

    private static Atomic atomic(Database database, TransactionDefinition definition) {
        Atomic atomic = database.atomic();
        atomic = switch (definition.getPropagationBehavior()) {
            case TransactionDefinition.PROPAGATION_NESTED -> atomic;
            case TransactionDefinition.PROPAGATION_REQUIRES_NEW -> atomic.propagation(Propagation.REQUIRES_NEW);
            case TransactionDefinition.PROPAGATION_NEVER ->
                throw refused(definition, "NEVER", "Call it outside the block");
            case TransactionDefinition.PROPAGATION_NOT_SUPPORTED ->
                throw refused(
                        definition,
                        "NOT_SUPPORTED",
                        "For statements that commit one by one, annotate the method with"
                                + " @Aatomic(propagation = NOT_SUPPORTED) or use transactions.autocommit(…)");
            default -> atomic.savepoint(false);
        };
        if (definition.getName() != null) {
            atomic = atomic.named(definition.getName());
        }
        Isolation isolation = Isolations.ofSpring(definition.getIsolationLevel());
        if (isolation != Isolation.DEFAULT) {
            atomic = atomic.isolation(isolation);
        }
        if (definition.isReadOnly()) {
            atomic = atomic.readOnly();
        }
        return definition.getTimeout() > 0 ? atomic.timeout(Duration.ofSeconds(definition.getTimeout())) : atomic;
    }

    private static IllegalTransactionStateException refused(
            TransactionDefinition definition, String propagation, String mend) {
        return new IllegalTransactionStateException("Spring transaction '" + definition.getName()
                + "' with propagation " + propagation + " was begun inside a block. " + mend);
    }

    @Override
    public String getTransactionName() {
        return definition.getName() == null ? "" : definition.getName();
    }

    /** Whether it is not merely a part of the block around it. */
    @Override
    public boolean isNewTransaction() {
        return definition.getPropagationBehavior() == TransactionDefinition.PROPAGATION_REQUIRES_NEW;
    }

    @Override
    public boolean isNested() {
        return definition.getPropagationBehavior() == TransactionDefinition.PROPAGATION_NESTED;
    }

    @Override
    public boolean isReadOnly() {
        return definition.isReadOnly();
    }

    // ---- the end

    void commit() {
        checkOpen();
        if (isRollbackOnly()) {
            rollback();
            return;
        }
        if (synchronizedHere) {
            try {
                TransactionSynchronizationUtils.triggerBeforeCommit(definition.isReadOnly());
            } catch (RuntimeException | Error e) {
                rollBack(e);
                throw e;
            }
            TransactionSynchronizationUtils.triggerBeforeCompletion();
        }
        List<TransactionSynchronization> synchronizations = leave();
        try {
            putOff(synchronizations);
            block.end(null);
        } catch (CommitOutcomeUnknownException e) {
            complete(synchronizations, TransactionSynchronization.STATUS_UNKNOWN);
            throw e;
        } finally {
            resume();
        }
    }

    /** What is to follow the commit follows that of the outermost block, or its rollback. */
    private void putOff(List<TransactionSynchronization> synchronizations) {
        if (synchronizations.isEmpty()) {
            return;
        }
        Database operations = spring.transactions().database(database);
        operations.onCommit(() -> {
            try {
                TransactionSynchronizationUtils.invokeAfterCommit(synchronizations);
            } finally {
                complete(synchronizations, TransactionSynchronization.STATUS_COMMITTED);
            }
        });
        operations.onRollback(() -> complete(synchronizations, TransactionSynchronization.STATUS_ROLLED_BACK));
    }

    void rollback() {
        checkOpen();
        if (synchronizedHere) {
            TransactionSynchronizationUtils.triggerBeforeCompletion();
        }
        rollBack(new UnexpectedRollbackException("Spring transaction '" + getTransactionName()
                + "', which was a part of the block around it, was rolled back"));
    }

    private void rollBack(Throwable failure) {
        List<TransactionSynchronization> synchronizations = leave();
        try {
            block.end(failure);
        } finally {
            complete(synchronizations, TransactionSynchronization.STATUS_ROLLED_BACK);
            resume();
        }
    }

    private static void complete(List<TransactionSynchronization> synchronizations, int status) {
        TransactionSynchronizationUtils.invokeAfterCompletion(synchronizations, status);
    }

    private void checkOpen() {
        if (isCompleted()) {
            throw new IllegalTransactionStateException(
                    "Spring transaction '" + getTransactionName() + "' was committed or rolled back before");
        }
    }

    /** Takes what was bound to the thread away, before hooks run on it. */
    private List<TransactionSynchronization> leave() {
        setCompleted();
        List<TransactionSynchronization> synchronizations = List.of();
        if (synchronizedHere) {
            synchronizations = TransactionSynchronizationManager.getSynchronizations();
            TransactionSynchronizationManager.clear();
        }
        if (boundHere) {
            TransactionSynchronizationManager.unbindResourceIfPossible(dataSource);
        }
        return synchronizations;
    }

    private void resume() {
        if (suspended != null) {
            suspended.resume();
        }
    }
}
