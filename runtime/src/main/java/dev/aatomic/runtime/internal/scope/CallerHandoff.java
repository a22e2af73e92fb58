package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.internal.body.Body;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.lane.AwaitedTurn;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.Fork;
import dev.aatomic.runtime.internal.lane.Lane;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the caller of a blocking form, which runs the body on its own thread, gets the lane. Other forms have no such object.
 *
 * <p>A worker of a {@link java.util.concurrent.ForkJoinPool} only waits, and the body runs on a thread of ours: while a worker waits in a
 * body it runs other people's tasks, and these would find themselves in the block.
 *
 * <p>A {@link Fork} runs the body without the lane: what the body needs of the database, and the end, others do.
 */
final class CallerHandoff {

    private final @Nullable Thread caller;

    /** Whether the caller does not get the lane, but only leave to run the body. */
    private final boolean isWithoutLane;

    /** Completed when the caller may run the body, or when the block has ended before. */
    private final ScopeFuture<@Nullable Void> grant;

    /** Whether the caller has got the lane and must run the body; published by {@code grant}. */
    private boolean granted;

    /** Whether the caller has begun to run the body. Touched by its thread only. */
    private boolean hasBegun;

    /** The state of the caller's thread, while that has the lane on its stack for this block. Touched by that thread only. */
    private @Nullable ThreadState entered;

    /**
     * Prepares to get the lane for the calling thread.
     *
     * @param bound whether the body is bound to the calling thread, and must run on it even if that is a worker
     * @param isConnectionBound whether so is the connection
     */
    CallerHandoff(Dispatcher dispatcher, boolean bound, boolean isConnectionBound) {
        ThreadState thread = ThreadState.current();
        caller = bound || !thread.isWorker() ? thread.thread : null;
        isWithoutLane = thread.fork != null && !isConnectionBound;
        grant = new ScopeFuture<>(dispatcher);
    }

    /** Whether the lane starts on another thread than the caller's. */
    boolean startsElsewhere() {
        return caller == null || isWithoutLane;
    }

    /** Lets go of the lane, to give it to the caller, unless that is to be without. In one move: in between, the watchdog could give it to a third thread. */
    void give(Lane lane) {
        synchronized (lane) {
            lane.unpinLocked();
            if (!isWithoutLane) {
                lane.handOver(Objects.requireNonNull(caller));
            }
        }
    }

    /** The thread that runs the body; null if the caller only waits. */
    @Nullable
    Thread caller() {
        return caller;
    }

    /** Whether the body is to run on another thread than this. */
    boolean isAwayFrom(Thread thread) {
        return caller != null && caller != thread;
    }

    /** Notes that the caller got the lane as soon as it asked. */
    void grantAtOnce() {
        granted = true;
    }

    /** After the lane was handed over: a caller that sees the flag before the grant is completed must own the lane already. */
    void grant() {
        granted = true;
        grant.settleHere(null, null, ThreadState.current());
    }

    /** The body needs no caller any more: it runs where its turn was, or the block has ended. */
    void release(ThreadState thread) {
        grant.settleHere(null, null, thread);
    }

    /** Waits on the caller's thread for the grant, or the end. */
    private void await(BlockScope block) {
        ThreadState thread = ThreadState.current();
        AwaitedTurn below = thread.awaitedTurn;
        boolean previousAwaiting = thread.isAwaitingTurn;
        thread.awaitedTurn = new Turn(this, block, below);
        thread.isAwaitingTurn = true;
        try {
            if (block.parent == null) {
                grant.awaitConnection();
            } else {
                grant.awaitTurn();
            }
        } finally {
            thread.awaitedTurn = below;
            thread.isAwaitingTurn = previousAwaiting;
        }
    }

    private record Turn(
            CallerHandoff handoff,
            BlockScope block,
            @Nullable AwaitedTurn below) implements AwaitedTurn {

        @Override
        public boolean runIfGranted() {
            return handoff.runIfGranted(block);
        }
    }

    private boolean runIfGranted(BlockScope block) {
        boolean mayRun = grant.isDone() && granted && !hasBegun && !block.future.isDone();
        if (!mayRun || isWithoutLane || Body.isBoundToThread(block.body)) {
            return false;
        }
        ThreadState thread = ThreadState.current();
        thread.enter(block.lane);
        try {
            begin(block, thread);
        } finally {
            thread.leave();
            LaneExecution.release(block.lane, thread);
        }
        return true;
    }

    /** Runs the body, on the caller's thread. */
    private void begin(BlockScope block, ThreadState thread) {
        hasBegun = true;
        if (block.parent == null && !isWithoutLane) {
            LaneExecution.pump(block.lane, block, thread);
        } else {
            ScopeEntry.runBody(block, thread);
        }
    }

    void enter(Lane lane, ThreadState thread) {
        thread.enter(lane);
        entered = thread;
    }

    /** The caller has its end: its thread lets go of the lane. */
    void leave(Lane lane) {
        ThreadState thread = entered;
        if (thread != null) {
            thread.leave();
            LaneExecution.release(lane, thread);
        }
    }

    /** Asks for a turn of the block, waits for it, and runs the body on the caller's thread, which is this one. */
    void open(BlockScope block) {
        Lane lane = block.lane;
        if (block.parent != null) {
            ScopeEntry.queueIn(block, block.parent, ThreadState.current());
        } else if (ScopeEntry.admit(block)) {
            if (startsElsewhere()) {
                block.startOnCaller();
            } else {
                lane.ownHere();
                grantAtOnce();
            }
        } else {
            ScopeEntry.queued(block);
        }
        if (!granted && !block.future.isDone()) {
            await(block);
        }
        if (granted && !hasBegun && !block.future.isDone()) {
            ThreadState thread = ThreadState.current();
            if (!isWithoutLane) {
                enter(lane, thread);
            }
            begin(block, thread);
        }
    }
}
