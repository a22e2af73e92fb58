package dev.aatomic.runtime.internal.lane;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Parks a worker of a {@link ForkJoinPool} once, and tells the pool, so that another worker does what is waited for. */
final class WorkerPause implements ForkJoinPool.ManagedBlocker {

    /** Starting another worker may use up the permit that was to unpark this one. */
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Object future;
    private final long nanos;

    private WorkerPause(Object future, long nanos) {
        this.future = future;
        this.nanos = Math.min(nanos, MOST_NANOS);
    }

    static void park(Object future, long nanos) {
        WorkerPause pause = new WorkerPause(future, nanos);
        try {
            ForkJoinPool.managedBlock(pause);
        } catch (RejectedExecutionException full) {
            // The pool has as many workers as it may.
            pause.block();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean block() {
        LockSupport.parkNanos(future, nanos);
        return true;
    }

    @Override
    public boolean isReleasable() {
        return false;
    }
}
