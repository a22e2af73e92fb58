package dev.aatomic.runtime.internal;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The serial queue of one outermost block. Whoever runs in the lane may touch the connection; nobody ever waits in it for
 * anybody else.
 *
 * <p>The lane serves two queues: what the user's code attached to stages and is ready to go on ({@code resumed}), then the
 * queue of the innermost open gate. Opening a child makes it the innermost; what its parent submits waits until it has ended.
 *
 * <pre>
 *            ready work            a thread starts it
 *   IDLE ───────────────▶ SCHEDULED ───────────────▶ OWNED by a thread ──▶ CLOSED
 *     ▲                       ▲                        │    │
 *     │                       └──taken over by watchdog┘    │
 *     └────────────────nothing ready────────────────────────┘
 * </pre>
 *
 * <p>OWNED does not mean that the connection is in use: the owner may be in the user's code, a body or a continuation. Only
 * while {@code exclusive} is above 0 is the driver at work. So a lane whose owner does not come back, because the user's code
 * blocks, can be taken over, and the owner finds on its return that it owns the lane no more.
 *
 * <p>All state is guarded by the lane's monitor, held for a few instructions each time and never while foreign code runs;
 * {@code owner} is volatile beside, so that a thread can tell without it that it is <em>not</em> the owner.
 */
final class Lane extends Admission.Ticket implements Runnable {

    private static final System.Logger LOGGER = System.getLogger(Lane.class.getName());

    private enum State {
        IDLE,
        SCHEDULED,
        OWNED,
        CLOSED
    }

    private final Dispatcher dispatcher;
    private State state = State.IDLE;
    private volatile @Nullable Thread owner;
    private @Nullable Gate tip;
    private int exclusive;
    private @Nullable ArrayDeque<Runnable> resumed;

    /** A thread that waits for a stage and would run the lane meanwhile. */
    private @Nullable Thread helper;

    /** Moves with everything that happens, so that the watchdog sees whether anything did. */
    private int progress;

    Lane(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** Before anybody else sees the lane: its outermost gate, whose first task is the gate itself. */
    void prepare(Gate root) {
        tip = root;
        root.enqueue(root);
    }

    Gate tip() {
        synchronized (this) {
            return Objects.requireNonNull(tip);
        }
    }

    boolean isOwnedHere() {
        return owner == Thread.currentThread();
    }

    /** Admitted: the outermost block may take its connection. */
    @Override
    void granted() {
        Gate root;
        synchronized (this) {
            root = Objects.requireNonNull(tip);
        }
        if (root.startsOnCaller()) {
            return;
        }
        synchronized (this) {
            wake();
        }
        schedule(root, root);
    }

    @Override
    void abort(Throwable reason) {
        Gate root;
        synchronized (this) {
            root = tip;
        }
        while (root != null && root.parent != null) {
            root = root.parent;
        }
        if (root != null) {
            root.abortWith(reason);
        }
    }

    /** The calling thread becomes the owner of a lane that nobody has seen yet. */
    void ownHere() {
        synchronized (this) {
            state = State.OWNED;
            owner = Thread.currentThread();
            progress++;
        }
    }

    // ---- submitting

    /**
     * Gives the task its turn: at once if this thread runs the lane, the gate is the innermost and the stack is shallow, after
     * what was queued before; else it is queued.
     *
     * @return false if the gate accepts no more work
     */
    boolean execute(Gate gate, LaneTask task) {
        ThreadState thread = ThreadState.current();
        boolean inline = owner == thread.thread && !thread.isDeep();
        boolean wake;
        for (; ; ) {
            LaneTask next;
            synchronized (this) {
                if (gate.phase != Gate.Phase.OPEN) {
                    return false;
                }
                if (!inline || owner != thread.thread || tip != gate) {
                    gate.enqueue(task);
                    wake = tip == gate && wake();
                    break;
                }
                // Inside a driver call only this call's own work may go on; what others queued waits for its end.
                next = exclusive > 0 || gate.isQueueEmpty() ? task : gate.queue.poll();
                begin(next);
            }
            next.run();
            if (next == task) {
                return true;
            }
        }
        if (wake) {
            schedule(gate, task);
        }
        return true;
    }

    /**
     * Runs a continuation of the user's code on the lane, at once if this thread runs it and the stack is shallow.
     *
     * @param later true never to run it at once
     * @return false if the lane is closed
     */
    boolean resume(Runnable continuation, boolean later) {
        ThreadState thread = ThreadState.current();
        if (!later && owner == thread.thread && !thread.isDeep()) {
            continuation.run();
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
            schedule(null, null);
        }
        return true;
    }

    /** Holding the lock, after something became ready: whether the caller must {@link #schedule}. */
    boolean wake() {
        progress++;
        if (state == State.IDLE) {
            state = State.SCHEDULED;
            return true;
        }
        if (helper != null) {
            LockSupport.unpark(helper);
        }
        return false;
    }

    /**
     * Hands a lane that {@link #wake} has scheduled to the executor. If that refuses, the task that wanted it is dropped if it may
     * be, and whatever else is ready runs on a thread of ours.
     */
    void schedule(@Nullable Gate gate, @Nullable LaneTask task) {
        Throwable reason = dispatcher.dispatch(this);
        if (reason != null) {
            rejected(gate, task, reason);
        }
    }

    void rejected(@Nullable Gate gate, @Nullable LaneTask task, Throwable reason) {
        boolean dropped = false;
        boolean ready;
        synchronized (this) {
            if (task != null && task.isRefusable() && gate != null && gate.queue != null) {
                dropped = gate.queue.remove(task);
            }
            if (state == State.SCHEDULED && !hasReady()) {
                state = State.IDLE;
            }
            ready = state == State.SCHEDULED;
        }
        if (dropped) {
            Objects.requireNonNull(task).drop(reason);
        }
        if (ready) {
            dispatcher.runOnSpareThread(this);
        }
    }

    // ---- running

    /** Runs the lane if it is scheduled. A late or doubled call finds that it is not, and does nothing. */
    @Override
    public void run() {
        ThreadState thread = ThreadState.current();
        synchronized (this) {
            if (state != State.SCHEDULED) {
                return;
            }
            state = State.OWNED;
            owner = thread.thread;
            progress++;
        }
        thread.enter(this);
        try {
            drain(thread);
        } finally {
            thread.leave();
        }
    }

    private void drain(ThreadState thread) {
        for (; ; ) {
            Runnable next;
            synchronized (this) {
                if (owner != thread.thread) {
                    return;
                }
                next = poll();
                if (next == null) {
                    idle();
                    return;
                }
            }
            thread.resetInlineRuns();
            perform(next);
        }
    }

    /** Runs what is ready until the gate has ended, nothing is ready, or another thread has taken the lane over. */
    void pump(Gate gate) {
        Thread me = Thread.currentThread();
        for (; ; ) {
            Runnable next;
            synchronized (this) {
                if (owner != me || gate.phase == Gate.Phase.ENDED) {
                    return;
                }
                next = poll();
                if (next == null) {
                    return;
                }
            }
            perform(next);
        }
    }

    /**
     * Runs one ready thing on behalf of a thread that waits and has this lane on its stack.
     *
     * @return false if nothing is ready, or another thread runs the lane; the thread is then unparked when that changes
     */
    boolean help() {
        Thread me = Thread.currentThread();
        Runnable next;
        synchronized (this) {
            helper = null;
            if (owner != me) {
                if (state != State.SCHEDULED && state != State.IDLE) {
                    helper = me;
                    return false;
                }
                state = State.OWNED;
                owner = me;
            }
            next = poll();
            if (next == null) {
                helper = me;
                return false;
            }
        }
        perform(next);
        return true;
    }

    void stopHelping() {
        synchronized (this) {
            if (helper == Thread.currentThread()) {
                helper = null;
            }
        }
    }

    /** Holding the lock. */
    private @Nullable Runnable poll() {
        if (resumed != null) {
            Runnable next = resumed.poll();
            if (next != null) {
                progress++;
                return next;
            }
        }
        if (tip == null || tip.queue == null) {
            return null;
        }
        LaneTask next = tip.queue.poll();
        if (next == null) {
            return null;
        }
        begin(next);
        return next;
    }

    /** Holding the lock. */
    private void begin(LaneTask task) {
        progress++;
        if (task.isExclusive()) {
            exclusive++;
        }
    }

    private static void perform(Runnable next) {
        try {
            next.run();
        } catch (Throwable t) {
            // Tasks deliver their failures themselves; what arrives here is a defect, and must not stop the lane.
            LOGGER.log(System.Logger.Level.ERROR, "A task of a transaction scope failed unexpectedly", t);
        }
    }

    /** Holding the lock. */
    private boolean hasReady() {
        return (resumed != null && !resumed.isEmpty()) || (tip != null && !tip.isQueueEmpty());
    }

    /** Holding the lock. */
    private void idle() {
        progress++;
        owner = null;
        if (state == State.OWNED) {
            state = State.IDLE;
        }
        if (helper != null) {
            LockSupport.unpark(helper);
        }
    }

    // ---- the driver's turn

    /**
     * Starts a driver call on a thread that runs the lane, where the gate is the innermost, after what was queued before.
     *
     * @return false if the call must be queued instead
     */
    boolean beginExclusive(Gate gate) {
        ThreadState thread = ThreadState.current();
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
                if (!within && gate.phase != Gate.Phase.OPEN) {
                    return false;
                }
                if (within || gate.isQueueEmpty()) {
                    exclusive++;
                    progress++;
                    return true;
                }
                next = gate.queue.poll();
                begin(next);
            }
            next.run();
        }
    }

    void endExclusive() {
        synchronized (this) {
            exclusive--;
            progress++;
        }
    }

    boolean isExclusive() {
        synchronized (this) {
            return exclusive > 0;
        }
    }

    // ---- ownership

    /** The owner gives the lane to a thread that waits for it. */
    void handOver(Thread thread) {
        synchronized (this) {
            state = State.OWNED;
            owner = thread;
            progress++;
        }
    }

    /** A thread that leaves the lane lets go of it; what is ready goes to the executor. */
    void release(ThreadState thread) {
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
            schedule(null, null);
        } else {
            drain(thread);
        }
    }

    /** Holding the lock: a child has become the innermost gate, or has ended. */
    void setTip(Gate gate) {
        tip = gate;
        progress++;
    }

    /** The outermost gate has ended: nothing but leftover continuations runs here any more. */
    void close() {
        synchronized (this) {
            state = State.CLOSED;
            tip = null;
            progress++;
        }
    }

    // ---- the watchdog

    /** When the watchdog last saw progress, and which. Touched by the watchdog only. */
    int seenProgress;

    long seenAt;
    boolean reported;

    int progress() {
        synchronized (this) {
            return progress;
        }
    }

    /**
     * Takes the lane from an executor that has not started it, or from an owner that is in the user's code while work waits.
     *
     * @param progress what the watchdog saw last; nothing must have happened since
     * @return true if the lane is scheduled and free for a thread of ours
     */
    boolean takeOver(int progress) {
        synchronized (this) {
            if (this.progress != progress || exclusive > 0 || !hasReady()) {
                return false;
            }
            if (state == State.OWNED) {
                state = State.SCHEDULED;
                owner = null;
            }
            return state == State.SCHEDULED;
        }
    }

    /** The innermost gate if its body is away and nothing of it is in flight, else null. */
    @Nullable
    Gate idleGate() {
        synchronized (this) {
            return state == State.IDLE && exclusive == 0 && tip != null && tip.phase == Gate.Phase.OPEN ? tip : null;
        }
    }

    /** The nearest gate around the given one in which work waits, else null. */
    @Nullable
    Gate waitingBehind(Gate open) {
        synchronized (this) {
            for (Gate gate = open.parent; gate != null; gate = gate.parent) {
                if (!gate.isQueueEmpty()) {
                    return gate;
                }
            }
            return null;
        }
    }

    /** The gate for which the driver is at work, else null. */
    @Nullable
    Gate busyGate() {
        synchronized (this) {
            return exclusive > 0 ? tip : null;
        }
    }
}
