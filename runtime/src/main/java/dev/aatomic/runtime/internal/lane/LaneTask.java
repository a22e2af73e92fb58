package dev.aatomic.runtime.internal.lane;

import org.jspecify.annotations.Nullable;

/** Something that waits in a scope for its turn on the lane. */
public abstract class LaneTask implements Runnable {

    /** The task behind it in the queue that it is in, so that a queue is no object of its own. Guarded by the lane's lock. */
    @Nullable
    LaneTask next;

    @Override
    public final void run() {
        run(ThreadState.current());
    }

    /** Runs in its turn, on the thread that runs the lane, which is the calling one. Never throws. */
    public abstract void run(ThreadState thread);

    /** Tells the task that it will not run: its block failed before its turn came, or the executor refused it. */
    public abstract void drop(Throwable reason);

    /**
     * Whether the lane must not be taken over while this runs. Such a task calls {@link Lane#unpin()} when the connection
     * is free again, before it lets the user's code know.
     */
    public abstract boolean pinsLane();

    /** Whether its turn comes only when the lane has its connection. Holding the lane's lock. */
    public boolean needsConnection() {
        return false;
    }

    /** Whether this is dropped when the executor refuses the lane; what must run regardless is run by a thread of ours. */
    public abstract boolean isRefusable();
}
