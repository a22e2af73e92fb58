package dev.aatomic.runtime.internal.lane;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.admission.Ticket;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What this library knows of a thread: what is current on it, which lanes it is running, how deep it has gone. Touched by its
 * own thread only.
 */
public final class ThreadState {

    /**
     * From here on work is queued rather than run inline. A run is a dozen frames of ours and as many more of the user's and other
     * libraries': the smallest default stack holds several times as many.
     */
    private static final int NESTED_RUNS = 50;

    /** A run leaves some ten frames of another library's behind at most, so the stack cannot overflow between two looks. */
    private static final int RUNS_PER_LOOK = 256;

    private static final int DEEP_FRAMES = 800;
    private static final StackWalker STACK = StackWalker.getInstance();

    private static final int NESTED_DISPATCHES = 16;
    private static final int NESTED_RELEASES = 32;

    /** After so many lanes the executor has its turn, since it may have other work. */
    private static final int LANES_IN_A_ROW = 64;

    /**
     * Weak, so that nothing of ours stays on the application's threads: what is kept by a thread keeps its class loader. Code that changes
     * a state keeps a reference to it until the state is as it was before.
     */
    private static final ThreadLocal<@Nullable WeakReference<ThreadState>> CURRENT = new ThreadLocal<>();

    /** The state of a thread on which another library has set a context and returned. */
    private static final ThreadLocal<@Nullable ThreadState> HELD = new ThreadLocal<>();

    public final Thread thread = Thread.currentThread();

    /** The innermost block or autocommit context of the code that runs now. */
    @Nullable
    public Context context;

    /** The context of the code that completes a future here. Code that depends on the future is no part of that context. */
    @Nullable
    public Context completing;

    /** Where in the user's code the work that runs here was submitted, if it was in no scope; for messages. */
    @Nullable
    public String submittedAt;

    /** The block whose accepted work runs here, and goes on running even if the block's body has ended meanwhile. */
    @Nullable
    public LaneScope acceptedBy;

    /** The block whose step runs here. The step holds the lane, unless it handed the lane over while it waited. */
    @Nullable
    public LaneScope step;

    /** The innermost turn for which this thread waits; null if it waits for none. */
    @Nullable
    public AwaitedTurn awaitedTurn;

    /**
     * Whether what runs here runs right on top of the wait for a turn, and not in a body or a step: no code of the user that the lane may be
     * taken from does, since the turn could come meanwhile, and that code then wait for the body that waits for it to return.
     */
    public boolean isAwaitingTurn;

    /** The code of the user that is called back here; null if none is. */
    @Nullable
    public Callback callback;

    /** The block that was opened as its turn began on this thread; null again once that turn runs. */
    @Nullable
    public LaneScope opened;

    /**
     * Above 0 where code of the user must not run, since others depend on the thread: on the timer's and the watchdog's, and inside an end.
     */
    private int reservations;

    /** The spare threads among which this thread has a place; null if it has none. */
    @Nullable
    SpareThreads place;

    /** The dispatcher whose executor runs something other than a lane on this thread; null if none does. */
    @Nullable
    Dispatcher runsFor;

    /** Set if the thread is one that a {@code StructuredTaskScope} has started in a block. */
    @Nullable
    public final Fork fork;

    private final boolean worker = thread instanceof ForkJoinWorkerThread;
    private Lane[] lanes = new Lane[2];
    private int laneCount;
    private int hooks;
    private int nestedRuns;
    private int runsSinceLook;
    private int dispatches;
    private @Nullable ArrayDeque<Lane> deferredDispatches;
    private int releases;
    private int ends;

    /** Whether the lane that gets the connection which is being given back may start here. */
    private boolean takesNext;

    private @Nullable Lane next;
    private int lanesInARow;

    public static ThreadState current() {
        WeakReference<ThreadState> known = CURRENT.get();
        ThreadState state = known == null ? null : known.get();
        return state == null ? create() : state;
    }

    private static ThreadState create() {
        ThreadState state = new ThreadState(InheritedContext.inherited());
        CURRENT.set(new WeakReference<>(state));
        if (state.fork != null) {
            // Another state would begin with what was inherited, whatever has become current since.
            HELD.set(state);
        }
        return state;
    }

    private ThreadState(InheritedContext.@Nullable Binding inherited) {
        boolean isKnown = inherited != null && !inherited.isAmbiguous();
        context = inherited != null && isKnown ? inherited.context() : null;
        fork = inherited == null ? null : new Fork(inherited, isKnown);
    }

    public static @Nullable Context currentContext() {
        return current().context;
    }

    /** The innermost context of what is on this thread's stack. */
    @Nullable
    public Context contextBelow() {
        return context != null ? context : completing;
    }

    /** Sets the context until another is set, and keeps this state alive meanwhile. */
    public void setContext(@Nullable Context set) {
        context = set;
        InheritedContext.changed(set);
        if (set != null || fork != null) {
            HELD.set(this);
        } else {
            HELD.remove();
        }
    }

    /** From here to {@link #unreserve} no code of the user runs on this thread. */
    public void reserve() {
        reservations++;
    }

    public void unreserve() {
        reservations--;
    }

    /** Runs an action that may let code of the user go on; none of that code runs on this thread. */
    public void runReserved(Runnable action) {
        reserve();
        try {
            action.run();
        } finally {
            unreserve();
        }
    }

    /** Whether no code of the user may run on this thread; not even the user's executor may be called here. */
    public boolean isReserved() {
        return reservations > 0;
    }

    /** Marks this thread as running the lane, until {@link #leave}. */
    public void enter(Lane lane) {
        if (laneCount == lanes.length) {
            lanes = Arrays.copyOf(lanes, laneCount * 2);
        }
        lanes[laneCount++] = lane;
    }

    public void leave() {
        lanes[--laneCount] = null;
        if (laneCount == 0 && nestedRuns == 0 && hooks == 0) {
            // What other libraries left on the stack meanwhile has gone from it.
            runsSinceLook = 0;
        }
    }

    public int laneCount() {
        return laneCount;
    }

    public Lane lane(int index) {
        return lanes[index];
    }

    boolean runs(Lane lane) {
        for (int i = laneCount - 1; i >= 0; i--) {
            if (lanes[i] == lane) {
                return true;
            }
        }
        return false;
    }

    /** Whether a lane that this thread runs cannot be taken over, because a step of it is under way. */
    public boolean isInDriverTurn() {
        for (int i = laneCount - 1; i >= 0; i--) {
            if (lanes[i].isPinned()) {
                return true;
            }
        }
        return false;
    }

    /** Runs the body of a turn that has come while this thread waits for another. Returns whether there was one. */
    public boolean runGrantedBelow() {
        AwaitedTurn turn = awaitedTurn == null ? null : awaitedTurn.below();
        while (turn != null && !turn.runIfGranted()) {
            turn = turn.below();
        }
        return turn != null;
    }

    /** Marks that something ends on this thread: whoever waits for that end must not have to wait for others that it lets go on. */
    public void enterEnd() {
        ends++;
    }

    public void leaveEnd() {
        ends--;
    }

    /**
     * Whether what an executor starts here must run on another thread: because the executor runs it inside the code that handed it over, or
     * because this is a worker of a {@link java.util.concurrent.ForkJoinPool}. A worker runs other people's tasks while it waits, and these
     * would find themselves in the scope of what waits. Or because it is a {@link Fork}, which runs no lane.
     */
    boolean givesWay() {
        return worker || fork != null || ends > 0 || releases > 0 || reservations > 0;
    }

    /** Whether this is a worker of a {@link java.util.concurrent.ForkJoinPool}. */
    public boolean isWorker() {
        return worker;
    }

    /** Whether this thread runs code of blocks: it runs a lane, or what an executor was given for one. */
    public boolean isDispatched() {
        return laneCount > 0 || runsFor != null;
    }

    /** Whether others have to know when this thread waits. */
    public boolean tellsOfWaits() {
        return laneCount > 0 || fork != null || place != null || runsFor != null || worker;
    }

    /** This thread begins to wait, perhaps for what was handed to other threads. */
    private void waitBegins() {
        if (place != null) {
            place.leavePlace();
        }
        Dispatcher dispatcher = dispatcher();
        if (dispatcher != null) {
            dispatcher.waitBegins();
        }
    }

    private void waitEnds() {
        Dispatcher dispatcher = dispatcher();
        if (dispatcher != null) {
            dispatcher.waitEnds();
        }
        if (place != null) {
            place.retakePlace();
        }
    }

    /** Waits until the thread is unparked, at most for the given time, and lets others know. */
    public void park(Object future, long nanos) {
        waitBegins();
        try {
            if (worker) {
                WorkerPause.park(future, nanos);
            } else if (nanos == Long.MAX_VALUE) {
                LockSupport.park(future);
            } else {
                LockSupport.parkNanos(future, nanos);
            }
        } finally {
            waitEnds();
        }
    }

    private @Nullable Dispatcher dispatcher() {
        return laneCount > 0 ? lanes[laneCount - 1].dispatcher : runsFor;
    }

    public void enterHook() {
        hooks++;
    }

    public void leaveHook() {
        hooks--;
    }

    /** Whether code here runs on behalf of this library, so that what it resumes need not go to another thread. */
    public boolean isDispatch() {
        return laneCount > 0 || hooks > 0;
    }

    /** Runs something inside what runs on this thread already. */
    public void runNested(Runnable work) {
        nestedRuns++;
        try {
            if (work instanceof LaneTask task) {
                task.run(this);
            } else {
                work.run();
            }
        } finally {
            nestedRuns--;
        }
    }

    /** How many runs are inside each other here, so that code knows whether another runs on top of it. */
    public int depth() {
        return nestedRuns;
    }

    /**
     * Whether the stack has really grown deep. Only runs inside each other count: a loop has as many one after another. Stages of other
     * libraries, such as jOOQ's, nest without our seeing it, so once in a while the stack itself is looked at, which costs more than many
     * runs.
     */
    public boolean isDeep() {
        if (nestedRuns >= NESTED_RUNS) {
            return true;
        }
        if (++runsSinceLook < RUNS_PER_LOOK) {
            return false;
        }
        boolean deep = STACK.walk(frames -> frames.skip(DEEP_FRAMES).findFirst().isPresent());
        // Deep stays deep until the stack has unwound: look again at the next run.
        runsSinceLook = deep ? RUNS_PER_LOOK : 0;
        return deep;
    }

    /**
     * Gives a connection back. Whoever gets it may fail at once and give it back in turn; from some depth on such a chain continues on
     * another thread instead of nesting.
     *
     * @param outcome as in {@link Admission#release(Ticket, Outcome)}
     */
    public void release(Admission admission, Ticket ticket, @Nullable Outcome outcome, Dispatcher dispatcher) {
        if (releases >= NESTED_RELEASES) {
            if (outcome != null) {
                admission.countEnd(ticket, outcome);
            }
            dispatcher.runOnSpareThread(() -> admission.release(ticket));
            return;
        }
        releases++;
        try {
            admission.release(ticket, outcome);
        } finally {
            releases--;
        }
    }

    /**
     * Gives a connection back when nothing is left to do but to complete a future in which nobody takes an interest yet. The lane that gets
     * the connection may then start on this thread. In a burst this spares most scopes the way through the executor's queue, or a virtual
     * thread.
     */
    public void releaseLast(Admission admission, Ticket ticket, @Nullable Outcome outcome, Dispatcher dispatcher) {
        // Inside another run, or inside the call that handed this lane over, code of the user is still to come on this
        // thread.
        takesNext = laneCount == 1 && nestedRuns == 1 && dispatches == 0 && lanesInARow < LANES_IN_A_ROW;
        try {
            release(admission, ticket, outcome, dispatcher);
        } finally {
            takesNext = false;
        }
    }

    /** Whether a lane that is to be started will start on this thread, once the one that runs here has left it. */
    boolean takes(Lane lane) {
        if (!takesNext) {
            return false;
        }
        takesNext = false;
        next = lane;
        return true;
    }

    /** The lane to start now that the one before has left this thread. */
    @Nullable
    Lane pollNext() {
        if (laneCount > 0) {
            return null;
        }
        Lane started = next;
        next = null;
        lanesInARow = started == null ? 0 : lanesInARow + 1;
        return started;
    }

    /**
     * Hands a lane to an executor. An executor that runs tasks on the calling thread would nest each dispatch in the one before, so from
     * some depth on the lanes are left to the outermost dispatch.
     *
     * @return what the executor threw, if it refused
     */
    @Nullable
    Throwable dispatch(Executor executor, Lane lane) {
        if (dispatches >= NESTED_DISPATCHES) {
            if (deferredDispatches == null) {
                deferredDispatches = new ArrayDeque<>();
            }
            deferredDispatches.add(lane);
            return null;
        }
        Throwable refusal = execute(executor, lane);
        if (dispatches == 0 && deferredDispatches != null) {
            for (Lane next = deferredDispatches.poll(); next != null; next = deferredDispatches.poll()) {
                Throwable reason = execute(executor, next);
                if (reason != null) {
                    LaneExecution.rejected(next, null, null, reason);
                }
            }
        }
        return refusal;
    }

    private @Nullable Throwable execute(Executor executor, Lane lane) {
        dispatches++;
        try {
            executor.execute(lane);
            return null;
        } catch (Throwable t) {
            // Whatever an executor throws, an OutOfMemoryError for want of a thread included, means that it did not
            // take the task.
            return t;
        } finally {
            dispatches--;
        }
    }
}
