package dev.aatomic.runtime.support;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Dispatch executors of every kind; their threads end with this object. */
public final class TestExecutors implements AutoCloseable {

    private static final String PREFIX = "dispatch-";

    private final List<ExecutorService> started = new ArrayList<>();

    public static boolean isDispatch(Thread thread) {
        return thread.getName().startsWith(PREFIX);
    }

    /** Whether it is of the executor, or of the engine for what that did not take in time. */
    public static boolean isDispatchOrSpare(Thread thread) {
        return isDispatch(thread) || thread.getName().startsWith("aatomic-spare-");
    }

    /** Runs a task on the thread that hands it over. */
    public Executor direct() {
        return Runnable::run;
    }

    public ThreadPoolExecutor threads(int number) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor executor = (ThreadPoolExecutor) Executors.newFixedThreadPool(number, task -> {
            Thread thread = new Thread(task, PREFIX + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        started.add(executor);
        return executor;
    }

    /** Has one thread, which never comes back, and so runs each task on the thread that hands it over. */
    public Executor callerRuns() {
        CountDownLatch busy = new CountDownLatch(1);
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1, 1, 0L, TimeUnit.SECONDS, new SynchronousQueue<>(), new ThreadPoolExecutor.CallerRunsPolicy());
        started.add(executor);
        executor.execute(() -> {
            try {
                busy.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        return executor;
    }

    /** Threads and a queue, and the thread that hands a task over where both are full. */
    public Executor callerRuns(int threads, int queued) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                0L,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queued),
                new ThreadPoolExecutor.CallerRunsPolicy());
        started.add(executor);
        return executor;
    }

    /** One thread that takes the youngest task first. */
    public Executor youngestFirst() {
        ExecutorService delegate = threads(1);
        Deque<Runnable> waiting = new ConcurrentLinkedDeque<>();
        return task -> {
            waiting.push(task);
            delegate.execute(() -> waiting.pop().run());
        };
    }

    /** Starts each task 20 ms after it was handed over. */
    public Executor delaying() {
        ScheduledExecutorService delegate = Executors.newScheduledThreadPool(2);
        started.add(delegate);
        return task -> delegate.schedule(task, 20, TimeUnit.MILLISECONDS);
    }

    /** Starts each task up to so many milliseconds late. */
    public Executor delaying(int milliseconds, long seed) {
        ScheduledExecutorService delegate = Executors.newScheduledThreadPool(2);
        started.add(delegate);
        Random random = new Random(seed);
        return task -> delegate.schedule(task, random.nextInt(milliseconds + 1), TimeUnit.MILLISECONDS);
    }

    public ForkJoinPool workers(int number) {
        ForkJoinPool pool = new ForkJoinPool(number);
        started.add(pool);
        return pool;
    }

    public Switch switchable(Executor delegate) {
        return new Switch(delegate);
    }

    /** Rejects the k-th, 2k-th … task. */
    public Executor rejectingEvery(int k, Executor delegate) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            if (count.incrementAndGet() % k == 0) {
                throw new RejectedExecutionException("every " + k + "th task is rejected");
            }
            delegate.execute(task);
        };
    }

    /** Runs tasks late and out of order: each run takes a random one of those that wait. */
    public Executor shuffled(int threads, long seed) {
        ExecutorService delegate = threads(threads);
        List<Runnable> waiting = new ArrayList<>();
        Random random = new Random(seed);
        return task -> {
            synchronized (waiting) {
                waiting.add(task);
            }
            delegate.execute(() -> {
                Runnable next;
                synchronized (waiting) {
                    next = waiting.remove(random.nextInt(waiting.size()));
                }
                next.run();
            });
        };
    }

    /** A virtual thread a task, on JDK 21 and later. */
    public Optional<Executor> virtual() {
        try {
            ExecutorService executor = (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
            started.add(executor);
            return Optional.of(executor);
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        started.forEach(ExecutorService::shutdownNow);
    }

    /** Rejects while it is off, and counts what it accepted. */
    public static final class Switch implements Executor {

        private final Executor delegate;
        private final AtomicInteger accepted = new AtomicInteger();
        private final AtomicInteger rejected = new AtomicInteger();
        private volatile boolean rejecting;

        private Switch(Executor delegate) {
            this.delegate = delegate;
        }

        public Switch rejecting(boolean rejects) {
            this.rejecting = rejects;
            return this;
        }

        public int accepted() {
            return accepted.get();
        }

        public int rejected() {
            return rejected.get();
        }

        @Override
        public void execute(Runnable task) {
            if (rejecting) {
                rejected.incrementAndGet();
                throw new RejectedExecutionException("switched off");
            }
            accepted.incrementAndGet();
            delegate.execute(task);
        }
    }
}
