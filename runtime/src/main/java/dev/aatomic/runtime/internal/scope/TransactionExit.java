package dev.aatomic.runtime.internal.scope;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.transaction.RegisteredHooks;
import dev.aatomic.runtime.internal.transaction.Transaction;
import dev.aatomic.runtime.internal.transaction.TransactionLoss;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Ends a transaction, as was decided for its outermost block: it gives its connection back and leaves its lane. */
final class TransactionExit {

    private TransactionExit() {}

    /** How a transaction leaves its lane. */
    private enum Leaving {
        /** Its caller has been told already. */
        ABANDONED,
        /** It has hooks to run. */
        HOOKS,
        /** Only its caller is to be told. */
        PLAIN,
        /** As {@link #PLAIN}, and nothing is to come after that: the thread need not come back to the lane. */
        LAST
    }

    static void exit(BlockScope block, boolean keep, ThreadState thread) {
        if (keep) {
            if (block.connection != null && block.connection.hasSettings()) {
                block.connection.restoreSettings();
            }
            if (block.observation != null) {
                block.observation.commits();
            }
            if (block.settings.isReadOnly) {
                ReadOnlyExit.tellCaller(block);
            }
            CompletionStage<?> answer = block.transaction().commit(block);
            if (answer != null) {
                awaitAnswer(block, answer);
                return;
            }
        }
        leave(block, keep, thread);
    }

    /**
     * Waits on no thread for the answer to COMMIT. Until then the lane serves nobody else. No code of the user runs where the answer
     * arrives.
     */
    private static void awaitAnswer(BlockScope block, CompletionStage<?> answer) {
        answer.whenComplete((ignored, failure) -> block.engine.dispatcher.runOnSpareThread(() -> {
            ThreadState thread = ThreadState.current();
            thread.reserve();
            try {
                block.transaction().commitAnswered(block, failure == null ? null : Failures.unwrap(failure));
                leave(block, true, thread);
            } catch (Throwable t) {
                LaneExecution.crash(block.lane, t);
            } finally {
                thread.unreserve();
            }
        }));
    }

    /** Rolls back where that was decided, gives the connection back, and tells the caller. */
    private static void leave(BlockScope block, boolean keep, ThreadState thread) {
        if (block.observation != null) {
            block.observation.commitAnswered();
        }
        EndVerdict verdict = endTransaction(block, keep);
        Outcome outcome = verdict.outcome();
        Throwable failure = verdict.failure();
        Leaving leaving = leaveLane(block, outcome);
        // Taken before the connection goes to another block, since close() waits for hooks too.
        boolean hasCallbacks =
                block.lane.hasCallbacks && Synchronizations.arePresent(block) && !isCompletedLater(block, outcome);
        List<RegisteredHooks.Hook> hooks = leaving == Leaving.HOOKS && outcome != Outcome.UNKNOWN
                ? block.engine.hooks.take(block, outcome)
                : List.of();
        if (hasCallbacks && hooks.isEmpty()) {
            block.engine.unfinished.add(block);
        }
        boolean isAwaited = leaving != Leaving.ABANDONED && ScopeExit.keepFromIdle(block);
        Outcome counted = leaving == Leaving.ABANDONED ? null : outcome;
        if (leaving == Leaving.LAST) {
            thread.releaseLast(block.database.admission, block.lane, counted, block.engine.dispatcher);
        } else {
            thread.release(block.database.admission, block.lane, counted, block.engine.dispatcher);
        }
        if (leaving == Leaving.ABANDONED) {
            if (hasCallbacks) {
                runLate(block, thread, () -> {
                    Synchronizations.complete(block, outcome);
                    block.engine.unfinished.remove(block);
                });
            }
            return;
        }
        if (block.observation != null) {
            block.observation.ends(outcome, failure);
        }
        if (leaving != Leaving.HOOKS) {
            ScopeExit.tell(block, failure, thread, isAwaited);
        } else {
            runLate(block, thread, () -> {
                if (hasCallbacks) {
                    Synchronizations.complete(block, outcome);
                }
                runHooks(block, hooks, verdict);
            });
        }
    }

    /** Whether the other library's transaction in which the block took part is still to end. */
    private static boolean isCompletedLater(BlockScope block, Outcome outcome) {
        EnclosingTransaction around = block.lane.source == null ? null : block.lane.enclosing();
        return around != null && outcome == Outcome.COMMITTED && Synchronizations.completeWith(around, block);
    }

    /** Runs what may be code of the user's, now that the connection is back. */
    private static void runLate(BlockScope block, ThreadState thread, Runnable code) {
        if (thread.isReserved()) {
            block.engine.dispatcher.execute(code);
        } else {
            code.run();
        }
    }

    private static EndVerdict endTransaction(BlockScope block, boolean keep) {
        Transaction<?> transaction = block.transaction();
        TransactionException problem = null;
        if (keep) {
            problem = transaction.commitFailure();
        } else if (transaction.isInDoubt()) {
            problem = TransactionLoss.lostBegin(transaction, block.place());
        }
        EndVerdict verdict = keep && problem == null && !(block.ending instanceof BodyFailure)
                ? EndVerdict.VALUE
                : ScopeExit.verdict(block, ScopeExit.end(keep, problem), problem);
        if (!keep) {
            transaction.rollBackAll(block, ownFailure(verdict));
            if (problem == null && transaction.isInDoubt()) {
                problem = TransactionLoss.lostBegin(transaction, block.place());
                verdict = ScopeExit.verdict(block, ScopeExit.end(false, problem), problem);
            }
        }
        if (block.connection != null && block.connection.hasChanges()) {
            if (!keep || problem != null) {
                block.connection.forgetSettings();
            }
            block.connection.restore();
        }
        transaction.disconnect();
        if (block.observation != null) {
            block.observation.releases();
        }
        return verdict;
    }

    private static Leaving leaveLane(BlockScope block, Outcome outcome) {
        synchronized (block.lane) {
            Leaving leaving = leaving(block, outcome);
            block.become(leaving == Leaving.HOOKS ? ScopePhase.HOOKS : ScopePhase.ENDED);
            block.lane.unpinLocked();
            block.lane.closed();
            if (leaving != Leaving.PLAIN || !isLast(block)) {
                return leaving;
            }
            block.lane.idle();
            return Leaving.LAST;
        }
    }

    @GuardedBy("block.lane")
    private static Leaving leaving(BlockScope block, Outcome outcome) {
        if (block.phase == ScopePhase.ABANDONED) {
            return Leaving.ABANDONED;
        }
        if (block.lane.hasCallbacks) {
            return Leaving.HOOKS;
        }
        return outcome == Outcome.UNKNOWN || !block.transaction().hasHooks() ? Leaving.PLAIN : Leaving.HOOKS;
    }

    /** Whether nobody can need the lane or the thread any more once the caller has been told. */
    @GuardedBy("block.lane")
    private static boolean isLast(BlockScope block) {
        return block.handoff == null
                && block.observation == null
                && block.lane.isOwnedHere()
                && !block.lane.hasReady()
                && block.future.getNumberOfDependents() == 0;
    }

    /** The exception to which a failure of the rollback may be added: only one that is this block's own. */
    private static @Nullable Throwable ownFailure(EndVerdict verdict) {
        return verdict.isOwn() ? verdict.failure() : null;
    }

    private static void runHooks(BlockScope block, List<RegisteredHooks.Hook> hooks, EndVerdict verdict) {
        block.engine.hooks.run(block, hooks, verdict, failed -> endAfterHooks(block, failed));
    }

    private static void endAfterHooks(BlockScope block, @Nullable Throwable problem) {
        synchronized (block.lane) {
            block.become(ScopePhase.ENDED);
        }
        ScopeExit.tell(block, problem, ThreadState.current(), true);
    }
}
