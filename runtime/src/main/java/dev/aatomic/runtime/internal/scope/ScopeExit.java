package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a block ends: it commits or rolls back, and its caller is told. */
public final class ScopeExit {

    private ScopeExit() {}

    /** Ends the block, unless it must wait for child transactions first. */
    static void exit(BlockScope block, ThreadState thread) {
        if (block.lane.hasCallbacks && Synchronizations.prepareEnd(block, thread)) {
            return;
        }
        if (block.connection != null) {
            if (ChildTransactions.keepFromEnd(block)) {
                block.lane.unpin();
            } else {
                closeAndEnd(block, thread);
            }
            return;
        }
        boolean keep;
        synchronized (block.lane) {
            if (ChildTransactions.keepFromEnd(block)) {
                block.lane.unpinLocked();
                return;
            }
            keep = block.decideEnd();
        }
        carryOut(block, keep, thread);
    }

    /** Closes what was left open, and ends the block, whose end has its turn. A failure of the closing still counts. */
    static void closeAndEnd(BlockScope block, ThreadState thread) {
        if (block.connection != null) {
            block.connection.closeStatements();
        }
        if (block.lane.source != null && block.lane.enclosing() != null) {
            EnclosingWork.flush(block);
        }
        boolean keep;
        synchronized (block.lane) {
            keep = block.decideEnd();
        }
        carryOut(block, keep, thread);
    }

    /** Commits or rolls back, as was decided. */
    static void carryOut(BlockScope block, boolean keep, ThreadState thread) {
        if (block.parent == null) {
            TransactionExit.exit(block, keep, thread);
        } else {
            exitNested(block, keep, thread);
        }
    }

    /** Keeps {@code close} from finding all idle before the caller is told. Returns false if nobody waits for that. */
    static boolean keepFromIdle(BlockScope block) {
        boolean isAwaited = block.parent == null && block.engine.isClosing;
        if (isAwaited) {
            block.engine.unfinished.add(block);
        }
        return isAwaited;
    }

    static EndVerdict.End end(boolean keep, @Nullable Throwable problem) {
        if (problem == null) {
            return keep ? EndVerdict.End.COMMITTED : EndVerdict.End.ROLLED_BACK;
        }
        return problem instanceof CommitOutcomeUnknownException ? EndVerdict.End.UNKNOWN : EndVerdict.End.REFUSED;
    }

    static EndVerdict verdict(BlockScope block, EndVerdict.End end, @Nullable TransactionException problem) {
        Throwable thrown = block.failure();
        return EndVerdict.of(
                end,
                problem,
                new EndVerdict.Facts(
                        block.place(),
                        block.parent == null,
                        block.isTold(),
                        thrown,
                        thrown != null && !block.rollsBack(),
                        block.transaction().cause(),
                        block.transaction().isAsked(),
                        block.engine.isSilentRollback));
    }

    private static void exitNested(BlockScope block, boolean keep, ThreadState thread) {
        EndVerdict verdict;
        boolean isTold = block.lane.hasCallbacks && block.hasSavepoint() && !block.settings.isAloneInTest;
        if (!block.hasSavepoint()) {
            // The nearest block with a savepoint undoes it.
            Throwable thrown = block.failure();
            if (thrown == null) {
                verdict = EndVerdict.VALUE;
            } else {
                if (block.rollsBack()) {
                    block.transaction().markBroken(thrown);
                }
                verdict = verdict(block, EndVerdict.End.LEFT_TO_PARENT, null);
            }
        } else {
            TransactionException refused = keep ? block.transaction().release(block) : null;
            verdict = keep && refused == null && !(block.ending instanceof BodyFailure)
                    ? EndVerdict.VALUE
                    : verdict(block, end(keep, refused), refused);
            if (block.settings.isAloneInTest && (!keep || block.ending instanceof BodyFailure)) {
                AloneBlock.noteEnd(
                        block, keep && refused == null, block.transaction().isAsked());
            }
            if (!keep) {
                block.transaction().rollBack(block, verdict.failure(), verdict.isOwn());
            }
            if (isTold && keep && refused == null) {
                Synchronizations.afterRelease(block, block);
            } else if (isTold) {
                Synchronizations.afterRollback(block, block, false);
            }
        }
        if (block.connection != null) {
            block.connection.restore();
        }
        boolean left;
        synchronized (block.lane) {
            left = block.phase == ScopePhase.ABANDONED;
            block.leaveToParent();
        }
        if (!left && block.settings.isAloneInTest) {
            AloneBlock.end(block, verdict, thread);
        } else if (!left) {
            nestedEnded(block, verdict, thread);
        }
    }

    static void nestedEnded(BlockScope block, EndVerdict verdict, ThreadState thread) {
        Throwable failure = verdict.failure();
        if (block.observation != null) {
            block.observation.ends(verdict.outcome(), failure);
        }
        tell(block, failure, thread, false);
    }

    static void abandon(BlockScope block) {
        synchronized (block.lane) {
            boolean isRollingBack = block.phase.isEnding() && block.rollsBack();
            boolean isConnecting = block.phase == ScopePhase.WAITING && block.rollsBack();
            if (!isRollingBack && !isConnecting && block.phase != ScopePhase.STOPPING) {
                return;
            }
        }
        Abandonment.of(block, null, null);
    }

    static void abandonEnding(BlockScope block, Duration limit) {
        synchronized (block.lane) {
            boolean isClosing =
                    block.connection != null && block.connection.isClosing() && block.phase.isBeforeDecision();
            if (!isClosing && !block.phase.isEnding()) {
                return;
            }
        }
        Abandonment.of(block, limit, null);
    }

    static void crash(BlockScope block, Throwable thrown) {
        Abandonment.of(block, null, thrown);
        if (block.parent == null) {
            block.lane.close();
        }
    }

    /** The end of the block that this one was opened in need not wait for it any more. */
    static void leaveOpener(BlockScope block) {
        BlockScope around = block.openerElsewhere();
        if (around != null) {
            ChildTransactions.remove(around, block);
            if (block.parent != null) {
                block.engine.childAdmission.left(block);
            }
        }
    }

    /**
     * Tells the caller, and the block that this one belongs to. Called once, by whoever has moved the block to a phase in which that is
     * due.
     *
     * @param isUnfinished whether {@code close} waits until the caller is told
     */
    static void tell(BlockScope block, @Nullable Throwable problem, ThreadState thread, boolean isUnfinished) {
        if (block.timeout != null) {
            block.timeout.stop();
        }
        if (block.observation != null) {
            block.observation.closes(problem);
        }
        BlockScope owner = block.parent;
        if (owner == null && block.opener != null) {
            owner = ScopeContext.innermostBlock(block.opener, block.engine);
        }
        if (problem != null) {
            if (owner != null) {
                ScopeWork.failed(owner, block.future, problem);
            } else if (block.handoff == null) {
                block.future.failsAlone(block.place(), problem);
            }
        }
        if (block.opener != block.parent) {
            leaveOpener(block);
        }
        Object value = problem == null ? block.value() : null;
        // Another thread tells the caller; until then close() waits for the block.
        boolean isElsewhere = block.handoff == null && thread.isReserved();
        if (isElsewhere) {
            block.engine.unfinished.add(block);
        }
        if (isUnfinished || isElsewhere) {
            block.engine.unfinished.removeOnceTold(block, block.future);
        }
        if (block.handoff != null) {
            // Nobody but the caller's own thread waits for it.
            block.future.settleHere(value, problem, thread);
            block.handoff.release(thread);
        } else if (isElsewhere) {
            block.engine.dispatcher.execute(() -> block.future.settle(value, problem, ThreadState.current()));
        } else {
            block.future.settle(value, problem, thread);
        }
    }

    /**
     * Notes that the body is done: from now on work is refused, and the block ends after the work that it accepted before. After a failure
     * that rolls the block back that work is dropped, or cancelled where it runs.
     *
     * @return false if the block is not open any more
     */
    public static boolean finish(BlockScope block, @Nullable Object value, @Nullable Throwable thrown) {
        Throwable unwrapped = thrown == null ? null : Failures.unwrap(thrown);
        ScopeCancellation.StoppedWork work = null;
        boolean wake;
        synchronized (block.lane) {
            if (block.phase != ScopePhase.OPEN) {
                return false;
            }
            block.ended(value, unwrapped);
            if (block.rollsBack()) {
                work = ScopeCancellation.cutShort(block);
            } else {
                block.become(ScopePhase.EXITING);
            }
            block.enqueue(block);
            wake = block.lane.innermost == block && block.lane.wake();
        }
        if (work != null) {
            ScopeCancellation.stop(block, work, unwrapped);
        }
        if (wake) {
            LaneExecution.schedule(block.lane, block, block);
        }
        return true;
    }

    /**
     * Does the same as {@link #finish}, on the thread that has run the body. If nothing is left to wait for, the end follows at once and in
     * the same move. That is the common case: the body needs no stage, or its stage is complete when it returns.
     */
    static void finishAndEnd(BlockScope block, @Nullable Object value, @Nullable Throwable thrown, ThreadState thread) {
        Throwable unwrapped = thrown == null ? null : Failures.unwrap(thrown);
        boolean keep = false;
        boolean over = false;
        boolean ends;
        boolean closes;
        synchronized (block.lane) {
            ends = block.phase == ScopePhase.OPEN
                    && (block.obligations == null || !block.obligations.hasChildren())
                    && block.lane.beginEnd(block);
            closes = block.connection != null;
            if (ends) {
                block.ended(value, unwrapped);
                if (closes) {
                    // The block has no work to stop.
                    block.become(block.rollsBack() ? ScopePhase.STOPPING : ScopePhase.EXITING);
                    block.connection.closes();
                } else {
                    keep = block.decideEnd();
                    over = block.endAtOnce(keep);
                }
            }
        }
        if (!ends) {
            finish(block, value, unwrapped);
        } else if (closes) {
            closeAndEnd(block, thread);
        } else if (over) {
            nestedEnded(block, EndVerdict.VALUE, thread);
        } else {
            carryOut(block, keep, thread);
        }
    }
}
