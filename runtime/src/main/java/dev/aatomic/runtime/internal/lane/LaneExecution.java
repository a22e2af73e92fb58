package dev.aatomic.runtime.internal.lane;

import dev.aatomic.runtime.internal.common.InterruptFlag;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Lane} move, for whoever submits, whoever completes, the dispatch executor, and threads that wait for a stage and help. */
public final class LaneExecution {

    private LaneExecution() {}

    /** {@link Lane#granted} where the caller knows its thread's state. */
    public static void start(Lane lane, ThreadState thread) {
        LaneScope root = lane.innermost;
        if (root == null || root.parent() != null) {
            // The thread was away for so long that the watchdog has had the lane started.
            return;
        }
        if (root.startsOnCaller()) {
            root.startOnCaller();
            return;
        }
        if (lane.state != LaneState.SCHEDULED) {
            synchronized (lane) {
                lane.wake();
            }
        }
        if (!thread.takes(lane)) {
            schedule(lane, root, root, thread);
        }
    }

    /**
     * Gives the task its turn: at once if this thread runs the lane, the scope is the innermost and the stack is shallow, after
     * what was queued before; else it is queued.
     *
     * @return false if the scope accepts no more work
     */
    public static boolean execute(Lane lane, LaneScope scope, LaneTask task) {
        return execute(lane, scope, task, ThreadState.current());
    }

    /** {@link #execute(Lane, LaneScope, LaneTask)} where the caller knows its thread's state. */
    public static boolean execute(Lane lane, LaneScope scope, LaneTask task, ThreadState thread) {
        boolean inline = lane.owner == thread.thread && !thread.isDeep();
        boolean wake;
        for (; ; ) {
            LaneTask next;
            synchronized (lane) {
                if (!scope.accepts(thread)) {
                    return false;
                }
                boolean open = scope.phase == ScopePhase.OPEN;
                if (!inline
                        || lane.owner != thread.thread
                        || lane.innermost != scope
                        || (lane.source != null && lane.lacksConnection(scope, task))) {
                    if (open) {
                        scope.enqueue(task);
                    } else {
                        scope.enqueueBeforeEnd(task);
                    }
                    wake = lane.innermost == scope && lane.wake();
                    break;
                }
                // Inside a driver call only this call's own work may go on; what others queued waits for its end.
                next = scope.first == null || !open || lane.isInDriver() ? task : scope.pollQueue();
                lane.begin(next, thread);
            }
            perform(lane, thread, next);
            if (next == task) {
                return true;
            }
        }
        if (wake) {
            schedule(lane, scope, task, thread);
        } else if (lane.source != null) {
            askForConnection(lane, thread);
        }
        return true;
    }

    /** Asks for the lane's connection as the first task is queued that needs it, so that who comes first is served first. */
    private static void askForConnection(Lane lane, ThreadState thread) {
        Runnable asks;
        synchronized (lane) {
            asks = lane.owner == thread.thread ? lane.pollConnection() : null;
        }
        if (asks != null) {
            perform(lane, thread, asks);
        }
    }

    /**
     * Runs a continuation of the user's code on the lane, at once if this thread runs it and the stack is shallow.
     *
     * @param later true never to run it at once
     * @return false if the lane is closed
     */
    public static boolean resume(Lane lane, Lane.Continuation continuation, boolean later) {
        ThreadState thread = ThreadState.current();
        if (!later && lane.owner == thread.thread && !thread.isDeep() && continuation.mayRunOn(thread)) {
            perform(lane, thread, continuation);
            return true;
        }
        boolean wake;
        synchronized (lane) {
            if (lane.state == LaneState.CLOSED && lane.owner == null) {
                return false;
            }
            if (lane.resumed == null) {
                lane.resumed = new ArrayDeque<>(4);
            }
            lane.resumed.add(continuation);
            wake = lane.wake();
        }
        if (wake) {
            schedule(lane, null, null, thread);
        }
        return true;
    }

    /**
     * Hands a lane that {@link Lane#wake} has scheduled to the executor. If the executor refuses, the task that needed the lane is dropped
     * if it may be, and whatever else is ready runs on a thread of ours.
     */
    public static void schedule(Lane lane, @Nullable LaneScope scope, @Nullable LaneTask task) {
        schedule(lane, scope, task, ThreadState.current());
    }

    /** {@link #schedule(Lane, LaneScope, LaneTask)} where the caller knows its thread's state. */
    static void schedule(Lane lane, @Nullable LaneScope scope, @Nullable LaneTask task, ThreadState thread) {
        Throwable reason = lane.dispatcher.dispatch(lane, thread);
        if (reason != null) {
            rejected(lane, scope, task, reason);
        }
    }

    static void rejected(Lane lane, @Nullable LaneScope scope, @Nullable LaneTask task, Throwable reason) {
        boolean dropped = false;
        boolean ready;
        synchronized (lane) {
            if (task != null && task.isRefusable() && scope != null) {
                dropped = scope.removeQueued(task);
            }
            if (lane.state == LaneState.SCHEDULED && !lane.hasReady()) {
                lane.become(LaneState.IDLE);
            }
            ready = lane.state == LaneState.SCHEDULED;
        }
        if (dropped) {
            LaneTask refused = Objects.requireNonNull(task);
            ThreadState thread = ThreadState.current();
            if (thread.givesWay()) {
                // Something ends here, and its caller must not wait for the caller of the refused task.
                thread.runReserved(() -> refused.drop(reason));
            } else {
                refused.drop(reason);
            }
        }
        if (ready) {
            lane.dispatcher.startOnSpareThread(lane);
        }
    }

    /** Runs the lane if it is scheduled, then the lanes that get its connection. */
    static void runHere(Lane lane) {
        ThreadState thread = ThreadState.current();
        if (thread.givesWay()) {
            lane.dispatcher.startOnSpareThread(lane);
        } else {
            run(lane, thread);
            for (Lane next = thread.pollNext(); next != null; next = thread.pollNext()) {
                // An interrupt flag that one body left behind must not reach the next one.
                InterruptFlag.putAside();
                run(next, thread);
            }
        }
    }

    private static void run(Lane lane, ThreadState thread) {
        Runnable first;
        synchronized (lane) {
            if (lane.state != LaneState.SCHEDULED) {
                return;
            }
            lane.become(LaneState.OWNED);
            lane.setOwner(thread.thread);
            lane.progress++;
            first = lane.poll(thread);
            if (first == null && !lane.hasResumed()) {
                lane.idle();
                return;
            }
        }
        thread.enter(lane);
        try {
            if (first != null) {
                perform(lane, thread, first);
            }
            drain(lane, thread);
        } catch (VirtualMachineError told) {
            // The block fails with it, and nobody on this stack waits. Nothing is logged: there may be no memory, or no
            // stack.
        } finally {
            thread.leave();
        }
    }

    private static void drain(Lane lane, ThreadState thread) {
        while (lane.owner == thread.thread) {
            Runnable next;
            Lane.Continuation elsewhere = null;
            synchronized (lane) {
                if (lane.owner != thread.thread) {
                    return;
                }
                next = lane.poll(thread);
                if (next == null) {
                    elsewhere = lane.pollResumed();
                    if (elsewhere == null) {
                        lane.idle();
                        return;
                    }
                }
            }
            if (next != null) {
                perform(lane, thread, next);
            } else {
                // Not by the executor: one that runs tasks where they are handed over would run this on top of the same
                // stack.
                lane.dispatcher.runInTurn(elsewhere);
            }
        }
    }

    /** Runs what is ready until the scope has ended, nothing is ready, or another thread has taken the lane over. */
    public static void pump(Lane lane, LaneScope scope, ThreadState thread) {
        for (; ; ) {
            Runnable next;
            synchronized (lane) {
                if (lane.owner != thread.thread || scope.phase.isOver()) {
                    return;
                }
                next = lane.poll(thread);
                if (next == null) {
                    return;
                }
            }
            perform(lane, thread, next);
        }
    }

    /**
     * Runs one ready thing on behalf of a thread that waits and has this lane on its stack, or hands it on if it may not run there. A thread
     * that waits for a turn leaves the user's code to others, and the lane with it, unless that is in a driver call.
     *
     * @return false if nothing is ready, or another thread runs the lane; the thread is then unparked when that changes
     */
    public static boolean help(Lane lane) {
        ThreadState thread = ThreadState.current();
        Thread me = thread.thread;
        Runnable next;
        Lane.Continuation elsewhere = null;
        boolean leaves;
        synchronized (lane) {
            lane.stopHelping();
            if (lane.owner != me) {
                if (lane.state != LaneState.SCHEDULED && lane.state != LaneState.IDLE) {
                    // An owner that waits too keeps its place: while it owns the lane nobody else can go on.
                    if (lane.helper == null || lane.helper != lane.owner) {
                        lane.helper = me;
                    }
                    return false;
                }
                lane.become(LaneState.OWNED);
                lane.setOwner(me);
            }
            leaves = thread.isAwaitingTurn && lane.mayBeTakenFromNext();
            next = leaves ? null : lane.poll(thread);
            if (next == null) {
                elsewhere = lane.pollResumed();
            }
            if (next == null && elsewhere == null) {
                if (leaves) {
                    lane.idle();
                    leaves = lane.wake();
                }
                lane.helper = me;
            }
        }
        if (next == null && elsewhere == null) {
            if (leaves) {
                lane.dispatcher.startOnSpareThread(lane);
            }
            return false;
        }
        if (next != null) {
            perform(lane, thread, next);
        } else {
            // The continuation may wait for what is below on this stack: it runs elsewhere, without the lane.
            lane.dispatcher.runInTurn(elsewhere);
        }
        return true;
    }

    /**
     * Runs a task or a continuation, which deliver the failures of the user's code themselves. What is thrown here, usually for want of
     * stack or memory, has left the block half done, and nobody else would tell its caller.
     */
    private static void perform(Lane lane, ThreadState thread, Runnable next) {
        try {
            thread.runNested(next);
        } catch (Throwable t) {
            crash(lane, t);
            if (t instanceof VirtualMachineError) {
                // A caller on this stack may wait for what was not done.
                throw t;
            }
        }
    }

    /**
     * Fails all blocks of the lane with what only the engine could catch; on another stack, since this one may be full. If all have ended
     * the failure is logged: it cannot change how they ended.
     */
    public static void crash(Lane lane, Throwable failure) {
        LaneScope root = lane.root();
        if (root != null) {
            lane.dispatcher.runOnSpareThread(() -> root.crash(failure));
        } else if (!(failure instanceof VirtualMachineError)) {
            logger().log(System.Logger.Level.ERROR, "What was left to do after a block's end failed", failure);
        }
    }

    /**
     * Pins the lane for a driver call on a thread that runs it, where the scope is the innermost, after what was queued before.
     *
     * @return false if the call must be queued instead
     */
    public static boolean pin(Lane lane, LaneScope scope, ThreadState thread) {
        if (lane.owner != thread.thread) {
            return false;
        }
        for (; ; ) {
            LaneTask next;
            synchronized (lane) {
                if (lane.owner != thread.thread
                        || lane.innermost != scope
                        || (lane.source != null && lane.delayed() != null)) {
                    return false;
                }
                // Inside a driver call, or in work that was accepted before the body ended, nothing else comes first.
                boolean within = lane.isInDriver() || thread.acceptedBy == scope;
                // In its end nothing does: the driver may be at work on no thread at all, until COMMIT is answered.
                if (scope.phase != ScopePhase.OPEN && (!within || scope.phase.isEnding())) {
                    return false;
                }
                if (within || scope.first == null) {
                    lane.pins++;
                    lane.progress++;
                    return true;
                }
                next = scope.pollQueue();
                lane.begin(next, thread);
            }
            perform(lane, thread, next);
        }
    }

    /** Notes that a task which the scope accepted is over; the scope's end may have waited for it. */
    public static void endWork(Lane lane, LaneScope scope, boolean wasPinned) {
        boolean wake;
        synchronized (lane) {
            if (wasPinned) {
                lane.pins--;
            }
            scope.workIsOver();
            lane.progress++;
            wake = scope.running == 0
                    && scope.phase.isEndNext()
                    && lane.innermost == scope
                    && lane.hasReady()
                    && lane.wake();
        }
        if (wake) {
            schedule(lane, null, null);
        }
    }

    /**
     * Takes a task out of its queue. What waits behind it for its turn may need no connection, and go on.
     *
     * @return false if it does not wait there
     */
    public static boolean remove(Lane lane, LaneScope scope, LaneTask task) {
        boolean wake = false;
        synchronized (lane) {
            if (!scope.removeQueued(task)) {
                return false;
            }
            DelayedConnection late = lane.delayed();
            if (late != null) {
                late.withdrawUnlessNeeded();
                wake = lane.hasReady() && lane.wake();
            }
        }
        if (wake) {
            schedule(lane, null, null);
        }
        return true;
    }

    /** Lets go of a lane that the thread has left; what is ready goes to the executor. */
    public static void release(Lane lane, ThreadState thread) {
        boolean wake = false;
        synchronized (lane) {
            if (lane.owner != thread.thread || thread.runs(lane)) {
                return;
            }
            if (lane.state != LaneState.CLOSED) {
                lane.idle();
                wake = lane.hasReady() && lane.wake();
            }
        }
        if (wake) {
            schedule(lane, null, null, thread);
        } else {
            drain(lane, thread);
        }
    }

    private static System.Logger logger() {
        return System.getLogger(LaneExecution.class.getName());
    }
}
