package dev.aatomic.runtime.internal.transaction;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.resource.Resource;
import org.jspecify.annotations.Nullable;

/** What a failed call says of the transaction, and how that is told to whoever goes on with it. Holding the lane. */
public final class TransactionLoss {

    private TransactionLoss() {}

    // ---- what happened

    /**
     * Notes that a call on the driver failed, and whether the transaction was lost with it. A fetch, too, may find that the database has
     * rolled it back.
     */
    public static void callFailed(Transaction<?> transaction, Throwable failure, boolean sentStatement) {
        Resource used = transaction.resource();
        if (sentStatement && used.hasLostBegin(failure)) {
            transaction.doubt(failure);
        } else if (transaction.isOpen() && used.isGone()) {
            transaction.lose("has lost its connection", failure);
        } else if (used.hasRolledBack(failure)) {
            transaction.rolledBackByTheDatabase(failure);
        } else if (used.isConflict(failure)) {
            transaction.savepoints().conflicted(failure);
        } else {
            explain(transaction, failure);
        }
    }

    /**
     * Says with a failure what had the transaction given up, where the failure does not say that by itself: the block may be worth another
     * attempt.
     */
    static void explain(Transaction<?> transaction, Throwable failure) {
        Throwable conflict = transaction.conflict();
        if (conflict != null && transaction.resource().isGivenUp(failure)) {
            Failures.explain(failure, conflict);
        }
    }

    /** Notes what the resource says that a rollback could not undo. */
    static void rolledBack(Transaction<?> transaction, TransactionBlock block, @Nullable String left) {
        if (left == null) {
            return;
        }
        TransactionException refused = transaction.commitFailure();
        CommitOutcomeUnknownException unknown = new CommitOutcomeUnknownException(
                "What block " + block.place() + " did was not undone as a whole: " + left
                        + ". Keep tables without transactions out of blocks, and ask the database what is left",
                refused);
        transaction.doubt("was not undone as a whole", unknown);
        if (refused != null) {
            transaction.commitFails(unknown);
        }
    }

    // ---- how it is told

    /** What a block fails with whose first statement may have been committed by itself. From any thread. */
    public static CommitOutcomeUnknownException lostBegin(Transaction<?> transaction, String place) {
        Throwable failure = transaction.doubt();
        if (failure instanceof CommitOutcomeUnknownException ended) {
            return new CommitOutcomeUnknownException(ended.getMessage(), ended);
        }
        return new CommitOutcomeUnknownException(
                "Whether the first statement of block " + place
                        + " was committed is not known: its BEGIN is not waited for by the driver, and may have been"
                        + " refused or cancelled. All else was rolled back. Ask the database before doing the work"
                        + " again",
                failure);
    }

    /** Refuses a statement where the transaction is lost. */
    static TransactionManagementException refusal(TransactionBlock block, Fate.Loss loss) {
        return new TransactionManagementException(
                "A statement was refused because the transaction of block " + block.place() + " " + loss.what()
                        + ", see the cause. Nothing in it can be saved, not by a nested block either: let the"
                        + " failure reach the end of the outermost one",
                loss.failure());
    }
}
