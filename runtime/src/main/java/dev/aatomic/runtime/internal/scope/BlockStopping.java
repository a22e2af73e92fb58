package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.common.Deadline;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.jdbc.ConnectionShortage;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Gate;
import dev.aatomic.runtime.internal.lane.LaneTask;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What cuts a block short: its body's stage that completed, a cancel, the deadline, a refusal. Whichever comes first decides; from
 * then on the block refuses work, and after a failure what it had accepted is dropped, or cancelled where it runs.
 */
abstract class BlockStopping extends BlockEnding {

    /** How long a statement has to stop after it was cancelled. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Guarded by the lane. */
    private @Nullable CompletableFuture<?> bodyFuture;

    BlockStopping(
            Services engine,
            BlockSettings settings,
            ManagedDatabase database,
            @Nullable Context opener,
            CheckedSupplier<?, ?> body,
            @Nullable CallerHandoff handoff) {
        super(engine, settings, database, opener, body, handoff);
    }

    BlockStopping(
            BlockContext parent,
            BlockSettings settings,
            Context opener,
            CheckedSupplier<?, ?> body,
            @Nullable CallerHandoff handoff) {
        super(parent, settings, opener, body, handoff);
    }

    // ---- the deadline

    /** One of several attempts, which share a deadline. Before the block is opened. */
    public final void setAttempt(int number, long shared) {
        attempt = number;
        deadline = shared;
    }

    /** Starts the clock, if there is a limit; before the wait for a connection. */
    final void startClock() {
        long around = parent == null ? 0L : ((BlockEnding) parent).deadline;
        if (settings.timeoutNanos() == 0L) {
            deadline = around;
            return;
        }
        long own = deadline != 0L ? deadline : Deadline.after(settings.timeoutNanos());
        deadline = Deadline.earlier(own, around);
        try {
            clock = engine.dispatcher().schedule(this::timeOut, Math.max(0L, own - System.nanoTime()));
        } catch (RejectedExecutionException closed) {
            // close() has come between the look at it and here.
            throw engine.refusedByClose(place(), closed);
        }
    }

    private void timeOut() {
        abort(settings.timedOut(body));
        startGrace();
    }

    /** Whether or not the database lets go of the statement, the caller learns of it. */
    private void startGrace() {
        stopClock();
        if (isCounted()) {
            return;
        }
        try {
            clock = engine.dispatcher().schedule(this::abandon, GRACE_NANOS);
        } catch (RejectedExecutionException closed) {
            // close() has a limit of its own.
            return;
        }
        if (isCounted()) {
            stopClock();
        }
    }

    // ---- the body is done, whoever says so first

    /** The stage that the body returned, if it can be cancelled: at once if the block was, before the body returned. */
    final void bodyRunsOn(CompletableFuture<?> stage) {
        boolean cancelled;
        synchronized (lane) {
            bodyFuture = stage;
            cancelled = failure != null;
        }
        if (cancelled) {
            engine.dispatcher().cancel(stage);
        }
    }

    /**
     * The body is done: from now on work is refused, and the block ends after what it accepted before. After a failure that is
     * dropped, or cancelled where it runs.
     *
     * @return false if the block was told so before
     */
    public final boolean finish(@Nullable Object value, @Nullable Throwable thrown) {
        Throwable unwrapped = thrown == null ? null : Failures.unwrap(thrown);
        StoppedWork work = null;
        boolean wake;
        synchronized (lane) {
            if (phase() != ScopePhase.OPEN) {
                return false;
            }
            ended(value, unwrapped);
            if (rollsBack) {
                work = cutShort();
            } else {
                become(ScopePhase.EXITING);
            }
            enqueue(this);
            wake = lane.tip() == this && lane.wake();
        }
        if (work != null) {
            stop(work, unwrapped);
        }
        if (wake) {
            lane.schedule(this, this);
        }
        return true;
    }

    /**
     * As {@link #finish}, on the thread that has run the body. Where nothing is left to wait for the end follows at once and in the
     * same move: a body whose stage is complete when it returns, or that needs none, is the common case.
     */
    final void finishAndEnd(@Nullable Object value, @Nullable Throwable thrown, ThreadState thread) {
        Throwable unwrapped = thrown == null ? null : Failures.unwrap(thrown);
        boolean keep = false;
        boolean over = false;
        boolean ends;
        boolean closes;
        synchronized (lane) {
            ends = phase() == ScopePhase.OPEN && !hasIndependents() && lane.beginEnd(this);
            closes = usesConnection();
            if (ends) {
                ended(value, unwrapped);
                if (closes) {
                    // There is no work of its to stop.
                    become(rollsBack ? ScopePhase.STOPPING : ScopePhase.EXITING);
                    exits = true;
                } else {
                    keep = decideEnd();
                    over = endsAtOnce(keep);
                }
            }
        }
        if (!ends) {
            finish(value, unwrapped);
        } else if (closes) {
            closeAndEnd(thread);
        } else if (over) {
            nestedEnded(EndVerdict.VALUE, thread);
        } else {
            carryOut(keep, thread);
        }
    }

    /** What a failure stops. */
    private record StoppedWork(
            List<LaneTask> queued,
            List<Independent> running,
            @Nullable Runnable statement) {}

    /** Holding the lane's lock as the failure becomes known: a moment later the block may be over, and its parent at work. */
    private StoppedWork cutShort() {
        become(ScopePhase.STOPPING);
        List<LaneTask> queued = takeQueue();
        List<Independent> running = new ArrayList<>();
        for (Gate gate = lane.tip(); gate != this && gate != null; gate = gate.parent) {
            running.add((BlockStopping) gate);
        }
        running.addAll(independents());
        boolean statement = lane.isExclusive() && !lane.isOwnedHere();
        return new StoppedWork(queued, running, statement ? transaction.statementCancellation() : null);
    }

    private void stop(StoppedWork work, Throwable reason) {
        // Whose callers go on with it is none of this thread's business, which may wait for this very block.
        ThreadState.current().runReserved(() -> {
            work.running().forEach(running -> running.cancelBy(reason));
            if (work.statement() != null) {
                engine.dispatcher().runOnSpareThread(work.statement());
                startGrace();
            }
            work.queued().forEach(task -> task.drop(reason));
        });
    }

    @Override
    public final void cancelBy(Throwable reason) {
        abort(Failures.cancelledWithParent(place(), reason));
    }

    /**
     * Makes the block roll back with a failure, wherever it is: one look at its phase decides, in the section of the lock that moves it.
     * From then on the caller learns of it within the grace, whatever the driver does.
     *
     * @return false if it is too late
     */
    @Override
    public final boolean abort(Throwable reason) {
        return abort(phase -> reason);
    }

    /** As {@link #abort(Throwable)}, where the failure depends on the phase. */
    final boolean abort(Function<ScopePhase, Throwable> reasonIn) {
        Throwable reason;
        StoppedWork work = null;
        CompletableFuture<?> running = null;
        boolean wake = false;
        boolean unstarted = false;
        synchronized (lane) {
            ScopePhase from = phase();
            boolean isWaiting = from == ScopePhase.WAITING && failure == null;
            if (!isWaiting && from != ScopePhase.OPEN && from != ScopePhase.EXITING) {
                return false;
            }
            reason = reasonIn.apply(from);
            failsWith(reason);
            switch (from) {
                case WAITING -> {
                    unstarted = leavesQueue();
                    // Else its turn has come: start() finds the failure, and gives the connection back.
                }
                case OPEN -> {
                    work = cutShort();
                    enqueue(this);
                    wake = lane.tip == this && lane.wake();
                    running = bodyFuture;
                }
                default -> {
                    boolean queued = removeQueued(this);
                    work = cutShort();
                    if (queued) {
                        enqueue(this);
                    }
                    // The end may have been held up by what is stopped now.
                    wake = queued && lane.tip == this && lane.wake();
                }
            }
        }
        if (unstarted) {
            endUnstarted(reason);
            return true;
        }
        startGrace();
        if (work != null) {
            stop(work, reason);
        }
        if (wake) {
            lane.schedule(this, this);
        }
        if (running != null) {
            engine.dispatcher().cancel(running);
        }
        return true;
    }

    /** Holding the lane's lock, of a block that waits: whether it has left the queue that it was in, and so is over. */
    final boolean leavesQueue() {
        if (parent != null) {
            parent.removeQueued(this);
        } else {
            Admission admission = database.admission();
            boolean leaves = admission.cancel(lane) || (admission.isHolding(lane) && lane.leavesExecutor());
            if (!leaves) {
                return false;
            }
        }
        become(ScopePhase.ENDED);
        return true;
    }

    @Override
    public final boolean contains(@Nullable Context current) {
        return ScopeContext.isWithin(current, this);
    }

    @Override
    public final boolean isCancelled() {
        synchronized (lane) {
            return rollsBack && failure instanceof CancellationException;
        }
    }

    @Override
    public final void abortWith(Throwable reason) {
        abort(reason);
    }

    /** The parent's body failed before this block had its turn, or the executor refused its start. */
    @Override
    public final void drop(Throwable reason) {
        endUnentered(notEntered(reason));
    }

    final CannotCreateTransactionException notEntered(Throwable reason) {
        return new CannotCreateTransactionException(
                "Block " + place() + " was not entered: " + Failures.describe(reason) + ". Its body did not run",
                reason);
    }

    @Override
    public final void expire(String why) {
        endUnentered(new CannotCreateTransactionException(
                "Block " + place() + " was not entered: " + why + ". Its body did not run. " + ConnectionShortage.MEND,
                null));
    }

    /** It has no place in the queue for connections; an abort that came before has the word. */
    final void endUnentered(Throwable why) {
        Throwable problem;
        synchronized (lane) {
            if (phase() != ScopePhase.WAITING) {
                return;
            }
            become(ScopePhase.ENDED);
            problem = failure == null ? why : failure;
        }
        endUnstarted(problem);
    }

    /** An abort that came before the block was in the queue found nothing there to take out. */
    final void leaveQueueIfAborted() {
        Throwable reason;
        synchronized (lane) {
            reason = failure;
            if (phase() != ScopePhase.WAITING || reason == null || !leavesQueue()) {
                return;
            }
        }
        endUnstarted(reason);
    }
}
