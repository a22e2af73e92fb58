package dev.aatomic.examples.guide.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ThreadsTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final ExecutorService executor = Threads.executor();

    @AfterEach
    void shutDown() {
        executor.shutdownNow();
    }

    private static String thread() {
        return Thread.currentThread().getName();
    }

    @Test
    void bodyAndStatementsRunOnTheExecutor() {
        try (Transactions transactions = Threads.open(database.dataSource(), executor)) {
            // A thread that begins some 40 ms late finds its block begun on another.
            Await.until(
                    "a statement runs on the executor",
                    () -> Await.value(transactions
                                    .atomic()
                                    .getStageAsync(() -> transactions.submit(connection -> thread())))
                            .equals("database"));
            Await.until(
                    "a body runs on the executor",
                    () -> Await.value(transactions.atomic().getAsync(ThreadsTest::thread))
                            .equals("database"));
        }
        assertThat(executor.isShutdown()).isFalse();
    }

    @Test
    void bodyOfABlockingFormRunsOnTheCallersThread() {
        try (Transactions transactions = Threads.open(database.dataSource(), executor)) {
            String body = transactions.atomic().get(ThreadsTest::thread);
            String statement = transactions
                    .atomic()
                    .get(() -> transactions.submit(connection -> thread()).join());

            assertThat(List.of(body, statement)).containsOnly(thread());
        }
    }

    @Test
    void oneThreadIsEnough() {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try (Transactions transactions = Threads.open(database.dataSource(), one)) {
            List<CompletableFuture<Integer>> blocks = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                blocks.add(transactions
                        .atomic()
                        .getStageAsync(() -> transactions
                                .submit(connection -> 1)
                                .thenCompose(value -> transactions
                                        .atomic()
                                        .getStageAsync(() -> transactions.submit(connection -> value + 1)))));
            }
            blocks.forEach(block -> assertThat(Await.value(block)).isEqualTo(2));
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    void executorThatRejectsWorkIsEnough() {
        try (Transactions transactions = Transactions.builder()
                .database("default", database.dataSource())
                .executor(task -> {
                    throw new RejectedExecutionException("full");
                })
                .build()) {
            assertThat(transactions.atomic().get(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    void workersOfAForkJoinPoolHandOn() {
        ExecutorService workers = Executors.newWorkStealingPool(2);
        try (Transactions transactions = Threads.open(database.dataSource(), workers)) {
            assertThat(Await.value(transactions.atomic().getAsync(ThreadsTest::thread)))
                    .doesNotContain("ForkJoinPool");
        } finally {
            workers.shutdownNow();
        }
    }
}
