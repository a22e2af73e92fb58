package dev.aatomic.runtime.support;

import dev.aatomic.testing.Await;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Two threads that do their part of each round at the same moment, as nearly as two processors can. {@code -Daatomic.stress.seconds} tries
 * for longer.
 */
public final class Race implements AutoCloseable {

    private static final long NANOS = TimeUnit.SECONDS.toNanos(Integer.getInteger("aatomic.stress.seconds", 2)) / 2;

    /** On a busy machine the other thread may not run at all meanwhile. */
    private static final int SPINS = 10_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final AtomicInteger arrived = new AtomicInteger();

    private volatile boolean isOver;

    /**
     * Runs rounds until the time is over and they were enough.
     *
     * @param prepare is called before each round, on the first thread
     * @param first the first thread's part, with the number of the round
     * @param second the second thread's, which begins a little later in some rounds than in others
     */
    public void run(Runnable prepare, IntConsumer first, IntConsumer second, BooleanSupplier isEnough) {
        long end = System.nanoTime() + NANOS;
        CompletableFuture<Void> leading = CompletableFuture.runAsync(
                () -> {
                    for (int round = 0; !isOver; round++) {
                        prepare.run();
                        meet(2 * round + 1);
                        first.accept(round);
                        isOver = System.nanoTime() - end > 0 && isEnough.getAsBoolean();
                        meet(2 * round + 2);
                    }
                },
                threads);
        CompletableFuture<Void> following = CompletableFuture.runAsync(
                () -> {
                    for (int round = 0; !isOver; round++) {
                        meet(2 * round + 1);
                        spin(round % 32);
                        second.accept(round);
                        meet(2 * round + 2);
                    }
                },
                threads);
        Await.value(CompletableFuture.anyOf(leading, following));
        Await.value(CompletableFuture.allOf(leading, following));
    }

    /** Lets both go on once both have come here, or the race is closed. */
    private void meet(int meeting) {
        arrived.incrementAndGet();
        for (int spins = 0;
                arrived.get() < 2 * meeting && !Thread.currentThread().isInterrupted();
                spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /** Keeps the thread for a moment: the two are not equally far from where they race. */
    public static void spin(int times) {
        for (int i = times; i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        isOver = true;
        threads.shutdownNow();
    }
}
