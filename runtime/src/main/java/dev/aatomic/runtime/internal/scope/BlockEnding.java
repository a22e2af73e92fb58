package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.internal.common.Deadline;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.future.Abortable;
import dev.aatomic.runtime.internal.future.BlockFuture;
import dev.aatomic.runtime.internal.future.NestedBlockFuture;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.transaction.RegisteredHooks;
import dev.aatomic.runtime.internal.transaction.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The end of a block, in its second turn on the lane: everything that it accepted has run, and it commits or rolls back, by
 * Django's rules in {@link Transaction}. Or, where the driver does not let go of the lane in time, without that turn. Either way
 * {@link EndVerdict} says what the caller gets.
 */
abstract class BlockEnding extends ObservedBlock implements Independent, Abortable {

    final BlockFuture<@Nullable Object> future;

    /** How the caller gets the lane who runs the body; null if it runs elsewhere. */
    final @Nullable CallerHandoff handoff;

    /** When the block must be over, in terms of {@code System.nanoTime}; 0 for never. Written before it is opened. */
    long deadline;

    /** What will happen at the deadline, or after its grace. */
    volatile @Nullable Future<?> clock;

    // Guarded by the lane, and not changed once the end is decided:
    @Nullable
    Object result;

    @Nullable
    Throwable failure;

    /**
     * Whether the failure rolls the block back: what cuts it short does, a cancel or the deadline, and of what its body fails with all but
     * what {@code noRollbackFor} names.
     */
    boolean rollsBack;

    BlockEnding(
            Services engine,
            BlockSettings settings,
            ManagedDatabase database,
            @Nullable Context opener,
            CheckedSupplier<?, ?> body,
            @Nullable CallerHandoff handoff) {
        super(engine, settings, database, opener, body);
        this.handoff = handoff;
        this.future = new BlockFuture<>(engine.dispatcher());
    }

    BlockEnding(
            BlockContext parent,
            BlockSettings settings,
            Context opener,
            CheckedSupplier<?, ?> body,
            @Nullable CallerHandoff handoff) {
        super(parent, settings, opener, body);
        this.handoff = handoff;
        this.future = new NestedBlockFuture<>(engine.dispatcher());
    }

    public final BlockFuture<@Nullable Object> future() {
        return future;
    }

    // ---- with a turn

    /** Ends the block, unless it must wait for independent work first. */
    final void exit(ThreadState thread) {
        if (usesConnection()) {
            if (waitsForIndependents()) {
                lane.endExclusive();
            } else {
                closeAndEnd(thread);
            }
            return;
        }
        boolean keep;
        synchronized (lane) {
            if (waitsForIndependents()) {
                lane.exclusiveEnded();
                return;
            }
            keep = decideEnd();
        }
        carryOut(keep, thread);
    }

    /** Closes what was left open, whose failure still counts, and ends the block. Its end has its turn. */
    final void closeAndEnd(ThreadState thread) {
        closeStatements();
        if (lane.lender != null) {
            EnclosedWork.flush(this);
        }
        boolean keep;
        synchronized (lane) {
            keep = decideEnd();
        }
        carryOut(keep, thread);
    }

    /** Holding the lane's lock: whether the block commits. Nothing can stop it from now on. */
    final boolean decideEnd() {
        assert Thread.holdsLock(lane) : "the end was decided without the lane's lock";
        if (phase() == ScopePhase.ABANDONED) {
            return false;
        }
        if (!rollsBack && Deadline.hasPassed(deadline)) {
            Throwable overdue = settings.timedOut(body);
            Failures.suppress(overdue, failure);
            failure = overdue;
            rollsBack = true;
        }
        if (!rollsBack) {
            markSwallowedFailures();
        }
        become(ScopePhase.ENDING);
        return !rollsBack && !transaction.isRollback();
    }

    /** Commits or rolls back, as was decided. */
    final void carryOut(boolean keep, ThreadState thread) {
        if (parent == null) {
            exitTransaction(keep, thread);
        } else {
            exitNested(keep, thread);
        }
    }

    /** Holding the lane's lock: what the body ended with. */
    final void ended(@Nullable Object value, @Nullable Throwable thrown) {
        result = value;
        failure = thrown;
        rollsBack = thrown != null && !settings.commitsOn(thrown);
    }

    /** Holding the lane's lock: what the block fails with, whatever its body does. */
    final void failsWith(Throwable reason) {
        failure = reason;
        rollsBack = true;
    }

    private void exitTransaction(boolean keep, ThreadState thread) {
        Throwable problem = null;
        if (keep) {
            problem = transaction.commit(this);
        } else if (transaction.isInDoubt()) {
            problem = transaction.lostBegin(place());
        }
        EndVerdict verdict = keep && problem == null && failure == null
                ? EndVerdict.VALUE
                : verdict(end(keep, problem), (TransactionException) problem);
        if (!keep) {
            transaction.rollBackAll(ownFailure(verdict));
        }
        restoreConnection();
        transaction.disconnect();
        if (observation != null) {
            observation.releases();
        }
        boolean left;
        boolean plain;
        boolean last;
        synchronized (lane) {
            left = phase() == ScopePhase.ABANDONED;
            plain = left || verdict.outcome() == Outcome.UNKNOWN || !transaction.hasHooks();
            become(plain ? ScopePhase.ENDED : ScopePhase.HOOKS);
            lane.exclusiveEnded();
            lane.closed();
            last = plain
                    && !left
                    && handoff == null
                    && observation == null
                    && !lane.hasReady()
                    && future.getNumberOfDependents() == 0;
            if (last) {
                // The thread need not come back to it.
                lane.idle();
            }
        }
        // Before the connection goes to another block, since close() waits for hooks too.
        List<RegisteredHooks.Hook> hooks = plain ? List.of() : BlockHooks.take(this, verdict.outcome());
        boolean isAwaited = !left && keepFromIdle();
        if (last) {
            thread.releaseLast(database.admission(), lane, engine.dispatcher());
        } else {
            thread.release(database.admission(), lane, engine.dispatcher());
        }
        if (left) {
            return;
        }
        observeEnd(true, verdict.outcome(), verdict.failure());
        if (plain) {
            tell(verdict.failure(), thread);
        } else {
            BlockHooks.run(this, hooks, verdict, this::endAfterHooks);
        }
        if (isAwaited) {
            engine.unfinished().remove(this);
        }
    }

    /** Whether {@code close} waits, which must not find all idle before the caller is told. */
    private boolean keepFromIdle() {
        boolean isAwaited = parent == null && engine.isClosing();
        if (isAwaited) {
            engine.unfinished().add(this);
        }
        return isAwaited;
    }

    private static EndVerdict.End end(boolean keep, @Nullable Throwable problem) {
        if (problem == null) {
            return keep ? EndVerdict.End.COMMITTED : EndVerdict.End.ROLLED_BACK;
        }
        return problem instanceof CommitOutcomeUnknownException ? EndVerdict.End.UNKNOWN : EndVerdict.End.REFUSED;
    }

    /** What has failed in the rollback may be added to no exception but one of this block's own. */
    private static @Nullable Throwable ownFailure(EndVerdict verdict) {
        return verdict.isOwn() ? verdict.failure() : null;
    }

    final EndVerdict verdict(EndVerdict.End end, @Nullable TransactionException problem) {
        Throwable thrown = failure;
        return EndVerdict.of(
                end,
                problem,
                new EndVerdict.Facts(
                        place(),
                        parent == null,
                        thrown,
                        thrown != null && !rollsBack,
                        transaction.cause(),
                        transaction.isAsked(),
                        engine.isSilentRollback()));
    }

    private void exitNested(boolean keep, ThreadState thread) {
        EndVerdict verdict;
        if (!hasSavepoint()) {
            // The nearest block with a savepoint undoes it.
            Throwable thrown = failure;
            if (thrown == null) {
                verdict = EndVerdict.VALUE;
            } else {
                if (rollsBack) {
                    transaction.markBroken(thrown);
                }
                verdict = verdict(EndVerdict.End.LEFT_TO_PARENT, null);
            }
        } else {
            Throwable refused = keep ? transaction.release(this) : null;
            verdict = keep && refused == null && failure == null
                    ? EndVerdict.VALUE
                    : verdict(end(keep, refused), (TransactionException) refused);
            if (!keep) {
                transaction.rollBack(this, verdict.failure(), verdict.isOwn());
            }
        }
        restoreConnection();
        boolean left;
        synchronized (lane) {
            left = phase() == ScopePhase.ABANDONED;
            leaveToParent();
        }
        if (!left) {
            nestedEnded(verdict, thread);
        }
    }

    /** Holding the lane's lock, with the end decided: whether the block is nested and over, since the database has no part in its end. */
    final boolean endsAtOnce(boolean keep) {
        if (parent == null || !keep || failure != null || ownSavepoint() != null) {
            return false;
        }
        leaveToParent();
        return true;
    }

    /** Holding the lane's lock: a nested block is over, and the one around it is the innermost again. */
    private void leaveToParent() {
        become(ScopePhase.ENDED);
        lane.setTip(Objects.requireNonNull(parent));
        if (hasSavepoint()) {
            transaction.speakOf(Objects.requireNonNull(parentNode()));
        }
        lane.exclusiveEnded();
    }

    final void nestedEnded(EndVerdict verdict, ThreadState thread) {
        if (observation != null) {
            observeEnd(true, verdict.outcome(), verdict.failure());
        }
        tell(verdict.failure(), thread);
    }

    // ---- without a turn

    @Override
    public final void abandon() {
        synchronized (lane) {
            boolean isRollingBack = phase() == ScopePhase.ENDING && rollsBack;
            boolean isConnecting = phase() == ScopePhase.WAITING && rollsBack;
            if (!isRollingBack && !isConnecting && phase() != ScopePhase.STOPPING) {
                return;
            }
        }
        Abandonment.of(this, null, null);
    }

    @Override
    public final void abandonEnding(Duration limit) {
        synchronized (lane) {
            boolean isClosing = exits && (phase() == ScopePhase.EXITING || phase() == ScopePhase.STOPPING);
            if (!isClosing && phase() != ScopePhase.ENDING) {
                return;
            }
        }
        Abandonment.of(this, limit, null);
    }

    @Override
    public final void crash(Throwable thrown) {
        Abandonment.of(this, null, thrown);
        if (parent == null) {
            lane.close();
        }
    }

    private void endAfterHooks(@Nullable Throwable problem) {
        synchronized (lane) {
            become(ScopePhase.ENDED);
        }
        tell(problem, ThreadState.current());
    }

    // ---- the last words

    final boolean isCounted() {
        synchronized (lane) {
            return phase().isCounted();
        }
    }

    final void stopClock() {
        Future<?> running = clock;
        if (running != null) {
            running.cancel(false);
        }
    }

    /** The connection is back, or was never taken: who waits for one may have it. */
    final void leaveLane() {
        lane.close();
        ThreadState.current().release(database.admission(), lane, engine.dispatcher());
    }

    /** The end of the block that this one was opened in need not wait for it any more. */
    final void leaveOpener() {
        BlockScope around = openerElsewhere();
        if (around != null) {
            around.removeIndependent(this);
            if (parent != null) {
                engine.independentAdmission().left(this);
            }
        }
    }

    /** Ends a block whose body did not run, and that has been moved to its last phase. */
    final void endUnstarted(Throwable problem) {
        if (parent == null) {
            leaveLane();
        }
        observeEnd(false, Outcome.ROLLED_BACK, problem);
        tell(problem, ThreadState.current());
    }

    /** Tells the caller, and the block that this one belongs to. Once, by whoever has moved the block to a phase in which that is due. */
    final void tell(@Nullable Throwable problem, ThreadState thread) {
        stopClock();
        BlockNode owner = parent != null ? parentNode() : ScopeContext.innermostBlock(opener(), engine);
        if (problem != null) {
            if (owner != null) {
                owner.workFailed(future, problem);
            } else if (handoff == null) {
                future.failsAlone(place(), problem);
            }
        }
        leaveOpener();
        Object value = problem == null ? result : null;
        if (handoff != null) {
            // Nobody but the caller's own thread waits for it.
            future.settleHere(value, problem, thread);
            handoff.release(thread);
        } else if (thread.isReserved()) {
            boolean isAwaited = keepFromIdle();
            engine.dispatcher().execute(() -> {
                future.settle(value, problem, ThreadState.current());
                if (isAwaited) {
                    engine.unfinished().remove(this);
                }
            });
        } else {
            future.settle(value, problem, thread);
        }
    }
}
