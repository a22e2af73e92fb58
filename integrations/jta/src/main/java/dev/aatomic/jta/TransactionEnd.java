package dev.aatomic.jta;

import dev.aatomic.runtime.Outcome;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done when a JTA transaction is over. Told last of all, when the pool has its connections back: a hook may need one. The
 * transaction is taken off the thread meanwhile, since the pool gives none in one that was rolled back.
 */
final class TransactionEnd implements Synchronization {

    private final TransactionManager transactionManager;
    private final Transaction transaction;
    private final String name;
    private final HookFailures failures;

    /** Guarded by this. */
    private final List<Consumer<Outcome>> actions = new ArrayList<>();

    /** Null until it is over. Guarded by this. */
    private @Nullable Outcome outcome;

    TransactionEnd(TransactionManager transactionManager, Transaction transaction, String name, HookFailures failures) {
        this.transactionManager = transactionManager;
        this.transaction = transaction;
        this.name = name;
        this.failures = failures;
    }

    /** If it is over, by a timeout, the action is called now: its block has outlived the transaction. */
    void whenEnded(Consumer<Outcome> action) {
        Outcome known;
        synchronized (this) {
            known = outcome;
            if (known == null) {
                actions.add(action);
                return;
            }
        }
        run(List.of(action), known);
    }

    @Override
    public void beforeCompletion() {}

    @Override
    public void afterCompletion(int status) {
        Outcome known = switch (status) {
            case Status.STATUS_COMMITTED -> Outcome.COMMITTED;
            case Status.STATUS_ROLLEDBACK -> Outcome.ROLLED_BACK;
            default -> Outcome.UNKNOWN;
        };
        List<Consumer<Outcome>> taken;
        synchronized (this) {
            outcome = known;
            taken = List.copyOf(actions);
            actions.clear();
        }
        if (taken.isEmpty()) {
            return;
        }
        if (failures.isEnding() || isOnThisThread()) {
            run(taken, known);
        } else {
            // The thread of timeouts: others wait for it, and code of the user's may take its time.
            Thread thread = new Thread(() -> run(taken, known), "aatomic-jta-hooks");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private boolean isOnThisThread() {
        try {
            return transaction.equals(transactionManager.getTransaction());
        } catch (SystemException e) {
            return false;
        }
    }

    private void run(List<Consumer<Outcome>> taken, Outcome known) {
        SuspendedJtaTransaction suspended = SuspendedJtaTransaction.suspend(transactionManager);
        try {
            for (Consumer<Outcome> action : taken) {
                try {
                    action.accept(known);
                } catch (Throwable t) {
                    failures.add(name, known, t);
                }
            }
        } finally {
            if (suspended != null) {
                suspended.resume();
            }
        }
    }
}
