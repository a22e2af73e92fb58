package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.internal.common.Deadline;
import dev.aatomic.runtime.internal.lane.DelayedConnection;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.LaneScope;
import dev.aatomic.runtime.internal.lane.LaneTask;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What cuts a block short: a cancel, the deadline, the end of the block around it. */
final class ScopeCancellation {

    /** How long a statement has to stop after it was cancelled. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private ScopeCancellation() {}

    // ---- the deadline

    /**
     * Starts the clock, if there is a limit; before the wait for a connection.
     *
     * @param shared the deadline that the block has in common with other attempts of it; 0 for none
     */
    static void startClock(BlockScope block, long shared) {
        ScopeTimeout around = block.parent == null ? null : block.parent.timeout;
        long outer = around == null ? 0L : around.deadline;
        if (block.settings.timeoutNanos == 0L) {
            if (outer != 0L) {
                block.timeout = new ScopeTimeout(outer);
            }
            return;
        }
        long own = shared != 0L ? shared : Deadline.after(block.settings.timeoutNanos);
        ScopeTimeout timeout = new ScopeTimeout(Deadline.earlier(own, outer));
        block.timeout = timeout;
        try {
            timeout.start(
                    block.engine.dispatcher.schedule(() -> timeOut(block), Math.max(0L, own - System.nanoTime())));
        } catch (RejectedExecutionException closed) {
            // close() was called after the check for it.
            throw block.engine.refusedByClose(block.place(), closed);
        }
    }

    /** The block's time limit. A block that had none gets one without a deadline, for the wait for its end. */
    static ScopeTimeout timeout(BlockScope block) {
        synchronized (block.lane) {
            ScopeTimeout known = block.timeout;
            if (known == null) {
                known = new ScopeTimeout(0L);
                block.timeout = known;
            }
            return known;
        }
    }

    private static void timeOut(BlockScope block) {
        block.abort(block.settings.timedOut(block.body));
        startGrace(block);
    }

    /** Sees to it that the caller is told within the grace, whether or not the database lets go of the statement. */
    private static void startGrace(BlockScope block) {
        ScopeTimeout timeout = timeout(block);
        timeout.stop();
        if (block.phaseNow().isCounted()) {
            return;
        }
        try {
            timeout.start(block.engine.dispatcher.schedule(() -> ScopeExit.abandon(block), GRACE_NANOS));
        } catch (RejectedExecutionException closed) {
            // close() has a limit of its own.
            return;
        }
        if (block.phaseNow().isCounted()) {
            timeout.stop();
        }
    }

    // ---- the cut

    /**
     * Notes the stage that the body returned, if it can be cancelled. It is cancelled at once if the block was, before the body returned.
     */
    static void bodyRunsOn(BlockScope block, CompletableFuture<?> stage) {
        boolean cancelled;
        synchronized (block.lane) {
            block.bodyFuture = stage;
            cancelled = block.failure() != null;
        }
        if (cancelled) {
            block.engine.dispatcher.cancel(stage);
        }
    }

    /**
     * What a failure stops.
     *
     * @param running what is open inside, each as the function that tells it
     */
    record StoppedWork(
            List<LaneTask> queued,
            List<Consumer<Throwable>> running,
            @Nullable Runnable statement) {}

    /**
     * Takes out what a failure stops, in the section of the lane's lock in which the failure becomes known: a moment later the block may be
     * over, and its parent at work.
     */
    static StoppedWork cutShort(BlockScope block) {
        block.become(ScopePhase.STOPPING);
        List<LaneTask> queued = block.takeQueue();
        DelayedConnection late = block.lane.delayed();
        if (late != null && block.parent == null) {
            late.withdraw();
        } else if (late != null) {
            late.withdrawUnlessNeeded();
        }
        List<Consumer<Throwable>> running = new ArrayList<>();
        for (LaneScope scope = block.lane.innermost; scope != block && scope != null; scope = scope.parent()) {
            running.add(scope::cancelBy);
        }
        ChildTransactions.of(block).forEach(child -> running.add(child::cancelBy));
        boolean statement = block.lane.isPinned() && !block.lane.isOwnedHere();
        return new StoppedWork(queued, running, statement ? block.transaction().statementCancellation() : null);
    }

    static void stop(BlockScope block, StoppedWork work, Throwable reason) {
        // Callers that this lets go on must not do so on this thread, which may itself wait for this very block.
        ThreadState.current().runReserved(() -> {
            work.running().forEach(running -> running.accept(reason));
            if (work.statement() != null) {
                block.engine.dispatcher.runOnSpareThread(work.statement());
                startGrace(block);
            }
            work.queued().forEach(task -> task.drop(reason));
        });
    }

    /**
     * Makes the block roll back with a failure, wherever it is: one look at its phase decides, in the section of the lock that moves it.
     * From then on the caller learns of it within the grace, whatever the driver does.
     *
     * @param reasonIn the failure, by the phase in which the block is found
     * @return false if it is too late
     */
    static boolean abort(BlockScope block, Function<ScopePhase, Throwable> reasonIn) {
        Throwable reason;
        StoppedWork work = null;
        CompletableFuture<?> running = null;
        boolean wake = false;
        boolean unstarted = false;
        synchronized (block.lane) {
            ScopePhase from = block.phase;
            boolean isCutAlready = from == ScopePhase.WAITING && block.failure() != null;
            if (isCutAlready || !from.canBeCutShort()) {
                return false;
            }
            reason = reasonIn.apply(from);
            block.failsWith(reason);
            switch (from) {
                case WAITING -> {
                    // Out of the queue it would be seen by nobody before its caller is told, and close() waits for
                    // that.
                    block.engine.unfinished.add(block);
                    unstarted = UnenteredExit.leaveQueue(block);
                    if (!unstarted) {
                        block.engine.unfinished.remove(block);
                    }
                    // Else its turn has come: start() finds the failure, and gives the connection back.
                }
                case OPEN -> {
                    work = cutShort(block);
                    block.enqueue(block);
                    wake = block.lane.innermost == block && block.lane.wake();
                    running = block.bodyFuture;
                }
                default -> {
                    boolean queued = block.removeQueued(block);
                    work = cutShort(block);
                    if (queued) {
                        block.enqueue(block);
                    }
                    // The end may have been held up by what is stopped now.
                    wake = queued && block.lane.innermost == block && block.lane.wake();
                }
            }
        }
        if (unstarted) {
            UnenteredExit.tell(block, reason, true);
            return true;
        }
        startGrace(block);
        if (work != null) {
            stop(block, work, reason);
        }
        if (wake) {
            LaneExecution.schedule(block.lane, block, block);
        }
        if (running != null) {
            block.engine.dispatcher.cancel(running);
        }
        return true;
    }
}
