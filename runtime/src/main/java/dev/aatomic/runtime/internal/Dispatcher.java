package dev.aatomic.runtime.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads: the dispatch executor, the user's or our own, and spare threads for what cannot wait for it.
 *
 * <p>A spare thread runs a lane that the executor refused or did not start in time, so that whoever holds a connection always
 * finds a thread. There are none until one is needed.
 */
final class Dispatcher implements Executor {

    /** The first release on which a virtual thread is not pinned inside {@code synchronized}, as drivers use it. */
    private static final int VIRTUAL_THREADS_SINCE = 24;

    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final long TIMER_KEEP_ALIVE_SECONDS = 1;

    private final Executor executor;
    private final @Nullable ExecutorService owned;
    private final ThreadPoolExecutor spareThreads;
    private final Timer timer = new Timer();
    private @Nullable Watchdog watchdog;

    /** One thread for all delays. */
    private static final class Timer {

        private @Nullable ScheduledThreadPoolExecutor threads;
        private boolean ended;

        synchronized ScheduledThreadPoolExecutor get() {
            if (threads == null) {
                ThreadFactory factory = daemonThreads("aatomic-timer-");
                threads = new ScheduledThreadPoolExecutor(
                        1,
                        task -> factory.newThread(() -> {
                            ThreadState.current().reserve();
                            task.run();
                        }));
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

        synchronized void shutdown() {
            ended = true;
            if (threads != null) {
                threads.shutdownNow();
            }
        }
    }

    Dispatcher(@Nullable Executor executor, int connections) {
        owned = executor == null ? defaultExecutor(connections) : null;
        this.executor = executor == null ? owned : executor;
        spareThreads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                daemonThreads("aatomic-spare-"),
                // After the shutdown, when a hook or the driver has outlasted it: what is left to do is little, and
                // must be done.
                (task, pool) -> daemonThreads("aatomic-late-").newThread(task).start());
    }

    /** Hands a lane to the executor. Returns what the executor threw, if it refused. */
    @Nullable
    Throwable dispatch(Lane lane, ThreadState thread) {
        return thread.dispatch(executor, lane);
    }

    /** Tells the watchdog when work waits behind the owner of a lane. */
    void watchedBy(Watchdog guard) {
        watchdog = guard;
    }

    void lookSoon() {
        if (watchdog != null) {
            watchdog.lookSoon();
        }
    }

    void runOnSpareThread(Runnable task) {
        spareThreads.execute(task);
    }

    /** Runs the user's code on a dispatch thread, on a spare one if the executor refuses. */
    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(() -> {
                if (ThreadState.current().isReserved()) {
                    // The executor runs tasks on the calling thread, which must not run this one.
                    spareThreads.execute(task);
                } else {
                    task.run();
                }
            });
        } catch (Throwable refused) {
            spareThreads.execute(task);
        }
    }

    /**
     * Runs something short later, on the timer's thread. Most applications set no time limit and retry nothing, so there is no such
     * thread until it is needed.
     */
    Future<?> schedule(Runnable task, long delayNanos) {
        return timer.get().schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    /** Ends the threads that are ours, once they have nothing to do. */
    void shutdown() {
        if (owned != null) {
            owned.shutdown();
        }
        spareThreads.shutdown();
        timer.shutdown();
    }

    private static ExecutorService defaultExecutor(int connections) {
        if (Runtime.version().feature() >= VIRTUAL_THREADS_SINCE) {
            return virtualThreads();
        }
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                connections,
                connections,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemonThreads("aatomic-dispatch-"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** {@code Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("aatomic-dispatch-", 0).factory())}, compiled for 17. */
    private static ExecutorService virtualThreads() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
            Object ofVirtual = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builder))
                    .invoke();
            Object named = lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class, long.class))
                    .invoke(ofVirtual, "aatomic-dispatch-", 0L);
            Object factory = lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class))
                    .invoke(named);
            return (ExecutorService) lookup.findStatic(
                            java.util.concurrent.Executors.class,
                            "newThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class, ThreadFactory.class))
                    .invoke(factory);
        } catch (Throwable t) {
            throw new IllegalStateException(
                    "This Java release has no virtual threads; give the builder an executor", t);
        }
    }

    static ThreadFactory daemonThreads(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }
}
