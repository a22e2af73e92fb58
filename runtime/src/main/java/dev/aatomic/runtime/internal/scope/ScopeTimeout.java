package dev.aatomic.runtime.internal.scope;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** When a block must be over, and what will happen then. Most blocks have none. */
final class ScopeTimeout {

    /** In terms of {@code System.nanoTime}; 0 for never. */
    final long deadline;

    /** What will happen at the deadline, or after its grace. */
    private volatile @Nullable Future<?> clock;

    ScopeTimeout(long deadline) {
        this.deadline = deadline;
    }

    void start(Future<?> started) {
        clock = started;
    }

    void stop() {
        Future<?> running = clock;
        if (running != null) {
            running.cancel(false);
        }
    }
}
