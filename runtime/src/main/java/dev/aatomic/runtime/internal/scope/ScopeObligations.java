package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.transaction.Transaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a block's end waits for and answers for besides its body: work with connections of its own, failures that nobody has looked at, work
 * that came too late. Most blocks have none. Guarded by the lock of the block's lane.
 */
final class ScopeObligations {

    private record FailedWork(ScopeFuture<?> future, Throwable failure) {

        /** Whether nobody learns of the failure, as far as is known now. */
        boolean isSwallowed() {
            return !future.isObserved() || future.hides(failure);
        }
    }

    private @Nullable Set<ChildTransaction> children;
    private @Nullable List<FailedWork> failedWork;

    /** Whether its end has had its turn, and waits for child transactions. */
    private boolean isWaitedFor;

    /** Whether the block was opened in a broken one. If so it has no savepoint, and is undone with the block around it. */
    private boolean openedInBrokenBlock;

    /** Whether its code asked for a rollback while another block was the innermost. */
    private boolean rollbackAsked;

    /** Whether a block that is nested only because of a test has ended and is kept, though it failed. */
    private boolean isKeptInTest;

    /** Whether such a block was rolled back because its code asked for that. */
    private boolean isAskedInTest;

    /** Whether the caller has been told before COMMIT is sent, so that whatever becomes of that is no failure of the block's. */
    private boolean isTold;

    /** Whether more than queries was sent in a block that is to read only, so that the answer to COMMIT may tell something. */
    private boolean expectsAnswer;

    /** The first refusal of work that came after the body had ended, while the end could still take account of it. */
    private @Nullable Throwable lateRefusal;

    /** Null for most. */
    private @Nullable Synchronizations synchronizations;

    Synchronizations synchronizations() {
        if (synchronizations == null) {
            synchronizations = new Synchronizations();
        }
        return synchronizations;
    }

    /** Null if nothing is kept in step with the block. */
    @Nullable
    Synchronizations knownSynchronizations() {
        return synchronizations;
    }

    void add(ChildTransaction work) {
        if (children == null) {
            children = new HashSet<>(4);
        }
        children.add(work);
    }

    /** Returns false if it was not there. */
    boolean remove(ChildTransaction work) {
        return children != null && children.remove(work);
    }

    boolean wasOpenedInBrokenBlock() {
        return openedInBrokenBlock;
    }

    void openedInBrokenBlock() {
        openedInBrokenBlock = true;
    }

    boolean isWaitedFor() {
        return isWaitedFor;
    }

    void waitFor(boolean waits) {
        isWaitedFor = waits;
    }

    boolean isRollbackAsked() {
        return rollbackAsked;
    }

    void askForRollback(boolean asked) {
        rollbackAsked = asked;
    }

    void endsInTest(boolean isKept, boolean isAsked) {
        isKeptInTest = isKept;
        isAskedInTest = isAsked;
    }

    boolean isKeptInTest() {
        return isKeptInTest;
    }

    boolean isAskedInTest() {
        return isAskedInTest;
    }

    boolean isTold() {
        return isTold;
    }

    void told() {
        isTold = true;
    }

    boolean expectsAnswer() {
        return expectsAnswer;
    }

    void expectAnswer() {
        expectsAnswer = true;
    }

    boolean hasChildren() {
        return children != null && !children.isEmpty();
    }

    List<ChildTransaction> children() {
        return children == null ? List.of() : List.copyOf(children);
    }

    /**
     * Notes failed work. Whether that breaks the block is decided at the block's end: somebody may still look at the future, or may have
     * cancelled it.
     */
    void failed(ScopeFuture<?> future, Throwable failure) {
        if (failedWork == null) {
            failedWork = new ArrayList<>(2);
        } else {
            failedWork.removeIf(work -> work.future().isDone() && !work.isSwallowed());
        }
        failedWork.add(new FailedWork(future, failure));
    }

    void refusedLate(Throwable refusal) {
        if (lateRefusal == null) {
            lateRefusal = refusal;
        }
    }

    /** Breaks the block with what nobody will learn of. */
    void breakBySwallowed(Transaction<?> transaction) {
        if (failedWork != null) {
            for (FailedWork failed : failedWork) {
                if (failed.isSwallowed()) {
                    transaction.markBroken(failed.failure());
                }
            }
        }
        if (lateRefusal != null) {
            transaction.markBroken(lateRefusal);
        }
    }
}
