package dev.aatomic.runtime.internal.lane;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.internal.common.InterruptFlag;
import java.util.ArrayDeque;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Threads of ours for what cannot wait for the dispatch executor. There are none until one is needed.
 *
 * <p>Two kinds of work come here. What owns a connection, or frees one, finds a thread at once: of that there is no more than there are
 * connections. The user's other code takes turns, in the order in which it came, on as many threads as there are connections and a
 * {@link #HANDFUL}. A thread that waits in a future of ours leaves its place to the next task, since that may be what it waits for.
 */
final class SpareThreads {

    /** How many threads there are for the user's code, besides one for each connection. */
    static final int HANDFUL = 8;

    private static final long KEEP_ALIVE_SECONDS = 10;

    private static final String NO_THREAD = "There is no thread to be had for what an executor has not started";

    private final ThreadPoolExecutor threads;
    private final int places;

    // Guarded by this:
    @GuardedBy("this")
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private int taken;

    SpareThreads(int connections) {
        this(connections, Dispatcher.daemonThreads("aatomic-spare-"));
    }

    SpareThreads(int connections, ThreadFactory factory) {
        places = connections + HANDFUL;
        threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                factory,
                // Used after the shutdown, if a hook or the driver has outlasted it: little is left to do, and it must
                // be done.
                (task, pool) -> Dispatcher.daemonThreads("aatomic-late-")
                        .newThread(task)
                        .start());
    }

    /** Runs what owns a connection or frees one: at once, or as soon as there is a thread to be had. */
    void run(Runnable work) {
        try {
            threads.execute(work);
        } catch (Throwable t) {
            synchronized (this) {
                waiting.addFirst(work);
            }
            logger().log(System.Logger.Level.ERROR, NO_THREAD, t);
        }
    }

    /** Starts what waits for want of a thread, if there is one to be had by now. */
    void tryAgain() {
        fillPlace();
    }

    /** Runs the user's code in its turn. */
    void runInTurn(Runnable work) {
        synchronized (this) {
            waiting.add(work);
        }
        fillPlace();
    }

    void shutdown() {
        threads.shutdown();
    }

    /** A thread that has a place begins to wait for what another may have to do. */
    void leavePlace() {
        synchronized (this) {
            taken--;
        }
        fillPlace();
    }

    /** Takes the place again after the wait. There may be one thread too many now: the next that is done takes no other turn. */
    synchronized void retakePlace() {
        taken++;
    }

    private void fillPlace() {
        synchronized (this) {
            if (taken >= places || waiting.isEmpty()) {
                return;
            }
            taken++;
        }
        try {
            threads.execute(this::takeTurns);
        } catch (Throwable t) {
            // There is no thread: one that has a place, or takes the next, goes on with what waits.
            synchronized (this) {
                taken--;
            }
            logger().log(System.Logger.Level.ERROR, NO_THREAD, t);
        }
    }

    private void takeTurns() {
        ThreadState thread = ThreadState.current();
        thread.place = this;
        try {
            for (Runnable work = next(); work != null; work = next()) {
                // An interrupt flag that one task left behind must not reach the next one.
                InterruptFlag.putAside();
                try {
                    work.run();
                } catch (Throwable t) {
                    // What runs here delivers its failures itself: one that arrives here comes from the user's
                    // executor, or is a defect.
                    logger().log(System.Logger.Level.ERROR, "A task on a thread of the transactions failed", t);
                }
            }
        } finally {
            thread.place = null;
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable work = taken > places ? null : waiting.poll();
        if (work == null) {
            taken--;
        }
        return work;
    }

    private static System.Logger logger() {
        return System.getLogger(SpareThreads.class.getName());
    }
}
