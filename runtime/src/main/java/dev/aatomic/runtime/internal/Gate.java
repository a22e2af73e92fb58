package dev.aatomic.runtime.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A node of the tree of blocks on one lane, as the lane sees it: a queue that is served while the node is the innermost open
 * one.
 *
 * <pre>
 *   WAITING ──its turn──▶ OPEN ──body done, cancelled──▶ EXITING ──its end decided──▶ ENDING ──▶ ENDED
 *      └───────────cancelled, refused──────────────────────────────────────────────────────────────────────▲
 * </pre>
 */
abstract class Gate implements LaneTask {

    enum Phase {
        /** Waits for a connection, or in its parent's queue. */
        WAITING,
        /** Accepts work. */
        OPEN,
        /** Refuses work; what was accepted before still runs. */
        EXITING,
        /** COMMIT, or what else ends it, is on its way; nothing can stop it. */
        ENDING,
        /** Over. */
        ENDED
    }

    final Lane lane;
    final @Nullable Gate parent;
    final int depth;

    /** Guarded by the lane. */
    Phase phase = Phase.WAITING;

    /** What was accepted and has not had its turn, in order. Guarded by the lane. */
    @Nullable
    ArrayDeque<LaneTask> queue;

    Gate(Lane lane) {
        this.lane = lane;
        this.parent = null;
        this.depth = 0;
    }

    Gate(Gate parent) {
        this.lane = parent.lane;
        this.parent = parent;
        this.depth = parent.depth + 1;
    }

    /** Holding the lane's lock. */
    final void enqueue(LaneTask task) {
        if (queue == null) {
            queue = new ArrayDeque<>(4);
        }
        queue.add(task);
    }

    /** Holding the lane's lock. */
    final boolean isQueueEmpty() {
        return queue == null || queue.isEmpty();
    }

    /** Admitted: whether the caller starts this outermost block on its own thread, so that no executor is needed. */
    boolean startsOnCaller() {
        return false;
    }

    /** COMMIT or ROLLBACK did not come back within the limit: the caller is told without it. */
    void abandonEnding(Duration limit) {}

    /** Gives up, wherever it is. */
    abstract void abortWith(Throwable reason);

    /** Where the block was opened, for reports. */
    abstract String place();
}
