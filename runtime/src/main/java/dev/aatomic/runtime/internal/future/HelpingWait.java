package dev.aatomic.runtime.internal.future;

import dev.aatomic.runtime.internal.common.WaitingThreads;
import dev.aatomic.runtime.internal.lane.Fork;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.ThreadState;

/**
 * What a thread waits for in a future of the engine. Meanwhile it runs the queued work of the lanes that it is on, since the future may
 * depend on that, and others can see that it waits.
 */
enum HelpingWait {

    /** For the outcome; an interrupt does not end the wait. */
    FOR_OUTCOME,

    /** For the outcome, or an interrupt. */
    FOR_OUTCOME_OR_INTERRUPT,

    /**
     * For a connection. Helps only where nobody else can: work that runs here meanwhile may itself wait for a connection of the same
     * database, and keep this thread from using the one that it gets first. Lanes that are not at work in the driver go to another thread.
     */
    FOR_CONNECTION,

    /** For the turn of a nested block, which is to run on this thread. */
    FOR_TURN;

    /**
     * Waits. Returns when the future is complete, or earlier where there is a deadline, or an interrupt ends the wait: the thread is
     * interrupted then.
     *
     * @param deadline a moment of {@link System#nanoTime}; 0 for none
     */
    void until(HelpingFuture<?> future, WaitingThreads waiters, ThreadState thread, long deadline) {
        Fork fork = thread.fork;
        int lanes = this != FOR_CONNECTION || thread.isInDriverTurn() ? thread.laneCount() : 0;
        boolean interrupted = false;
        waiters.add(thread.thread);
        try {
            while (!future.isDone()) {
                // If the wait goes on in spite of an interrupt, helping must too: this thread may be the only one that
                // can.
                if (Thread.interrupted()) {
                    interrupted = true;
                    if (fork != null) {
                        fork.interrupted();
                    }
                }
                if (interrupted && this == FOR_OUTCOME_OR_INTERRUPT) {
                    return;
                }
                if (helps(future, thread, lanes)) {
                    continue;
                }
                long left = deadline == 0L ? Long.MAX_VALUE : deadline - System.nanoTime();
                if (left <= 0L) {
                    return;
                }
                thread.park(future, left);
            }
        } finally {
            for (int i = lanes - 1; i >= 0; i--) {
                thread.lane(i).stopHelping();
            }
            waiters.remove(thread.thread);
            if (interrupted) {
                thread.thread.interrupt();
            }
        }
    }

    /** Runs what is ready; the innermost lane first. Returns whether it is worth another look before the thread parks. */
    private boolean helps(HelpingFuture<?> future, ThreadState thread, int lanes) {
        boolean helped = (this == FOR_CONNECTION || this == FOR_TURN) && thread.runGrantedBelow();
        for (int i = lanes - 1; i >= 0 && !future.isDone(); i--) {
            helped |= LaneExecution.help(thread.lane(i));
        }
        return helped || future.isDone();
    }
}
