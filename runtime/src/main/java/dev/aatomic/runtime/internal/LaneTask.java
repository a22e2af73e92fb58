package dev.aatomic.runtime.internal;

/** Something that waits in a gate for its turn on the lane. */
interface LaneTask extends Runnable {

    /** Runs in its turn, on the thread that runs the lane. Never throws. */
    @Override
    void run();

    /** Will not run: its block failed before its turn came, or the executor refused it. */
    void drop(Throwable reason);

    /**
     * Whether the lane must not be taken over while this runs. Such a task calls {@link Lane#endExclusive()} when the connection
     * is free again, before it lets the user's code know.
     */
    boolean isExclusive();

    /** Whether this is dropped when the executor refuses the lane; what must run regardless is run by a thread of ours. */
    boolean isRefusable();
}
