package dev.aatomic.runtime.internal.lane;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.runtime.internal.common.ReleasedField;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The serial queue of one outermost block, and the moves that it can make. Whoever runs in the lane may touch the connection; nobody ever
 * waits in it for anybody else. {@link LaneExecution} makes it move.
 *
 * <p>A block costs as much as the sections of this lock that it enters, some ten nanoseconds each. So what can share a section does. A lane
 * that the executor will start is born SCHEDULED, and is taken and polled in one section; a task ends its hold on the connection in a
 * section that it needs anyway; a nested block opens in the section that takes it out of the queue; a body that has completed when it
 * returns begins the end in the section that decides it; and the end lets go of the lane where nothing is left to do. A block without a
 * statement needs four in all.
 *
 * <p>The lane serves two queues: what the user's code attached to stages and is ready to go on ({@code resumed}), then the queue of the
 * innermost open scope. Opening a child makes it the innermost; what its parent submits waits until it has ended. No continuation runs on
 * top of something that it may wait for: on such a stack it is handed to another thread, without the lane.
 *
 * <p>{@link LaneState} draws how it moves. OWNED does not mean that the connection is in use: the owner may be in the user's code, a body
 * or a continuation. Only while {@code pins} is above 0, or {@code calls} odd, is the driver at work. So a lane whose owner does not come back, because the user's
 * code blocks, can be {@linkplain LaneTakeover taken over}: at once where the owner's thread is seen to wait while work is ready. The owner
 * finds on its return that it no longer owns the lane.
 *
 * <p>All state is guarded by the lane's monitor, held for a few instructions each time and never while foreign code runs; {@code owner} is
 * also volatile, so that a thread can tell without the monitor that it is <em>not</em> the owner. While the owner is in a step, nobody else
 * can take the lane or change {@code innermost}, so the owner may read both without the monitor. {@code calls} is a word of its own, drawn at
 * {@link DriverCalls}.
 */
public final class Lane extends Ticket implements Runnable {

    private static final String UNLOCKED = "the lane's state was touched without its lock";

    /** Code of the user's that is ready to go on where the lane runs. */
    @FunctionalInterface
    public interface Continuation extends Runnable {

        /** Whether it may run on top of what the thread has on its stack. */
        default boolean mayRunOn(ThreadState thread) {
            return true;
        }
    }

    /** {@link #become} alone writes it. */
    LaneState state = LaneState.IDLE;

    volatile @Nullable Thread owner;

    /** Writes omit the fence of a volatile write: a reader that must not miss one holds the lock. */
    private static final VarHandle OWNER = ReleasedField.of(MethodHandles.lookup(), "owner", Thread.class);

    @Nullable
    public LaneScope innermost;

    /** A short finds room beside the flags. */
    @GuardedBy("this")
    short pins;

    @Nullable
    @GuardedBy("this")
    ArrayDeque<Continuation> resumed;

    /** A thread that waits for a stage and would run the lane meanwhile. */
    @Nullable
    @GuardedBy("this")
    Thread helper;

    /** Moves with everything that happens, so that the watchdog sees whether anything did. */
    @GuardedBy("this")
    int progress;

    /** Moves with the driver calls of the owner. {@link DriverCalls} alone writes it, and draws how it moves. */
    volatile int calls;

    final Dispatcher dispatcher;

    /**
     * Where its connection is from if not from the pool at its start: an {@link EnclosingTransaction} or a {@link DelayedConnection}; null
     * for most, which need not ask for either. Set before anybody else sees the lane; a delayed one is cleared once, holding the lock: read
     * without it, it may be old.
     */
    @Nullable
    public Object source;

    /**
     * Whether something is kept in step with its transaction, or is to run before its COMMIT. Read holding the lock, or the lane at a
     * station: what came before it was accepted before. Once it is set it stays.
     */
    public boolean hasCallbacks;

    public Lane(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /**
     * Sets the outermost scope, whose first task is the scope itself. Called before anybody else sees the lane.
     *
     * @param scheduled whether the executor will start the lane; if not, a thread may take it for itself
     */
    public void prepare(LaneScope root, boolean scheduled) {
        assert owner == null && innermost == null : "the lane was prepared twice";
        innermost = root;
        root.enqueue(root);
        if (scheduled) {
            state = LaneState.SCHEDULED;
        }
    }

    /** Before anybody else sees the lane: where its connection will be from. */
    public void connectsBy(EnclosingTransaction lender) {
        source = lender;
    }

    /** As {@link #connectsBy(EnclosingTransaction)}. */
    public void connectsBy(DelayedConnection late) {
        source = late;
    }

    /** The other library's transaction in which the outermost block takes part; null for most. */
    public @Nullable EnclosingTransaction enclosing() {
        return source instanceof EnclosingTransaction lender ? lender : null;
    }

    /** The connection that it is still to take; null for most, which have one from the start. May be old without the lock. */
    public @Nullable DelayedConnection delayed() {
        return source instanceof DelayedConnection late ? late : null;
    }

    /** Holding the lock: the delayed connection is there. */
    void connected() {
        assert Thread.holdsLock(this) : UNLOCKED;
        source = null;
    }

    /** Holding the lock: the one place where the state moves. */
    void become(LaneState next) {
        assert Thread.holdsLock(this) : UNLOCKED;
        assert state.canBecome(next) : state + " cannot become " + next;
        state = next;
    }

    /** Holding the lock. */
    void setOwner(@Nullable Thread thread) {
        assert Thread.holdsLock(this) : UNLOCKED;
        OWNER.setRelease(this, thread);
    }

    /** Holding the lock, as a scope that accepts work is given what is to be told of its stations. */
    public void expectCallbacks() {
        assert Thread.holdsLock(this) : UNLOCKED;
        hasCallbacks = true;
    }

    /** The innermost scope; null once the lane is closed. */
    @Nullable
    public LaneScope innermost() {
        synchronized (this) {
            return innermost;
        }
    }

    /**
     * The number of the outermost block.
     *
     * @param next makes one, if it has none yet
     */
    public long id(LongSupplier next) {
        LaneSighting seen = sighting();
        long known = seen.id;
        if (known == 0L) {
            synchronized (this) {
                known = seen.id;
                if (known == 0L) {
                    known = next.getAsLong();
                    seen.id = known;
                }
            }
        }
        return known;
    }

    public boolean isOwnedHere() {
        return owner == Thread.currentThread();
    }

    /** Whether some thread runs it. May be old. */
    public boolean isOwned() {
        return owner != null;
    }

    /** Whether nothing of it is ready, and no thread runs it. May be old. */
    public boolean isIdle() {
        return state == LaneState.IDLE;
    }

    /** The calling thread becomes the owner of a lane that nobody has seen yet. */
    public void ownHere() {
        synchronized (this) {
            become(LaneState.OWNED);
            setOwner(Thread.currentThread());
            progress++;
        }
    }

    /** Holding the lock, after something became ready: whether the caller must {@link LaneExecution#schedule}. */
    @GuardedBy("this")
    public boolean wake() {
        assert Thread.holdsLock(this) : UNLOCKED;
        if (source != null && delayed() != null && !hasReady()) {
            return false;
        }
        if (state == LaneState.IDLE) {
            progress++;
            become(LaneState.SCHEDULED);
            return true;
        }
        if (state == LaneState.OWNED && !isInDriver()) {
            // Counted only here: elsewhere new work would hide that the driver, or the executor, does nothing.
            progress++;
        }
        if (helper != null) {
            LockSupport.unpark(helper);
        }
        if (state == LaneState.OWNED && helper != owner) {
            dispatcher.lookSoon();
        }
        return false;
    }

    /**
     * Holding the lock: whether a task of the scope cannot run at once, since the lane lacks its connection: the task needs it, or what was
     * queued before.
     */
    @GuardedBy("this")
    boolean lacksConnection(LaneScope scope, LaneTask task) {
        assert Thread.holdsLock(this) : UNLOCKED;
        return delayed() != null && (task.needsConnection() || (scope.first != null && scope.first.needsConnection()));
    }

    /** Holding the lock: what is ready and may run on the thread. */
    @GuardedBy("this")
    @Nullable
    Runnable poll(ThreadState thread) {
        assert Thread.holdsLock(this) : UNLOCKED;
        if (hasResumed()) {
            Continuation next = pollResumed(thread);
            if (next != null) {
                progress++;
                return next;
            }
        }
        if (innermost == null || innermost.isHeldUp()) {
            return null;
        }
        DelayedConnection lacked = source == null ? null : lackedByNext();
        if (lacked != null) {
            return lacked.poll();
        }
        LaneTask next = innermost.pollQueue();
        if (next != null) {
            begin(next, thread);
        }
        return next;
    }

    /** Holding the lock: whether the lane may be taken from the thread that runs what comes next, as from the user's code. */
    @GuardedBy("this")
    boolean mayBeTakenFromNext() {
        assert Thread.holdsLock(this) : UNLOCKED;
        return hasResumed()
                || (!isInDriver()
                        && innermost != null
                        && innermost.first != null
                        && !innermost.first.pinsLane()
                        && (source == null || lackedByNext() == null));
    }

    /** Holding the lock: what brings the connection closer that the next task needs; null if there is nothing to do for it. */
    @GuardedBy("this")
    @Nullable
    Runnable pollConnection() {
        assert Thread.holdsLock(this) : UNLOCKED;
        DelayedConnection lacked = lackedByNext();
        return lacked == null ? null : lacked.poll();
    }

    /** The connection that the next task needs, if it is still to be taken. */
    @GuardedBy("this")
    private @Nullable DelayedConnection lackedByNext() {
        DelayedConnection late = delayed();
        boolean isNeeded =
                late != null && innermost != null && innermost.first != null && innermost.first.needsConnection();
        return isNeeded ? late : null;
    }

    /** Holding the lock. */
    @GuardedBy("this")
    boolean hasResumed() {
        assert Thread.holdsLock(this) : UNLOCKED;
        return resumed != null && !resumed.isEmpty();
    }

    /** Holding the lock: what is ready to go on, whatever thread it needs. */
    @GuardedBy("this")
    @Nullable
    Continuation pollResumed() {
        assert Thread.holdsLock(this) : UNLOCKED;
        Continuation next = resumed == null ? null : resumed.poll();
        if (next != null) {
            progress++;
        }
        return next;
    }

    @GuardedBy("this")
    private @Nullable Continuation pollResumed(ThreadState thread) {
        for (Iterator<Continuation> each = resumed.iterator(); each.hasNext(); ) {
            Continuation next = each.next();
            if (next.mayRunOn(thread)) {
                each.remove();
                return next;
            }
        }
        return null;
    }

    /** Holding the lock: begins a task of the innermost scope, which the calling thread will run. */
    @GuardedBy("this")
    void begin(LaneTask task, ThreadState thread) {
        assert Thread.holdsLock(this) : UNLOCKED;
        progress++;
        if (!(task instanceof LaneScope scope)) {
            Objects.requireNonNull(innermost).running++;
        } else if (scope.openAtOnce(thread)) {
            return;
        }
        if (task.pinsLane()) {
            pins++;
        }
    }

    /** Holding the lock. */
    @GuardedBy("this")
    public boolean hasReady() {
        assert Thread.holdsLock(this) : UNLOCKED;
        return hasResumed()
                || (innermost != null
                        && innermost.first != null
                        && !innermost.isHeldUp()
                        && (source == null || !isHeldUpByConnection()));
    }

    /** Holding the lock: whether what comes next waits for the lane's connection, which is not there yet. */
    @GuardedBy("this")
    boolean isHeldUpByConnection() {
        assert Thread.holdsLock(this) : UNLOCKED;
        DelayedConnection lacked = lackedByNext();
        return lacked != null && lacked.isAwaited();
    }

    /** Holding the lock. */
    @GuardedBy("this")
    public void idle() {
        assert Thread.holdsLock(this) : UNLOCKED;
        progress++;
        setOwner(null);
        if (state == LaneState.OWNED) {
            become(LaneState.IDLE);
        }
        if (helper != null) {
            LockSupport.unpark(helper);
        }
    }

    /** Holding the lock, which the compiler's check does not see where it is called. */
    @SuppressWarnings("GuardedBy")
    void pinLocked() {
        assert Thread.holdsLock(this) : UNLOCKED;
        pins++;
        progress++;
    }

    public void unpin() {
        synchronized (this) {
            unpinLocked();
        }
    }

    /** Holding the lock. */
    @GuardedBy("this")
    public void unpinLocked() {
        assert Thread.holdsLock(this) : UNLOCKED;
        pins--;
        progress++;
    }

    /**
     * Holding the lock, on a thread that has just run the scope's body: whether its end may follow at once, with nothing to tell of it. If
     * so the lane is pinned.
     */
    @GuardedBy("this")
    public boolean beginEnd(LaneScope scope) {
        assert Thread.holdsLock(this) : UNLOCKED;
        boolean free = owner == Thread.currentThread()
                && innermost == scope
                && scope.first == null
                && scope.running == 0
                && pins == 0
                && (calls & 1) == 0
                && !hasCallbacks
                && !hasResumed();
        if (free) {
            pins++;
            progress++;
        }
        return free;
    }

    /** Whether the driver is at work; else a call that begins later sees what this thread has written before. */
    public boolean isPinned() {
        synchronized (this) {
            return pins > 0 || DriverCalls.isSeenUnderway(this);
        }
    }

    /** Holding the lock: whether the driver is at work. Of the owner's own calls only the owner knows for sure. */
    @GuardedBy("this")
    boolean isInDriver() {
        assert Thread.holdsLock(this) : UNLOCKED;
        // An odd number is a call of the owner: see DriverCalls.
        return pins > 0 || (calls & 1) != 0;
    }

    /** The owner gives the lane to a thread that waits for it. */
    public void handOver(Thread thread) {
        synchronized (this) {
            become(LaneState.OWNED);
            setOwner(thread);
            progress++;
        }
    }

    /** Holding the lock: a child has become the innermost scope, or has ended. */
    @GuardedBy("this")
    public void setInnermost(LaneScope scope) {
        assert Thread.holdsLock(this) : UNLOCKED;
        innermost = scope;
        progress++;
    }

    /**
     * Holding the lock, of an outermost block that was admitted: closes the lane if the executor was given it and has not begun, perhaps
     * because its threads wait for this very block. Returns whether it did.
     */
    @GuardedBy("this")
    public boolean leaveExecutor() {
        assert Thread.holdsLock(this) : UNLOCKED;
        if (state != LaneState.SCHEDULED) {
            return false;
        }
        closed();
        return true;
    }

    /** The outermost scope has ended: nothing but leftover continuations runs here any more. */
    public void close() {
        synchronized (this) {
            closed();
        }
    }

    /** Holding the lock. */
    @GuardedBy("this")
    public void closed() {
        assert Thread.holdsLock(this) : UNLOCKED;
        become(LaneState.CLOSED);
        innermost = null;
        progress++;
    }

    /** What was seen of it from outside; most lanes are gone before anybody looks. */
    private volatile @Nullable LaneSighting sighting;

    public LaneSighting sighting() {
        LaneSighting seen = sighting;
        return seen == null ? makeSighting() : seen;
    }

    private synchronized LaneSighting makeSighting() {
        LaneSighting made = sighting;
        if (made == null) {
            made = new LaneSighting();
            sighting = made;
        }
        return made;
    }

    @Override
    public void seenHolding(long now) {
        LaneSighting seen = sighting();
        if (seen.heldSince == 0L) {
            seen.heldSince = now;
        }
    }

    public int progress() {
        synchronized (this) {
            return progress + calls;
        }
    }

    public void stopHelping() {
        synchronized (this) {
            if (helper == Thread.currentThread()) {
                helper = null;
            }
        }
    }

    // ---- as a holder of a connection

    @Override
    public String place() {
        return LaneReport.place(this);
    }

    /** Admitted: the outermost block may take its connection. */
    @Override
    public void granted() {
        DelayedConnection late = delayed();
        if (late != null) {
            late.granted(ThreadState.current());
            return;
        }
        LaneExecution.start(this, ThreadState.current());
    }

    @Override
    public void abort(Throwable reason) {
        LaneScope root = root();
        if (root != null) {
            root.abortWith(reason);
        }
    }

    @Override
    public void expire(String why) {
        LaneScope root = root();
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
        LaneScope root = root();
        if (root != null) {
            root.abandonEnding(limit);
            root.abandon();
        }
    }

    @Nullable
    LaneScope root() {
        synchronized (this) {
            return innermost == null ? null : innermost.root();
        }
    }

    /** Runs the lane if it is scheduled. A late or doubled call finds that it is not, and does nothing. */
    @Override
    public void run() {
        LaneExecution.runHere(this);
    }
}
