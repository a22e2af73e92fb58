package dev.aatomic.spring;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.spi.ConnectionRouting;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What Spring says on a thread of the transaction that is open there, set to what a block is. Nothing can be registered with it: there is no
 * synchronization.
 */
final class BoundFlags implements ConnectionRouting.Binding {

    private final boolean wasActive = TransactionSynchronizationManager.isActualTransactionActive();
    private final boolean wasReadOnly = TransactionSynchronizationManager.isCurrentTransactionReadOnly();
    private final @Nullable Integer previousIsolation =
            TransactionSynchronizationManager.getCurrentTransactionIsolationLevel();

    BoundFlags(Isolation isolation, boolean readOnly) {
        set(true, readOnly, Isolations.toSpring(isolation));
    }

    private static void set(boolean active, boolean readOnly, @Nullable Integer isolation) {
        TransactionSynchronizationManager.setActualTransactionActive(active);
        TransactionSynchronizationManager.setCurrentTransactionReadOnly(readOnly);
        TransactionSynchronizationManager.setCurrentTransactionIsolationLevel(isolation);
    }

    @Override
    public void close() {
        set(wasActive, wasReadOnly, previousIsolation);
    }
}
