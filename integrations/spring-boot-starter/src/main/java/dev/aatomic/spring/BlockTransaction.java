package dev.aatomic.spring;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.spi.ThreadBlocks;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
            SpringTransactions spring,
            String database,
            DataSource dataSource,
            TransactionDefinition definition,
            ThreadBlocks.OpenBlock block,
            @Nullable SuspendedSynchronization suspended) {
        this.spring = spring;
        this.database = database;
        this.dataSource = dataSource;
        this.definition = definition;
        this.block = block;
        this.suspended = suspended;
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

    /** The user's code is called before the block is opened, so that its failure leaves nothing open. */
    static BlockTransaction begin(
            SpringTransactions spring, String database, DataSource dataSource, TransactionDefinition definition) {
        Atomic atomic = atomic(spring.transactions().database(database), definition);
        SuspendedSynchronization suspended =
                isIndependent(definition) && TransactionSynchronizationManager.isSynchronizationActive()
                        ? SuspendedSynchronization.suspend()
                        : null;
        ThreadBlocks.OpenBlock block;
        try {
            block = spring.blocks().open(atomic);
        } catch (Throwable refused) {
            throw failed(resume(suspended, refused));
        }
        return new BlockTransaction(spring, database, dataSource, definition, block, suspended);
    }

    private static boolean isIndependent(TransactionDefinition definition) {
        return definition.getPropagationBehavior() == TransactionDefinition.PROPAGATION_REQUIRES_NEW;
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
        return isIndependent(definition);
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
        Throwable failure = null;
        if (synchronizedHere) {
            try {
                TransactionSynchronizationUtils.triggerBeforeCommit(definition.isReadOnly());
            } catch (Throwable t) {
                failure = t;
            }
            TransactionSynchronizationUtils.triggerBeforeCompletion();
        }
        List<TransactionSynchronization> synchronizations = leave();
        if (failure == null) {
            try {
                putOff(synchronizations);
            } catch (Throwable t) {
                failure = t;
            }
        }
        if (failure != null) {
            throw failed(undo(failure, synchronizations, failure));
        }
        try {
            block.end(null);
        } catch (CommitOutcomeUnknownException unknown) {
            complete(synchronizations, TransactionSynchronization.STATUS_UNKNOWN);
            failure = unknown;
        } catch (Throwable t) {
            failure = t;
        }
        failure = resume(suspended, failure);
        if (failure != null) {
            throw failed(failure);
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
        UnexpectedRollbackException cause = new UnexpectedRollbackException("Spring transaction '"
                + getTransactionName() + "', which was a part of the block around it, was rolled back");
        Throwable failure = undo(cause, leave(), null);
        if (failure != null) {
            throw failed(failure);
        }
    }

    /**
     * Rolls the block back for a cause, and gives the thread back to what was suspended on it.
     *
     * @param failure what the caller gets anyway; null for nothing
     * @return what the caller gets
     */
    private @Nullable Throwable undo(
            Throwable cause, List<TransactionSynchronization> synchronizations, @Nullable Throwable failure) {
        Throwable problem = failure;
        int status = TransactionSynchronization.STATUS_ROLLED_BACK;
        try {
            block.end(cause);
        } catch (Throwable t) {
            if (t instanceof CommitOutcomeUnknownException) {
                status = TransactionSynchronization.STATUS_UNKNOWN;
            }
            problem = first(problem, t);
        }
        complete(synchronizations, status);
        return resume(suspended, problem);
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

    /** Gives the thread back to what was suspended on it; returns the first failure, of that or before. */
    private static @Nullable Throwable resume(
            @Nullable SuspendedSynchronization suspended, @Nullable Throwable failure) {
        if (suspended == null) {
            return failure;
        }
        try {
            suspended.resume();
            return failure;
        } catch (Throwable t) {
            return first(failure, t);
        }
    }

    private static Throwable first(@Nullable Throwable failure, Throwable next) {
        if (failure == null || failure == next) {
            return next;
        }
        failure.addSuppressed(next);
        return failure;
    }

    /** Throws what the user's code or the block failed with, as it is. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X failed(@Nullable Throwable failure) throws X {
        throw (X) Objects.requireNonNull(failure);
    }
}
