package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.UnexpectedRollbackException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The end of a block, in its second turn on the lane: everything that it accepted has run, and it commits or rolls back, by
 * Django's rules in {@link TransactionState}. Or, where the driver does not let go of the lane in time, without that turn.
 */
abstract class BlockEnding extends ObservedBlock implements Independent, Abortable {

    final BlockFuture<@Nullable Object> future;

    /** Completed when the caller may run the body, or when the block has ended before; null if the body runs elsewhere. */
    final @Nullable ScopeFuture<@Nullable Void> turn;

    /** When the block must be over, in terms of {@code System.nanoTime}; 0 for never. Written before it is opened. */
    long deadline;

    /** What will happen at the deadline, or after its grace. */
    volatile @Nullable Future<?> clock;

    // Guarded by the lane:
    private boolean told;

    /** The end was decided without the thread that is stuck in it. */
    private boolean abandoned;

    @Nullable
    Object result;

    @Nullable
    Throwable failure;

    BlockEnding(
            Engine engine,
            BlockSettings settings,
            ManagedDatabase database,
            @Nullable Context opener,
            CheckedSupplier<?, ?> body,
            boolean blocks) {
        super(engine, settings, database, opener, body);
        this.turn = blocks ? new ScopeFuture<>(engine.dispatcher()) : null;
        this.future = new BlockFuture<>(engine.dispatcher());
    }

    BlockEnding(
            BlockContext parent, BlockSettings settings, Context opener, CheckedSupplier<?, ?> body, boolean blocks) {
        super(parent, settings, opener, body);
        this.turn = blocks ? new ScopeFuture<>(engine.dispatcher()) : null;
        this.future = new BlockFuture<>(engine.dispatcher());
    }

    final BlockFuture<@Nullable Object> future() {
        return future;
    }

    // ---- with a turn

    /** Ends the block, unless it must wait for independent work first. */
    final void exit(ThreadState thread) {
        boolean closes = usesConnection();
        if (closes) {
            if (waitsForIndependents()) {
                lane.endExclusive();
                return;
            }
            closeStatements();
            if (lane.lender != null) {
                EnclosedWork.flush(this);
            }
        }
        boolean keep;
        synchronized (lane) {
            if (!closes && waitsForIndependents()) {
                lane.exclusiveEnded();
                return;
            }
            keep = decideEnd();
        }
        carryOut(keep, thread);
    }

    /** Holding the lane's lock: whether the block commits. Nothing can stop it from now on. */
    final boolean decideEnd() {
        if (failure == null && Deadline.hasPassed(deadline)) {
            failure = settings.timedOut(body);
        }
        boolean failed = fails(failure);
        if (!failed) {
            markSwallowedFailures();
        }
        phase = Phase.ENDING;
        return !failed && !transaction.isRollback();
    }

    /** Commits or rolls back, as was decided. */
    final void carryOut(boolean keep, ThreadState thread) {
        if (parent == null) {
            exitTransaction(keep, failure, thread);
        } else {
            exitNested(keep, failure, thread);
        }
    }

    /** Whether the body's failure rolls back. */
    final boolean fails(@Nullable Throwable thrown) {
        return thrown != null && !settings.commitsOn(thrown);
    }

    private void exitTransaction(boolean keep, @Nullable Throwable thrown, ThreadState thread) {
        Throwable problem = null;
        if (keep) {
            problem = transaction.commit(this);
        } else if (transaction.isInDoubt()) {
            problem = transaction.lostBegin(place());
        }
        boolean committed = keep && problem == null;
        Throwable verdict = verdict(thrown, problem, keep);
        if (!keep) {
            transaction.rollBackAll(verdict);
        }
        restoreConnection();
        transaction.disconnect();
        if (observation != null) {
            observation.releases();
        }
        boolean unknown = problem instanceof CommitOutcomeUnknownException;
        boolean first;
        boolean plain;
        boolean left;
        boolean last;
        synchronized (lane) {
            phase = Phase.ENDED;
            first = isConcludedNow();
            left = abandoned;
            plain = !left && !told && (unknown || !transaction.hasHooks());
            told |= plain;
            lane.exclusiveEnded();
            lane.closed();
            last = plain
                    && turn == null
                    && observation == null
                    && !lane.hasReady()
                    && future.getNumberOfDependents() == 0;
            if (last) {
                // The thread need not come back to it.
                lane.idle();
            }
        }
        // Before the connection goes to another block, since close() waits for hooks too.
        List<RegisteredHooks.Hook> hooks = plain || left || unknown ? List.of() : takeHooks(committed);
        if (last) {
            thread.releaseLast(database.admission(), lane, engine.dispatcher());
        } else {
            thread.release(database.admission(), lane, engine.dispatcher());
        }
        if (first) {
            observeEnd(outcome(committed, problem), verdict);
        }
        if (plain) {
            tell(verdict, thread);
        } else if (!left) {
            endAfter(hooks, verdict);
        }
    }

    /** The hooks to run now; {@code close} waits for them. */
    private List<RegisteredHooks.Hook> takeHooks(boolean committed) {
        List<RegisteredHooks.Hook> hooks = lane.lender == null
                ? transaction.takeHooks(committed)
                : EnclosedHooks.putOff(this, lane.lender, committed);
        if (!hooks.isEmpty()) {
            engine.unfinished().add(this);
        }
        return hooks;
    }

    private void endAfter(List<RegisteredHooks.Hook> hooks, @Nullable Throwable verdict) {
        if (hooks.isEmpty()) {
            end(verdict);
            return;
        }
        new Hooks(hooks, AutocommitContext.forHooks(engine, database, opener()), place(), result).run(failed -> {
            end(verdict != null ? verdict : failed);
            engine.unfinished().remove(this);
        });
    }

    private static Outcome outcome(boolean committed, @Nullable Throwable problem) {
        if (committed) {
            return Outcome.COMMITTED;
        }
        return problem instanceof CommitOutcomeUnknownException ? Outcome.UNKNOWN : Outcome.ROLLED_BACK;
    }

    private void exitNested(boolean keep, @Nullable Throwable thrown, ThreadState thread) {
        Throwable verdict = thrown;
        Throwable refused = null;
        if (!hasSavepoint()) {
            // The nearest block with a savepoint undoes it.
            if (fails(thrown)) {
                transaction.markBroken(Objects.requireNonNull(thrown));
            }
        } else {
            refused = keep ? transaction.release(this) : null;
            verdict = verdict(thrown, refused, keep);
            if (!keep) {
                transaction.rollBack(this, verdict);
            }
        }
        restoreConnection();
        boolean tells;
        synchronized (lane) {
            phase = Phase.ENDED;
            lane.setTip(Objects.requireNonNull(parent));
            lane.exclusiveEnded();
            tells = !told;
            told = true;
        }
        if (observation != null) {
            boolean kept = hasSavepoint() ? keep && refused == null : !fails(thrown);
            conclude(outcome(kept, null), verdict);
        }
        if (tells) {
            tell(verdict, thread);
        }
    }

    /** What the caller gets: the body's failure first, then that of the end itself, then that the end was not what it seemed. */
    private @Nullable Throwable verdict(@Nullable Throwable thrown, @Nullable Throwable refused, boolean keep) {
        if (refused != null) {
            // COMMIT did not happen, so a failure that was to commit must say that.
            Failures.suppress(refused, thrown);
            return refused;
        }
        return thrown != null || keep ? thrown : surprise();
    }

    /** What the caller of a block that ended normally but is rolled back must learn; null if that was asked for. */
    private @Nullable Throwable surprise() {
        if (transaction.isAsked() || engine.isSilentRollback()) {
            return null;
        }
        Throwable cause = transaction.cause();
        return new UnexpectedRollbackException(
                "Block " + place() + " ended normally but was rolled back, because something in it had failed before: "
                        + Failures.describe(cause)
                        + ". Let the failure reach the end of the block, put what may fail in a nested block, or call"
                        + " setRollback(true) if the rollback is meant",
                cause);
    }

    // ---- without a turn

    /**
     * The statement did not stop when it was cancelled: the caller is told now, and the connection is closed under it. Whoever is
     * stuck in the driver finds, once it lets go, that all is over.
     */
    @Override
    final void abandon() {
        Throwable problem;
        synchronized (lane) {
            if (phase == Phase.ENDED || phase == Phase.ENDING) {
                return;
            }
            abandoned = true;
            problem = failure != null ? failure : settings.timedOut(body);
        }
        if (transaction.isInDoubt()) {
            Throwable unknown = transaction.lostBegin(outermost().place());
            Failures.suppress(unknown, problem);
            problem = unknown;
        }
        giveUpConnection(problem);
    }

    @Override
    final void abandonEnding(Duration limit) {
        Throwable thrown;
        synchronized (lane) {
            if (phase != Phase.ENDING || told || abandoned) {
                return;
            }
            abandoned = true;
            thrown = failure;
        }
        if (transaction.isCommitted()) {
            // COMMIT was answered, and only the connection does not come back, which is not the block's failure.
            engine.dispatcher().runOnSpareThread(() -> endAfter(takeHooks(true), thrown));
            transaction.markUnusable();
            conclude(Outcome.COMMITTED, thrown);
            closeConnection();
        } else if (transaction.isInDoubt()) {
            giveUpConnection(transaction.lostBegin(place()));
        } else if (transaction.refusal() != null) {
            giveUpConnection(transaction.refusal());
        } else if (transaction.isCommitting()) {
            giveUpConnection(new CommitOutcomeUnknownException(
                    "Whether block " + place()
                            + " committed is not known, because COMMIT was sent and not answered within " + limit
                            + ". Ask the database before doing the work again",
                    thrown));
        } else if (thrown != null || transaction.isRollback()) {
            giveUpConnection(thrown != null ? thrown : surprise());
        } else {
            giveUpConnection(new TransactionSystemException(
                    "Block " + place() + " was rolled back because its savepoint was not released within " + limit,
                    null));
        }
    }

    private void giveUpConnection(@Nullable Throwable problem) {
        if (problem != null) {
            transaction.markBroken(problem);
        }
        transaction.markUnusable();
        keepEnclosingFromCommit();
        Outcome outcome = outcome(false, problem);
        conclude(outcome, problem);
        List<RegisteredHooks.Hook> hooks =
                parent == null && outcome == Outcome.ROLLED_BACK ? takeHooks(false) : List.of();
        if (hooks.isEmpty()) {
            end(problem);
        } else {
            engine.dispatcher().runOnSpareThread(() -> endAfter(hooks, problem));
        }
        closeConnection();
    }

    private void closeConnection() {
        engine.dispatcher().runOnSpareThread(() -> {
            transaction.closePhysically();
            // The pool may open another in its place.
            ThreadState.current().release(database.admission(), lane, engine.dispatcher());
        });
    }

    // ---- the last words

    final boolean hasEnded() {
        synchronized (lane) {
            return phase == Phase.ENDED;
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
        BlockScope around = Context.innermostBlock(opener(), engine);
        if (around != null && around.lane != lane) {
            around.removeIndependent(this);
        }
    }

    /** Tells the caller, and the block that this one belongs to; the first time counts. */
    final void end(@Nullable Throwable problem) {
        synchronized (lane) {
            if (told) {
                return;
            }
            told = true;
        }
        tell(problem, ThreadState.current());
    }

    private void tell(@Nullable Throwable problem, ThreadState thread) {
        stopClock();
        BlockNode owner = parent != null ? parentNode() : Context.innermostBlock(opener(), engine);
        if (owner != null && problem != null) {
            owner.workFailed(future, problem);
        }
        leaveOpener();
        future.settle(problem == null ? result : null, problem, thread);
        if (turn != null) {
            turn.settle(null, null, thread);
        }
    }
}
