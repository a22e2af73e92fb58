package dev.aatomic.runtime.internal.transaction;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.TransactionException;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a transaction's end at one moment. Whoever asks while another thread is in COMMIT must decide by one such look: between
 * two questions COMMIT may be answered.
 *
 * @param isCommitted whether COMMIT was answered, or there was nothing to commit
 * @param isCommitting whether COMMIT is on its way
 * @param isInDoubt whether something may have been committed, though no COMMIT was answered
 * @param failure what the block fails with because COMMIT did not happen, or may not have; null if it has, or may yet
 */
public record Standing(
        boolean isCommitted,
        boolean isCommitting,
        boolean isInDoubt,
        @Nullable TransactionException failure) {

    static Standing of(Fate fate, boolean mayLoseBegin) {
        TransactionException failure = fate instanceof Fate.NotCommitted refused ? refused.failure() : null;
        boolean isInDoubt = (fate instanceof Fate.Loss loss && loss.isInDoubt())
                || failure instanceof CommitOutcomeUnknownException
                || mayLoseBegin;
        return new Standing(fate == Fate.Progress.COMMITTED, fate == Fate.Progress.COMMITTING, isInDoubt, failure);
    }

    /** Whether COMMIT is known not to happen. */
    public boolean isRefused() {
        return failure != null && !(failure instanceof CommitOutcomeUnknownException);
    }
}
