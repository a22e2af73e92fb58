package dev.aatomic.runtime.internal.lane;

import dev.aatomic.runtime.internal.common.InterruptFlag;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The serial queue of one outermost block. Whoever runs in the lane may touch the connection; nobody ever waits in it for
 * anybody else. {@link LaneState} draws its states; here is who makes it move: whoever submits, whoever completes, the dispatch
 * executor, and threads that wait for a stage and help meanwhile.
 */
public final class Lane extends LaneState implements Runnable {

    private static final System.Logger LOGGER = System.getLogger(Lane.class.getName());

    final Dispatcher dispatcher;

    /** The other library's transaction in which the outermost block takes part; null for most. Set before anybody else sees it. */
    @Nullable
    public EnclosingTransaction lender;

    public Lane(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public String place() {
        return LaneReport.place(this);
    }

    /** Admitted: the outermost block may take its connection. */
    @Override
    public void granted() {
        start(ThreadState.current());
    }

    /** {@link #granted} where the caller knows its thread's state. */
    public void start(ThreadState thread) {
        Gate root = tip;
        if (root == null || root.parent != null) {
            // The thread was away for so long that the watchdog has had the lane started.
            return;
        }
        if (root.startsOnCaller()) {
            root.startOnCaller();
            return;
        }
        if (state != State.SCHEDULED) {
            synchronized (this) {
                wake();
            }
        }
        if (!thread.takes(this)) {
            schedule(root, root, thread);
        }
    }

    @Override
    void workWaits() {
        dispatcher.lookSoon();
    }

    @Override
    public void abort(Throwable reason) {
        Gate root = root();
        if (root != null) {
            root.abortWith(reason);
        }
    }

    @Override
    public void expire(String why) {
        Gate root = root();
        if (root != null) {
            root.expire(why);
        }
    }

    @Override
    public String holding(long now) {
        return LaneReport.holding(this, now);
    }

    @Override
    public void abandon(Duration limit) {
        Gate root = root();
        if (root != null) {
            root.abandonEnding(limit);
            root.abandon();
        }
    }

    @Nullable
    Gate root() {
        synchronized (this) {
            return tip == null ? null : tip.root();
        }
    }

    /**
     * Gives the task its turn: at once if this thread runs the lane, the gate is the innermost and the stack is shallow, after
     * what was queued before; else it is queued.
     *
     * @return false if the gate accepts no more work
     */
    public boolean execute(Gate gate, LaneTask task) {
        return execute(gate, task, ThreadState.current());
    }

    /** {@link #execute(Gate, LaneTask)} where the caller knows its thread's state. */
    public boolean execute(Gate gate, LaneTask task, ThreadState thread) {
        boolean inline = owner == thread.thread && !thread.isDeep();
        boolean wake;
        for (; ; ) {
            LaneTask next;
            synchronized (this) {
                if (!gate.accepts(thread)) {
                    return false;
                }
                boolean open = gate.phase() == ScopePhase.OPEN;
                if (!inline || owner != thread.thread || tip != gate) {
                    if (open) {
                        gate.enqueue(task);
                    } else {
                        gate.enqueueBeforeEnd(task);
                    }
                    wake = tip == gate && wake();
                    break;
                }
                // Inside a driver call only this call's own work may go on; what others queued waits for its end.
                next = exclusive > 0 || !open || gate.isQueueEmpty() ? task : gate.pollQueue();
                begin(next, thread);
            }
            perform(thread, next);
            if (next == task) {
                return true;
            }
        }
        if (wake) {
            schedule(gate, task, thread);
        }
        return true;
    }

    /**
     * Runs a continuation of the user's code on the lane, at once if this thread runs it and the stack is shallow.
     *
     * @param later true never to run it at once
     * @return false if the lane is closed
     */
    public boolean resume(Continuation continuation, boolean later) {
        ThreadState thread = ThreadState.current();
        if (!later && owner == thread.thread && !thread.isDeep() && continuation.mayRunOn(thread)) {
            perform(thread, continuation);
            return true;
        }
        boolean wake;
        synchronized (this) {
            if (state == State.CLOSED && owner == null) {
                return false;
            }
            if (resumed == null) {
                resumed = new ArrayDeque<>(4);
            }
            resumed.add(continuation);
            wake = wake();
        }
        if (wake) {
            schedule(null, null, thread);
        }
        return true;
    }

    /**
     * Hands a lane that {@link #wake} has scheduled to the executor. If that refuses, the task that wanted it is dropped if it may
     * be, and whatever else is ready runs on a thread of ours.
     */
    public void schedule(@Nullable Gate gate, @Nullable LaneTask task) {
        schedule(gate, task, ThreadState.current());
    }

    /** {@link #schedule(Gate, LaneTask)} where the caller knows its thread's state. */
    private void schedule(@Nullable Gate gate, @Nullable LaneTask task, ThreadState thread) {
        Throwable reason = dispatcher.dispatch(this, thread);
        if (reason != null) {
            rejected(gate, task, reason);
        }
    }

    void rejected(@Nullable Gate gate, @Nullable LaneTask task, Throwable reason) {
        boolean dropped = false;
        boolean ready;
        synchronized (this) {
            if (task != null && task.isRefusable() && gate != null) {
                dropped = gate.removeQueued(task);
            }
            if (state == State.SCHEDULED && !hasReady()) {
                state = State.IDLE;
            }
            ready = state == State.SCHEDULED;
        }
        if (dropped) {
            LaneTask refused = Objects.requireNonNull(task);
            ThreadState thread = ThreadState.current();
            if (thread.givesWay()) {
                // Something ends here, whose caller must not wait for this one's.
                thread.runReserved(() -> refused.drop(reason));
            } else {
                refused.drop(reason);
            }
        }
        if (ready) {
            dispatcher.runOnSpareThread(this);
        }
    }

    /** Runs the lane if it is scheduled. A late or doubled call finds that it is not, and does nothing. */
    @Override
    public void run() {
        ThreadState thread = ThreadState.current();
        if (thread.givesWay()) {
            dispatcher.runOnSpareThread(this);
        } else {
            run(thread);
            for (Lane next = thread.pollNext(); next != null; next = thread.pollNext()) {
                // A flag that one body left behind is none of the next one's.
                InterruptFlag.putAside();
                next.run(thread);
            }
        }
    }

    private void run(ThreadState thread) {
        Runnable first;
        synchronized (this) {
            if (state != State.SCHEDULED) {
                return;
            }
            state = State.OWNED;
            setOwner(thread.thread);
            progress++;
            first = poll(thread);
            if (first == null && !hasResumed()) {
                idle();
                return;
            }
        }
        thread.enter(this);
        try {
            if (first != null) {
                perform(thread, first);
            }
            drain(thread);
        } catch (VirtualMachineError told) {
            // The block fails with it, and nobody on this stack waits.
            LOGGER.log(System.Logger.Level.DEBUG, "A lane was left", told);
        } finally {
            thread.leave();
        }
    }

    private void drain(ThreadState thread) {
        while (owner == thread.thread) {
            Runnable next;
            Continuation elsewhere = null;
            synchronized (this) {
                if (owner != thread.thread) {
                    return;
                }
                next = poll(thread);
                if (next == null) {
                    elsewhere = pollResumed();
                    if (elsewhere == null) {
                        idle();
                        return;
                    }
                }
            }
            if (next != null) {
                perform(thread, next);
            } else {
                // An executor that runs tasks where they are handed over does so on top of whatever is there.
                dispatcher.runInTurn(elsewhere);
            }
        }
    }

    /** Runs what is ready until the gate has ended, nothing is ready, or another thread has taken the lane over. */
    public void pump(Gate gate, ThreadState thread) {
        for (; ; ) {
            Runnable next;
            synchronized (this) {
                if (owner != thread.thread || gate.phase().isOver()) {
                    return;
                }
                next = poll(thread);
                if (next == null) {
                    return;
                }
            }
            perform(thread, next);
        }
    }

    /**
     * Runs one ready thing on behalf of a thread that waits and has this lane on its stack, or hands it on if it may not run there.
     *
     * @return false if nothing is ready, or another thread runs the lane; the thread is then unparked when that changes
     */
    public boolean help() {
        ThreadState thread = ThreadState.current();
        Thread me = thread.thread;
        Runnable next;
        Continuation elsewhere = null;
        synchronized (this) {
            stopHelping();
            if (owner != me) {
                if (state != State.SCHEDULED && state != State.IDLE) {
                    // An owner that waits too keeps its place: while it owns the lane nobody else can go on.
                    if (helper == null || helper != owner) {
                        helper = me;
                    }
                    return false;
                }
                state = State.OWNED;
                setOwner(me);
            }
            next = poll(thread);
            if (next == null) {
                elsewhere = pollResumed();
                if (elsewhere == null) {
                    helper = me;
                    return false;
                }
            }
        }
        if (next != null) {
            perform(thread, next);
        } else {
            // It may wait for what is below on this stack, and needs no lane for that.
            dispatcher.runInTurn(elsewhere);
        }
        return true;
    }

    /**
     * Runs a task or a continuation. They deliver the failures of the user's code themselves: what is thrown here, for want of stack or
     * memory as a rule, has left the block half done, and nobody else would tell its caller.
     */
    private void perform(ThreadState thread, Runnable next) {
        try {
            thread.runNested(next);
        } catch (Throwable t) {
            crash(t);
            if (t instanceof VirtualMachineError) {
                // Who waits further up on this stack may wait for what was not done.
                throw t;
            }
        }
    }

    /**
     * All its blocks fail with what only the engine could catch. On another stack, since this one may be full. Where all have ended it is
     * logged: they have their ends.
     */
    public void crash(Throwable failure) {
        Gate root = root();
        if (root != null) {
            dispatcher.runOnSpareThread(() -> root.crash(failure));
        } else if (!(failure instanceof VirtualMachineError)) {
            LOGGER.log(System.Logger.Level.ERROR, "What was left to do after a block's end failed", failure);
        }
    }

    /**
     * Starts a driver call on a thread that runs the lane, where the gate is the innermost, after what was queued before.
     *
     * @return false if the call must be queued instead
     */
    public boolean beginExclusive(Gate gate, ThreadState thread) {
        if (owner != thread.thread) {
            return false;
        }
        for (; ; ) {
            LaneTask next;
            synchronized (this) {
                if (owner != thread.thread || tip != gate) {
                    return false;
                }
                // Inside a driver call, or in work that was accepted before the body ended, nothing else comes first.
                boolean within = exclusive > 0 || thread.turn == gate;
                if (!within && gate.phase() != ScopePhase.OPEN) {
                    return false;
                }
                if (within || gate.isQueueEmpty()) {
                    exclusive++;
                    progress++;
                    return true;
                }
                next = gate.pollQueue();
                begin(next, thread);
            }
            perform(thread, next);
        }
    }

    /** A task that the gate accepted is over; the gate's end may have waited for it. */
    public void endWork(Gate gate, boolean wasExclusive) {
        boolean wake;
        synchronized (this) {
            if (wasExclusive) {
                exclusive--;
            }
            gate.running--;
            progress++;
            wake = gate.running == 0 && gate.phase().isEndNext() && tip == gate && hasReady() && wake();
        }
        if (wake) {
            schedule(null, null);
        }
    }

    /** A thread that leaves the lane lets go of it; what is ready goes to the executor. */
    public void release(ThreadState thread) {
        boolean wake = false;
        synchronized (this) {
            if (owner != thread.thread || thread.runs(this)) {
                return;
            }
            if (state != State.CLOSED) {
                idle();
                wake = hasReady() && wake();
            }
        }
        if (wake) {
            schedule(null, null, thread);
        } else {
            drain(thread);
        }
    }
}
