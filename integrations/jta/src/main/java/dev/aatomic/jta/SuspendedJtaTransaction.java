package dev.aatomic.jta;

import dev.aatomic.runtime.spi.EnclosingTransactions;
import jakarta.transaction.InvalidTransactionException;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import org.jspecify.annotations.Nullable;

/**
 * A JTA transaction that is not on its thread for a while, where the pool would enlist the connections of other work in it.
 *
 * @param transactionManager from which it was taken
 * @param transaction the transaction
 */
record SuspendedJtaTransaction(TransactionManager transactionManager, Transaction transaction)
        implements EnclosingTransactions.Suspended {

    /** Returns null if there is none on this thread. */
    static @Nullable SuspendedJtaTransaction suspend(TransactionManager transactionManager) {
        try {
            Transaction transaction = transactionManager.suspend();
            return transaction == null ? null : new SuspendedJtaTransaction(transactionManager, transaction);
        } catch (SystemException e) {
            throw new IllegalStateException(
                    "The JTA transaction of this thread could not be suspended around work that is not part of it", e);
        }
    }

    @Override
    public void resume() {
        try {
            transactionManager.resume(transaction);
        } catch (InvalidTransactionException | SystemException | RuntimeException e) {
            throw new IllegalStateException(
                    "The JTA transaction of this thread could not be resumed after work that was not part of it, which"
                            + " stands as it is. The thread is without the transaction now: what follows here would not"
                            + " be part of it",
                    e);
        }
    }
}
