package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
            Engine engine,
            BlockSettings settings,
            ManagedDatabase database,
            @Nullable Context opener,
            CheckedSupplier<?, ?> body,
            boolean blocks) {
        super(engine, settings, database, opener, body, blocks);
    }

    BlockStopping(
            BlockContext parent, BlockSettings settings, Context opener, CheckedSupplier<?, ?> body, boolean blocks) {
        super(parent, settings, opener, body, blocks);
    }

    // ---- the deadline

    /** One of several attempts, which share a deadline. Before the block is opened. */
    final void setAttempt(int number, long shared) {
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
        // Whether or not the database lets go of the statement, the caller learns of it.
        clock = engine.dispatcher().schedule(this::abandon, GRACE_NANOS);
        if (hasEnded()) {
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
            stage.cancel(true);
        }
    }

    /**
     * The body is done: from now on work is refused, and the block ends after what it accepted before. After a failure that is
     * dropped, or cancelled where it runs.
     *
     * @return false if the block was told so before
     */
    final boolean finish(@Nullable Object value, @Nullable Throwable thrown) {
        Throwable unwrapped = thrown == null ? null : Failures.unwrap(thrown);
        StoppedWork work = null;
        boolean wake;
        synchronized (lane) {
            if (phase != Phase.OPEN) {
                return false;
            }
            phase = Phase.EXITING;
            result = value;
            failure = unwrapped;
            if (fails(unwrapped)) {
                work = takeWork();
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
        boolean keep = false;
        boolean ends;
        synchronized (lane) {
            ends = phase == Phase.OPEN && !usesConnection() && !hasIndependents() && lane.beginEnd(this);
            if (ends) {
                result = value;
                failure = thrown == null ? null : Failures.unwrap(thrown);
                if (fails(failure)) {
                    stopped = true;
                }
                keep = decideEnd();
            }
        }
        if (ends) {
            carryOut(keep, thread);
        } else {
            finish(value, thrown);
        }
    }

    /** What a failure stops. */
    private record StoppedWork(
            List<LaneTask> queued,
            List<Independent> running,
            @Nullable Runnable statement) {}

    /** Holding the lane's lock as the failure becomes known: a moment later the block may be over, and its parent at work. */
    private StoppedWork takeWork() {
        List<LaneTask> queued = takeQueue();
        stopped = true;
        List<Independent> running = new ArrayList<>();
        for (Gate gate = lane.tip(); gate != this && gate != null; gate = gate.parent) {
            running.add((BlockStopping) gate);
        }
        running.addAll(independents());
        boolean statement = lane.isExclusive() && !lane.isOwnedHere();
        return new StoppedWork(queued, running, statement ? transaction.statementCancellation() : null);
    }

    private void stop(StoppedWork work, Throwable reason) {
        work.queued().forEach(task -> task.drop(reason));
        work.running().forEach(running -> running.cancelBy(reason));
        if (work.statement() != null) {
            engine.dispatcher().runOnSpareThread(work.statement());
        }
    }

    @Override
    public final void cancelBy(Throwable reason) {
        CancellationException cancelled = new CancellationException(
                "Block " + place() + " was cancelled because the body of the block around it failed");
        cancelled.initCause(reason);
        abort(cancelled);
    }

    /**
     * Makes the block roll back with a failure, wherever it is.
     *
     * @return false if it is too late
     */
    @Override
    public final boolean abort(Throwable reason) {
        StoppedWork work = null;
        boolean wake = false;
        synchronized (lane) {
            if (phase == Phase.EXITING && failure == null) {
                failure = reason;
                boolean queued = removeQueued(this);
                work = takeWork();
                if (queued) {
                    enqueue(this);
                }
                // The end may have been held up by what is stopped now.
                wake = queued && lane.tip() == this && lane.wake();
            }
        }
        if (work != null) {
            stop(work, reason);
            if (wake) {
                lane.schedule(this, this);
            }
            return true;
        }
        if (finish(null, reason)) {
            CompletableFuture<?> running;
            synchronized (lane) {
                running = bodyFuture;
            }
            if (running != null) {
                running.cancel(true);
            }
            return true;
        }
        return abortWaiting(reason);
    }

    @Override
    final void abortWith(Throwable reason) {
        abort(reason);
    }

    /** The block has not started: it leaves the queue it is in, without a trace. */
    final boolean abortWaiting(Throwable reason) {
        synchronized (lane) {
            if (phase != Phase.WAITING || failure != null) {
                return false;
            }
            failure = reason;
            if (parent != null) {
                parent.removeQueued(this);
                phase = Phase.ENDED;
            } else if (database.admission().cancel(lane)) {
                phase = Phase.ENDED;
            } else {
                // Its turn has come: start() finds the failure, and gives the connection back.
                return true;
            }
        }
        endUnstarted(reason);
        return true;
    }

    /** The parent's body failed before this block had its turn, or the executor refused its start. */
    @Override
    final void drop(Throwable reason) {
        synchronized (lane) {
            if (phase != Phase.WAITING) {
                return;
            }
            phase = Phase.ENDED;
        }
        CannotCreateTransactionException problem = new CannotCreateTransactionException(
                "Block " + place() + " was not entered: " + Failures.describe(reason) + ". Its body did not run",
                reason);
        endUnstarted(problem);
    }

    @Override
    final void expire(String why) {
        endUnentered(new CannotCreateTransactionException(
                "Block " + place() + " was not entered: " + why + ". Its body did not run. " + ConnectionShortage.MEND,
                null));
    }

    /** It has no place in the queue for connections; an abort that came before has the word. */
    final void endUnentered(Throwable why) {
        Throwable problem;
        synchronized (lane) {
            phase = Phase.ENDED;
            problem = failure == null ? why : failure;
        }
        endUnstarted(problem);
    }

    final void endUnstarted(Throwable problem) {
        if (parent == null) {
            leaveLane();
        }
        conclude(Outcome.ROLLED_BACK, problem);
        end(problem);
    }

    /** An abort that came before the block was in the queue found nothing there to take out. */
    final void leaveQueueIfAborted() {
        Throwable reason;
        synchronized (lane) {
            reason = failure;
            if (phase != Phase.WAITING
                    || reason == null
                    || !database.admission().cancel(lane)) {
                return;
            }
            phase = Phase.ENDED;
        }
        endUnstarted(reason);
    }
}
