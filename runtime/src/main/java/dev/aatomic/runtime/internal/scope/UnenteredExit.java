package dev.aatomic.runtime.internal.scope;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.jdbc.ConnectionShortage;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Ends a block whose body has not run, and will not: it was refused, cancelled as it waited, or has got no connection. */
final class UnenteredExit {

    private UnenteredExit() {}

    // ---- the failure

    static CannotCreateTransactionException notEntered(BlockScope block, Throwable reason) {
        return notEntered(block, Failures.describe(reason) + ". Its body did not run", reason);
    }

    private static CannotCreateTransactionException notEntered(
            BlockScope block, String why, @Nullable Throwable cause) {
        return new CannotCreateTransactionException("Block " + block.place() + " was not entered: " + why, cause);
    }

    // ---- who ends it

    /** Ends a block that has no place in a queue. If an abort came before, its failure is the one that is told. */
    static void end(BlockScope block, Throwable why) {
        Throwable problem;
        synchronized (block.lane) {
            if (block.phase != ScopePhase.WAITING) {
                return;
            }
            block.become(ScopePhase.ENDED);
            problem = block.failure() == null ? why : block.failure();
        }
        tell(block, problem);
    }

    /** The parent's body failed before the block had its turn, or the executor refused its start. */
    static void drop(BlockScope block, Throwable reason) {
        end(block, notEntered(block, reason));
    }

    /** The block has waited too long for a connection, and was taken out of the queue. */
    static void expire(BlockScope block, String why) {
        if (block.observation != null) {
            block.observation.expires();
        }
        end(block, notEntered(block, why + ". Its body did not run. " + ConnectionShortage.MEND, null));
    }

    /** The block around this one accepts no more. */
    static void refuse(BlockScope block) {
        synchronized (block.lane) {
            if (block.phase != ScopePhase.WAITING) {
                return;
            }
            block.become(ScopePhase.ENDED);
        }
        if (block.timeout != null) {
            block.timeout.stop();
        }
        ScopeExit.leaveOpener(block);
        TransactionManagementException refusal = ScopeWork.refusal(Objects.requireNonNull(block.parent));
        if (block.observation != null) {
            block.observation.closes(refusal);
        }
        block.future.settle(null, refusal);
    }

    /** Ends a block whose opening threw: nobody else could. */
    static void failedToOpen(BlockScope block, Throwable thrown) {
        synchronized (block.lane) {
            if (block.phase == ScopePhase.WAITING) {
                block.failsWith(thrown);
                if (!leaveQueue(block)) {
                    // The block was admitted: its place goes to the next.
                    block.become(ScopePhase.ENDED);
                }
            }
        }
        if (block.phase != ScopePhase.ENDED) {
            LaneExecution.crash(block.lane, thrown);
        } else if (!block.future.isDone()) {
            tell(block, thrown);
        }
    }

    // ---- the queue

    /** Ends a block that was aborted before it was in the queue: the abort found nothing there to take out. */
    static void leaveQueueIfAborted(BlockScope block) {
        Throwable reason;
        synchronized (block.lane) {
            reason = block.failure();
            if (block.phase != ScopePhase.WAITING || reason == null || !leaveQueue(block)) {
                return;
            }
        }
        tell(block, reason);
    }

    /** Holding the lane's lock: takes a waiting block out of its queue, which ends it. Returns false if its turn has come. */
    @GuardedBy("block.lane")
    static boolean leaveQueue(BlockScope block) {
        if (block.parent != null) {
            block.parent.removeQueued(block);
        } else {
            Admission admission = block.database.admission;
            boolean leaves =
                    admission.cancel(block.lane) || (admission.isAdmitted(block.lane) && block.lane.leaveExecutor());
            if (!leaves) {
                return false;
            }
        }
        block.become(ScopePhase.ENDED);
        return true;
    }

    // ---- the caller

    /** Tells the caller of a block that has been moved to its last phase. */
    static void tell(BlockScope block, Throwable problem) {
        tell(block, problem, false);
    }

    /**
     * As {@link #tell(BlockScope, Throwable)}.
     *
     * @param isUnfinished whether {@code close} waits until the caller is told
     */
    static void tell(BlockScope block, Throwable problem, boolean isUnfinished) {
        if (block.parent == null) {
            closeLane(block);
            block.database.counters.countNotBegun();
        }
        if (block.observation != null) {
            block.observation.ends(Outcome.ROLLED_BACK, problem);
        }
        ScopeExit.tell(block, problem, ThreadState.current(), isUnfinished);
    }

    /** The connection is back, or was never taken: the next that waits for one may have it. */
    private static void closeLane(BlockScope block) {
        block.lane.close();
        ThreadState.current().release(block.database.admission, block.lane, null, block.engine.dispatcher);
    }
}
