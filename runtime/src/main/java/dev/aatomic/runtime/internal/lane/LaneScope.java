package dev.aatomic.runtime.internal.lane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of the tree of blocks on one lane, as the lane sees it: a queue that is served while the node is the innermost open
 * one. {@link ScopePhase} draws how it moves.
 */
public abstract class LaneScope extends LaneTask {

    public final Lane lane;

    /**
     * Where the block stands; {@link #become} alone writes it. What is read without the lane's lock may be old. That is enough for a reader
     * that asks again holding the lock, or for which the lane itself orders what happened before.
     */
    public ScopePhase phase = ScopePhase.WAITING;

    // What was accepted and has not had its turn, in order: linked through the tasks. Guarded by the lane's lock.
    @Nullable
    LaneTask first;

    private @Nullable LaneTask last;

    /** How many of the accepted tasks have had their turn and are not over. Guarded by the lane's lock. */
    public int running;

    public LaneScope(Lane lane) {
        this.lane = lane;
    }

    public LaneScope(LaneScope parent) {
        this.lane = parent.lane;
    }

    /** Holding the lane's lock: the one place where the phase moves. */
    public final void become(ScopePhase next) {
        assert Thread.holdsLock(lane) : "the phase was moved without the lane's lock";
        assert phase.canBecome(next) : phase + " cannot become " + next;
        phase = next;
    }

    /** Where the block stands at this moment, from any thread. */
    public final ScopePhase phaseNow() {
        synchronized (lane) {
            return phase;
        }
    }

    /** The one in which it is nested; null for an outermost one. */
    public @Nullable LaneScope parent() {
        return null;
    }

    /** How many are around it. */
    public final int depth() {
        int depth = 0;
        for (LaneScope around = parent(); around != null; around = around.parent()) {
            depth++;
        }
        return depth;
    }

    /** The outermost one around it, or itself. */
    public final LaneScope root() {
        LaneScope scope = this;
        for (LaneScope around = parent(); around != null; around = around.parent()) {
            scope = around;
        }
        return scope;
    }

    /** Holding the lane's lock. */
    public final void enqueue(LaneTask task) {
        assert Thread.holdsLock(lane) || phase == ScopePhase.WAITING : "enqueued without the lane's lock";
        if (last == null) {
            first = task;
        } else {
            last.next = task;
        }
        last = task;
    }

    /** Holding the lane's lock: takes out what is first; null if nothing waits. */
    final @Nullable LaneTask pollQueue() {
        assert Thread.holdsLock(lane) : "polled without the lane's lock";
        LaneTask task = first;
        if (task != null) {
            first = task.next;
            task.next = null;
            if (first == null) {
                last = null;
            }
        }
        return task;
    }

    /** Holding the lane's lock: takes one out; false if it does not wait here. */
    public final boolean removeQueued(LaneTask task) {
        assert Thread.holdsLock(lane) : "removed without the lane's lock";
        LaneTask before = null;
        for (LaneTask each = first; each != null; each = each.next) {
            if (each == task) {
                if (before == null) {
                    first = task.next;
                } else {
                    before.next = task.next;
                }
                if (last == task) {
                    last = before;
                }
                task.next = null;
                return true;
            }
            before = each;
        }
        return false;
    }

    /** Holding the lane's lock: what waits for its turn, in order. */
    public final List<LaneTask> queued() {
        assert Thread.holdsLock(lane) : "looked at without the lane's lock";
        List<LaneTask> tasks = new ArrayList<>();
        for (LaneTask task = first; task != null; task = task.next) {
            tasks.add(task);
        }
        return tasks;
    }

    /** Holding the lane's lock: takes all out, in order. */
    public final List<LaneTask> takeQueue() {
        if (first == null) {
            return List.of();
        }
        List<LaneTask> tasks = new ArrayList<>();
        for (LaneTask task = pollQueue(); task != null; task = pollQueue()) {
            tasks.add(task);
        }
        return tasks;
    }

    /**
     * Holding the lane's lock: whether the scope takes work from the calling thread. After the body only what was accepted before
     * goes on, and may have work of its own.
     */
    public final boolean accepts(ThreadState thread) {
        assert Thread.holdsLock(lane) : "asked without the lane's lock";
        return phase == ScopePhase.OPEN || (phase == ScopePhase.EXITING && thread.acceptedBy == this);
    }

    /** Holding the lane's lock: queues a task of work that was accepted before the body ended, ahead of the end. */
    final void enqueueBeforeEnd(LaneTask task) {
        boolean ending = removeQueued(this);
        enqueue(task);
        if (ending) {
            enqueue(this);
        }
    }

    /** Holding the lane's lock: a task that had its turn is over. */
    final void workIsOver() {
        assert Thread.holdsLock(lane) : "the end of work was counted without the lane's lock";
        running--;
    }

    /** Holding the lane's lock: whether something waits that comes before the end. */
    public final boolean hasQueuedBeforeEnd() {
        return first != null && first != this;
    }

    /** Holding the lane's lock: whether nothing but the end is left, and must wait for what runs. */
    final boolean isHeldUp() {
        return running > 0 && phase == ScopePhase.EXITING && first == this;
    }

    /**
     * Holding the lane's lock, as the scope's turn comes on the calling thread: opens it if that can be done at once. Returns whether it
     * was opened, and so does not pin the lane.
     */
    public boolean openAtOnce(ThreadState thread) {
        return false;
    }

    /** Whether the caller starts this outermost block on its own thread, so that no executor is needed. */
    public boolean startsOnCaller() {
        return false;
    }

    /** Admitted: the caller may start it. */
    public void startOnCaller() {}

    /** COMMIT or ROLLBACK did not come back within the limit: the caller is told without it. */
    public void abandonEnding(Duration limit) {}

    /** It was cut short, and what was running did not stop: the caller is told without it. */
    public void abandon() {}

    /** Something was thrown that only the lane caught, so that nobody can tell any more where the block stands. */
    public void crash(Throwable failure) {}

    /** This is the innermost scope, its lane holds a connection, and nothing has happened for a while. */
    public void reportQuiet() {}

    /** Where in the code the block was opened, as far as that was recorded, for reports. */
    public String openingPlace() {
        return place();
    }

    /** Ends the block: its lane was taken out of the queue for connections, where it had waited too long. */
    public abstract void expire(String why);

    /** Whether the pool has given the connection for which this outermost block was admitted. */
    public boolean isConnected() {
        return phase != ScopePhase.WAITING;
    }

    /** Whether a statement is in flight on the connection of its outermost block. From any thread. */
    public boolean hasStatementInFlight() {
        return false;
    }

    /** What was opened in it and waits for a connection of its own, in a message; null if nothing is known to. From any thread. */
    public @Nullable String waitsForConnectionOf() {
        return null;
    }

    /** Gives up, wherever it is. */
    public abstract void abortWith(Throwable reason);

    /** What is around it was cut short: it gives up too. */
    public void cancelBy(Throwable reason) {
        abortWith(reason);
    }

    /** Where the block was opened, for reports. */
    public abstract String place();
}
