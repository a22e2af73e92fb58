package dev.aatomic.spring;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.spi.FailureCollector;
import dev.aatomic.runtime.spi.ThreadBlocks;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
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
final class BlockTransactionStatus extends AbstractTransactionStatus {

    private final SpringBridge spring;
    private final String database;
    private final DataSource dataSource;
    private final TransactionDefinition definition;
    private final ThreadBlocks.OpenBlock block;
    private final @Nullable SuspendedSynchronization suspended;
    private final Runnable unbinding;
    private final boolean boundHere;
    private final boolean synchronizedHere;

    private BlockTransactionStatus(
            SpringBridge spring,
            String database,
            DataSource dataSource,
            TransactionDefinition definition,
            ThreadBlocks.OpenBlock block,
            Runnable unbinding,
            @Nullable SuspendedSynchronization suspended) {
        this.spring = spring;
        this.database = database;
        this.dataSource = dataSource;
        this.definition = definition;
        this.block = block;
        this.suspended = suspended;
        this.unbinding = unbinding;
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

    /**
     * The user's code is called before the block is opened, so that its failure leaves nothing open.
     *
     * @param binding called in the open block: binds to the thread what is to be there beside a connection, and returns what unbinds it
     */
    static BlockTransactionStatus begin(
            SpringBridge spring,
            String database,
            DataSource dataSource,
            TransactionDefinition definition,
            Supplier<Runnable> binding) {
        Atomic atomic = atomic(spring.transactions().database(database), definition);
        SuspendedSynchronization suspended =
                isIndependent(definition) && TransactionSynchronizationManager.isSynchronizationActive()
                        ? SuspendedSynchronization.suspend()
                        : null;
        ThreadBlocks.OpenBlock block;
        try {
            block = spring.blocks().open(atomic);
        } catch (Throwable refused) {
            FailureCollector failures = new FailureCollector();
            failures.add(refused);
            if (suspended != null) {
                failures.collect(suspended::resume);
            }
            throw refused;
        }
        try {
            return new BlockTransactionStatus(
                    spring, database, dataSource, definition, block, binding.get(), suspended);
        } catch (Throwable failure) {
            FailureCollector failures = new FailureCollector();
            failures.add(failure);
            failures.collect(() -> block.end(failure));
            if (suspended != null) {
                failures.collect(suspended::resume);
            }
            throw failure;
        }
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
        FailureCollector failures = new FailureCollector();
        if (synchronizedHere) {
            failures.collect(() -> TransactionSynchronizationUtils.triggerBeforeCommit(definition.isReadOnly()));
            TransactionSynchronizationUtils.triggerBeforeCompletion();
        }
        List<TransactionSynchronization> synchronizations = leave();
        if (failures.first() == null) {
            failures.collect(() -> putOff(synchronizations));
        }
        end(failures.first(), synchronizations, failures);
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
        end(cause, leave(), new FailureCollector());
    }

    /**
     * Ends the block, tells the synchronizations what no hook tells them, and gives the thread back to what was suspended on it. Throws
     * what has failed, before or now.
     *
     * @param cause what to roll back for; null to commit
     */
    private void end(
            @Nullable Throwable cause, List<TransactionSynchronization> synchronizations, FailureCollector failures) {
        Integer status = cause == null ? null : TransactionSynchronization.STATUS_ROLLED_BACK;
        try {
            block.end(cause);
        } catch (Throwable t) {
            if (t instanceof CommitOutcomeUnknownException) {
                status = TransactionSynchronization.STATUS_UNKNOWN;
            }
            failures.add(t);
        }
        if (status != null) {
            complete(synchronizations, status);
        }
        if (suspended != null) {
            failures.collect(suspended::resume);
        }
        failures.rethrow();
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
        unbinding.run();
        return synchronizations;
    }
}
