package dev.aatomic.spring;

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
        @Nullable Integer isolation) {

    static SuspendedSynchronization suspend() {
        SuspendedSynchronization suspended = new SuspendedSynchronization(
                TransactionSynchronizationManager.getSynchronizations(),
                TransactionSynchronizationManager.isActualTransactionActive(),
                TransactionSynchronizationManager.getCurrentTransactionName(),
                TransactionSynchronizationManager.isCurrentTransactionReadOnly(),
                TransactionSynchronizationManager.getCurrentTransactionIsolationLevel());
        suspended.synchronizations().forEach(TransactionSynchronization::suspend);
        TransactionSynchronizationManager.clear();
        return suspended;
    }

    void resume() {
        TransactionSynchronizationManager.initSynchronization();
        TransactionSynchronizationManager.setActualTransactionActive(active);
        TransactionSynchronizationManager.setCurrentTransactionName(name);
        TransactionSynchronizationManager.setCurrentTransactionReadOnly(readOnly);
        TransactionSynchronizationManager.setCurrentTransactionIsolationLevel(isolation);
        for (TransactionSynchronization synchronization : synchronizations) {
            synchronization.resume();
            TransactionSynchronizationManager.registerSynchronization(synchronization);
        }
    }
}
