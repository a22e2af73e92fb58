package dev.aatomic.runtime.internal.lane;

import dev.aatomic.runtime.spi.ContextCapture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads: the dispatch executor, the user's or our own, and {@link SpareThreads} for what cannot wait for it.
 *
 * <p>An executor may refuse a task, keep it, or run it on the thread that hands it over. What it refuses or does not start in time
 * runs on a spare thread, and so does what it starts where nothing of the user's may run: see {@link ThreadState#givesWay}.
 */
public final class Dispatcher implements Executor {

    private static final long TIMER_KEEP_ALIVE_SECONDS = 1;

    private final Executor executor;

    /** The executor, where it is our own. */
    private final @Nullable DefaultThreads owned;

    private final SpareThreads spareThreads;
    private final LateTasks lateTasks;

    private final Timer timer = new Timer();
    private @Nullable Runnable lookSoon;

    /** One thread for all delays. */
    private static final class Timer {

        private @Nullable ScheduledThreadPoolExecutor threads;
        private boolean ended;

        synchronized ScheduledThreadPoolExecutor get() {
            if (threads == null) {
                threads = new ScheduledThreadPoolExecutor(1, reservedThreads("aatomic-timer-"));
                // A block that ends in time leaves nothing behind in the queue.
                threads.setRemoveOnCancelPolicy(true);
                threads.setKeepAliveTime(TIMER_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
                threads.allowCoreThreadTimeOut(true);
                if (ended) {
                    threads.shutdown();
                }
            }
            return threads;
        }

        public synchronized void shutdown() {
            ended = true;
            if (threads != null) {
                threads.shutdownNow();
            }
        }
    }

    private final @Nullable ContextCapture capture;

    /** Whether what is bound to a thread is carried on. */
    public final boolean captures;

    /** With the user's executor. */
    public Dispatcher(Executor executor, int connections, @Nullable ContextCapture capture) {
        this.capture = capture;
        captures = capture != null;
        owned = executor instanceof DefaultThreads ours ? ours : null;
        this.executor = executor;
        spareThreads = new SpareThreads(connections);
        lateTasks = new LateTasks(spareThreads);
    }

    /**
     * With an executor of our own.
     *
     * @param areServers whether the databases are known not to run in this process; asked until it is so
     */
    public Dispatcher(int connections, BooleanSupplier areServers, @Nullable ContextCapture capture) {
        this(new DefaultThreads(connections, areServers), connections, capture);
    }

    /** Hands a lane to the executor. Returns what the executor threw, if it refused. */
    @Nullable
    Throwable dispatch(Lane lane, ThreadState thread) {
        if (thread.isReserved()) {
            spareThreads.run(() -> dispatchHere(lane));
            return null;
        }
        return thread.dispatch(executor, lane);
    }

    /** Sets what is told when work waits behind the owner of a lane. Called before anything is handed over. */
    public void watchedBy(Runnable look) {
        lookSoon = look;
    }

    void lookSoon() {
        if (lookSoon != null) {
            lookSoon.run();
        }
    }

    private void dispatchHere(Lane lane) {
        Throwable refusal = ThreadState.current().dispatch(executor, lane);
        if (refusal != null) {
            LaneExecution.rejected(lane, null, null, refusal);
        }
    }

    /** What is bound to this thread and is to be carried on; null if nothing ever is. */
    @Nullable
    public Captured capture() {
        return capture == null ? null : new Captured(capture);
    }

    /** Runs at once what owns a connection or frees one. */
    public void runOnSpareThread(Runnable work) {
        spareThreads.run(work);
    }

    /** Starts a lane that is scheduled on a spare thread: at once if it has its connection, else in its turn. */
    public void startOnSpareThread(Lane lane) {
        if (lane.delayed() == null) {
            spareThreads.run(lane);
        } else {
            spareThreads.runInTurn(lane);
        }
    }

    /** Starts what found no thread before. */
    public void tryAgain() {
        spareThreads.tryAgain();
    }

    /** Runs the user's code on a spare thread, in its turn. */
    public void runInTurn(Runnable work) {
        spareThreads.runInTurn(work);
    }

    /** Runs the user's code on a dispatch thread, on a spare one if the executor refuses it or does not start it in time. */
    @Override
    public void execute(Runnable task) {
        if (ThreadState.current().isReserved()) {
            spareThreads.run(() -> handOverOnly(task));
        } else {
            handOver(task);
        }
    }

    /**
     * Cancels a stage of the user's, if that can be cancelled. This runs the code that depends on it: on another thread if others depend on
     * this one.
     */
    public void cancel(CompletableFuture<?> stage) {
        if (ThreadState.current().isReserved()) {
            execute(() -> cancelHere(stage));
        } else {
            cancelHere(stage);
        }
    }

    private static void cancelHere(CompletableFuture<?> stage) {
        try {
            stage.cancel(true);
        } catch (UnsupportedOperationException minimal) {
            // A minimal stage is ended by its maker alone.
        } catch (Throwable thrown) {
            // The block that is cut short has others to tell.
            logger().log(
                            System.Logger.Level.WARNING,
                            "The stage of a block's body threw when it was cancelled",
                            thrown);
        }
    }

    /** Hands a task over without running it here. So this needs no turn, in which it would wait for others. */
    private void handOverOnly(Runnable task) {
        ThreadState thread = ThreadState.current();
        thread.enterEnd();
        try {
            handOver(task);
        } finally {
            thread.leaveEnd();
        }
    }

    private void handOver(Runnable task) {
        HandedOver handedOver = new HandedOver(this, task);
        try {
            executor.execute(handedOver);
        } catch (Throwable refused) {
            // Whatever was thrown: nobody else runs a task that was not started.
            Runnable untouched = handedOver.take();
            if (untouched != null) {
                spareThreads.runInTurn(untouched);
            }
            return;
        }
        if (!handedOver.isStarted() && mayBeLate()) {
            lateTasks.add(handedOver);
        }
    }

    /** Notes that a thread on which something of this library runs begins to wait, for whatever it may be. */
    void waitBegins() {
        if (mayBeLate()) {
            lateTasks.waitBegins();
        }
    }

    void waitEnds() {
        // A wait that began before each task had its own thread stays counted: nothing is late any more.
        if (mayBeLate()) {
            lateTasks.waitEnds();
        }
    }

    private boolean mayBeLate() {
        return owned == null || !owned.hasOneForEachTask();
    }

    /**
     * Runs something short later, on the timer's thread. Most applications set no time limit and retry nothing, so there is no such
     * thread until it is needed.
     */
    public Future<?> schedule(Runnable task, long delayNanos) {
        return timer.get().schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    /** Ends the threads that are ours, once they have nothing to do. */
    public void shutdown() {
        if (owned != null) {
            owned.shutdown();
        }
        lateTasks.shutdown();
        spareThreads.shutdown();
        timer.shutdown();
    }

    static ThreadFactory daemonThreads(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Threads that others depend on. */
    public static ThreadFactory reservedThreads(String prefix) {
        ThreadFactory threads = daemonThreads(prefix);
        return task -> threads.newThread(() -> {
            ThreadState thread = ThreadState.current();
            thread.reserve();
            try {
                task.run();
            } finally {
                thread.unreserve();
            }
        });
    }

    private static System.Logger logger() {
        return System.getLogger(Dispatcher.class.getName());
    }
}
