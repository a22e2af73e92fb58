package dev.aatomic.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who waits for a connection starts on the thread that gives one back, where that has nothing else to do. */
@Tag("hot-path")
final class BurstTest {

    private static final int BURST = 1_000;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final AtomicInteger dispatched = new AtomicInteger();
    private final CountDownLatch connectionIsWanted = new CountDownLatch(1);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private Transactions transactions(Executor executor) {
        return fixtures.transactions(
                Transactions.builder().database("default", new NoDriver(), 1).executor(task -> {
                    dispatched.incrementAndGet();
                    executor.execute(task);
                }));
    }

    /** The first block of the database, which has the only connection until {@link #connectionIsWanted}. */
    private CompletableFuture<Integer> first(Atomic atomic) {
        return atomic.getAsync(() -> {
            Await.latch(connectionIsWanted);
            return 0;
        });
    }

    private List<CompletableFuture<Integer>> burst(Atomic atomic, List<Integer> order) {
        List<CompletableFuture<Integer>> blocks = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
            int number = i;
            blocks.add(atomic.getStageAsync(() -> {
                order.add(number);
                return CompletableFuture.completedFuture(number);
            }));
        }
        return blocks;
    }

    /**
     * Whoever waits for a block makes that block's thread go on with what is attached, so the last is waited for first: by then
     * all connections have been handed on, though a thread may still be about to complete the block before.
     */
    private static void awaitAll(List<CompletableFuture<Integer>> blocks) {
        Await.value(blocks.get(BURST - 1));
        blocks.forEach(Await::value);
    }

    @Test
    void fewOfABurstGoThroughTheExecutor() {
        Atomic atomic = transactions(threads).atomic();
        List<Integer> order = new ArrayList<>();
        CompletableFuture<Integer> first = first(atomic);
        List<CompletableFuture<Integer>> blocks = burst(atomic, order);

        connectionIsWanted.countDown();
        awaitAll(blocks);

        assertThat(Await.value(first)).isZero();
        assertThat(order).isSorted().hasSize(BURST);
        assertThat(dispatched.get()).isLessThan(BURST / 10);
    }

    @Test
    void otherTasksOfTheExecutorHaveTheirTurn() {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            Atomic atomic = transactions(one).atomic();
            List<Integer> order = new ArrayList<>();
            first(atomic);
            List<CompletableFuture<Integer>> blocks = burst(atomic, order);
            CompletableFuture<Integer> startedBefore = CompletableFuture.supplyAsync(order::size, one);

            connectionIsWanted.countDown();
            awaitAll(blocks);

            assertThat(Await.value(startedBefore)).isBetween(1, BURST / 2);
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    void whatTheCallerAttachedDoesNotHoldUpWhoWaits() {
        Atomic atomic = transactions(threads).atomic();
        CountDownLatch secondHasRun = new CountDownLatch(1);
        CompletableFuture<Thread> attached = first(atomic).thenApply(zero -> {
            Await.latch(secondHasRun);
            return Thread.currentThread();
        });
        CompletableFuture<Thread> second = atomic.getAsync(() -> {
            secondHasRun.countDown();
            return Thread.currentThread();
        });

        connectionIsWanted.countDown();

        assertThat(Await.value(second)).isNotSameAs(Await.value(attached));
        assertThat(dispatched.get()).isEqualTo(2);
    }
}
