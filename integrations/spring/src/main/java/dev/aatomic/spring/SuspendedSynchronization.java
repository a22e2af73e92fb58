package dev.aatomic.spring;

import dev.aatomic.runtime.spi.EnclosingTransactions;
import dev.aatomic.runtime.spi.FailureCollector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What Spring had bound to a thread for a transaction, while another has it. On one thread.
 *
 * @param synchronizations what is to be told of the transaction's end
 * @param active whether there is a transaction
 * @param name its name
 * @param readOnly whether it only reads
 * @param isolation its isolation, in Spring's numbers
 */
record SuspendedSynchronization(
        List<TransactionSynchronization> synchronizations,
        boolean active,
        @Nullable String name,
        boolean readOnly,
        @Nullable Integer isolation)
        implements EnclosingTransactions.Suspended {

    static SuspendedSynchronization suspend() {
        SuspendedSynchronization suspended = new SuspendedSynchronization(
                TransactionSynchronizationManager.getSynchronizations(),
                TransactionSynchronizationManager.isActualTransactionActive(),
                TransactionSynchronizationManager.getCurrentTransactionName(),
                TransactionSynchronizationManager.isCurrentTransactionReadOnly(),
                TransactionSynchronizationManager.getCurrentTransactionIsolationLevel());
        List<TransactionSynchronization> told = new ArrayList<>();
        try {
            for (TransactionSynchronization synchronization : suspended.synchronizations()) {
                synchronization.suspend();
                told.add(synchronization);
            }
        } catch (RuntimeException | Error failure) {
            // The transaction stays as it was, so they must have what they had.
            FailureCollector failures = new FailureCollector();
            failures.add(failure);
            told.forEach(synchronization -> failures.collect(synchronization::resume));
            throw failure;
        }
        TransactionSynchronizationManager.clear();
        return suspended;
    }

    /** All of it is given back, whatever a synchronization throws; the first of that is thrown then. */
    @Override
    public void resume() {
        TransactionSynchronizationManager.initSynchronization();
        TransactionSynchronizationManager.setActualTransactionActive(active);
        TransactionSynchronizationManager.setCurrentTransactionName(name);
        TransactionSynchronizationManager.setCurrentTransactionReadOnly(readOnly);
        TransactionSynchronizationManager.setCurrentTransactionIsolationLevel(isolation);
        FailureCollector failures = new FailureCollector();
        for (TransactionSynchronization synchronization : synchronizations) {
            failures.collect(synchronization::resume);
            TransactionSynchronizationManager.registerSynchronization(synchronization);
        }
        failures.rethrow();
    }
}
