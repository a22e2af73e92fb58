package dev.aatomic.jta;

import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.InvalidTransactionException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import org.jspecify.annotations.Nullable;

/** A transaction manager that begins nothing inside a block, and whose {@code commit} throws what hooks threw. */
final class WatchedTransactionManager implements TransactionManager, UserTransaction {

    private final JtaTransactions transactions;
    private final TransactionManager delegate;
    private final HookFailures failures;

    WatchedTransactionManager(JtaTransactions transactions, TransactionManager delegate, HookFailures failures) {
        this.transactions = transactions;
        this.delegate = delegate;
        this.failures = failures;
    }

    @Override
    public void begin() throws NotSupportedException, SystemException {
        transactions.beforeBegin();
        delegate.begin();
    }

    @Override
    public void commit()
            throws RollbackException, HeuristicMixedException, HeuristicRollbackException, SystemException {
        try (HookFailures.Ending ending = failures.begin()) {
            try {
                delegate.commit();
            } catch (Throwable t) {
                ending.suppressIn(t);
                throw t;
            }
            ending.rethrow();
        }
    }

    @Override
    public void rollback() throws SystemException {
        try (HookFailures.Ending ending = failures.begin()) {
            try {
                delegate.rollback();
            } catch (Throwable t) {
                ending.suppressIn(t);
                throw t;
            }
            ending.rethrow();
        }
    }

    @Override
    public void setRollbackOnly() throws SystemException {
        delegate.setRollbackOnly();
    }

    @Override
    public int getStatus() throws SystemException {
        return delegate.getStatus();
    }

    @Override
    public @Nullable Transaction getTransaction() throws SystemException {
        return delegate.getTransaction();
    }

    @Override
    public void setTransactionTimeout(int seconds) throws SystemException {
        delegate.setTransactionTimeout(seconds);
    }

    @Override
    public @Nullable Transaction suspend() throws SystemException {
        return delegate.suspend();
    }

    @Override
    public void resume(@Nullable Transaction transaction) throws InvalidTransactionException, SystemException {
        delegate.resume(transaction);
    }
}
