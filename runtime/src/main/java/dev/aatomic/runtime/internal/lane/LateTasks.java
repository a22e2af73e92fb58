package dev.aatomic.runtime.internal.lane;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the tasks that the executor was given and has not started. Those that it does not start in time run on a spare thread, since
 * the executor's threads may all wait for them. Lanes are not among them: the watchdog looks after those.
 *
 * <p>A daemon thread looks every few milliseconds while there are any, and ends when there were none for a while.
 */
final class LateTasks implements Runnable {

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long START_LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /**
     * How long a task may stay unstarted while a thread waits that may be in its way: about as long as another thread needs to start it.
     */
    private static final long SHORT_LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SpareThreads spareThreads;

    // Guarded by this:
    @GuardedBy("this")
    private final ArrayDeque<HandedOver> tasks = new ArrayDeque<>();

    @GuardedBy("this")
    private @Nullable Thread thread;

    /** Whether the thread ends as soon as there are no tasks. */
    @GuardedBy("this")
    private boolean ended;

    /** Whether the thread looks at nothing until it is told. */
    @GuardedBy("this")
    private boolean asleep;

    /** How many threads that run for this library wait, for whatever it may be. */
    @GuardedBy("this")
    private int waiting;

    LateTasks(SpareThreads spareThreads) {
        this.spareThreads = spareThreads;
    }

    /** Adds a task that the executor was given. */
    void add(HandedOver task) {
        synchronized (this) {
            dropStarted();
            tasks.add(task);
            look();
        }
    }

    /** Ends the thread as soon as there are no tasks; it still looks after those that are left, and those that come later. */
    synchronized void shutdown() {
        ended = true;
        LockSupport.unpark(thread);
    }

    /** Notes that a thread on which the executor has started something begins to wait. */
    synchronized void waitBegins() {
        waiting++;
        if (!tasks.isEmpty()) {
            look();
        }
    }

    synchronized void waitEnds() {
        waiting--;
    }

    /** Holding the lock. */
    @GuardedBy("this")
    private void dropStarted() {
        for (HandedOver first = tasks.peek(); first != null && first.isStarted(); first = tasks.peek()) {
            tasks.poll();
        }
    }

    /** Holding the lock: sees to it that somebody looks. */
    @GuardedBy("this")
    private void look() {
        if (thread == null) {
            Thread started = Dispatcher.daemonThreads("aatomic-late-tasks-").newThread(this);
            asleep = false;
            // If no thread can be had, the next look tries again.
            started.start();
            thread = started;
        } else if (asleep || waiting > 0) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        long lastSeen = System.nanoTime();
        for (; ; ) {
            long now = System.nanoTime();
            List<Runnable> late = new ArrayList<>();
            long pause;
            synchronized (this) {
                takeLate(now, late);
                if (!tasks.isEmpty()) {
                    lastSeen = now;
                    pause = waiting > 0 ? SHORT_LIMIT_NANOS : INTERVAL_NANOS;
                } else if (!ended && now - lastSeen < KEEP_ALIVE_NANOS) {
                    asleep = true;
                    pause = KEEP_ALIVE_NANOS;
                } else {
                    thread = null;
                    pause = 0L;
                }
            }
            late.forEach(spareThreads::runInTurn);
            if (pause == 0L) {
                return;
            }
            LockSupport.parkNanos(this, pause);
        }
    }

    /** Holding the lock: takes those that must not wait any longer. */
    @GuardedBy("this")
    private void takeLate(long now, List<Runnable> late) {
        long limit = waiting > 0 ? SHORT_LIMIT_NANOS : START_LIMIT_NANOS;
        dropStarted();
        for (HandedOver first = tasks.peek(); first != null && now - first.since >= limit; first = tasks.peek()) {
            tasks.poll();
            Runnable task = first.take();
            if (task != null) {
                late.add(task);
            }
        }
    }
}
