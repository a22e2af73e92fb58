package dev.aatomic.runtime.internal.future;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A thread of ours that waits for a future is woken by its end, by its limit or by an interrupt, and does meanwhile what waits for it. */
@Tag("rooms")
final class HelpingWaitTest {

    /** How one waits. */
    enum Wait {
        JOIN {
            @Override
            Object on(CompletableFuture<?> future) {
                return future.join();
            }
        },
        GET {
            @Override
            Object on(CompletableFuture<?> future) throws Exception {
                return future.get();
            }
        },
        GET_FOR_AN_HOUR {
            @Override
            Object on(CompletableFuture<?> future) throws Exception {
                return future.get(1, TimeUnit.HOURS);
            }
        };

        abstract Object on(CompletableFuture<?> future) throws Exception;
    }

    /** What waits on a dispatch thread. */
    private final class Waiter implements Runnable {

        private final Wait wait;
        private final CompletableFuture<Object> outcome = new CompletableFuture<>();
        private final CompletableFuture<Thread> thread = new CompletableFuture<>();

        /** Whether the flag is set afterwards. */
        private volatile boolean flag;

        Waiter(Wait wait) {
            this.wait = wait;
        }

        @Override
        public void run() {
            thread.complete(Thread.currentThread());
            try {
                outcome.complete(wait.on(future));
            } catch (Throwable t) {
                outcome.complete(t.getClass().getSimpleName());
            }
            flag = Thread.interrupted();
        }

        Waiter parked() {
            Thread waits = Await.value(thread);
            Await.until(
                    "it waits",
                    () -> waits.getState() == Thread.State.WAITING || waits.getState() == Thread.State.TIMED_WAITING);
            return this;
        }
    }

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });
    private final Dispatcher dispatcher = new Dispatcher(threads, 1, null);
    private final ScopeFuture<Integer> future = new ScopeFuture<>(dispatcher);

    @AfterEach
    void shutdown() {
        dispatcher.shutdown();
        threads.shutdownNow();
    }

    private Waiter waiting(Wait wait) {
        Waiter waiter = new Waiter(wait);
        dispatcher.execute(waiter);
        return waiter.parked();
    }

    // ---- what ends it

    @ParameterizedTest
    @EnumSource
    void endOfTheFutureWakesAllThatWait(Wait wait) {
        Waiter first = waiting(wait);
        Waiter second = waiting(wait);
        assertThat(first.outcome).isNotDone();

        future.settle(1, null);

        assertThat(Await.value(first.outcome)).isEqualTo(1);
        assertThat(Await.value(second.outcome)).isEqualTo(1);
        assertThat(first.flag).isFalse();
    }

    @Test
    void limitEndsIt() {
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        dispatcher.execute(() -> {
            try {
                outcome.complete(future.get(1, TimeUnit.MILLISECONDS));
            } catch (Throwable t) {
                outcome.complete(t.getClass().getSimpleName());
            }
        });

        assertThat(Await.value(outcome)).isEqualTo("TimeoutException");
    }

    @ParameterizedTest
    @EnumSource
    void interruptEndsItWhereItMay(Wait wait) {
        Waiter waiter = waiting(wait);

        Await.value(waiter.thread).interrupt();

        if (wait == Wait.JOIN) {
            Await.until(
                    "the flag is put aside", () -> !Await.value(waiter.thread).isInterrupted());
            waiter.parked();
            assertThat(waiter.outcome).isNotDone();
            future.settle(1, null);
            assertThat(Await.value(waiter.outcome)).isEqualTo(1);
            Await.until("the flag is given back", () -> waiter.flag);
        } else {
            assertThat(Await.value(waiter.outcome)).isEqualTo("InterruptedException");
        }
    }

    /** As for a caller of ours that nobody else depends on. */
    @ParameterizedTest
    @EnumSource
    void otherThreadsWaitAsForAnyFuture(Wait wait) {
        Waiter waiter = new Waiter(wait);
        Thread thread = new Thread(waiter);
        thread.setDaemon(true);
        thread.start();
        waiter.parked();

        future.settle(1, null);

        assertThat(Await.value(waiter.outcome)).isEqualTo(1);
    }

    // ---- what is done meanwhile

    @Test
    void interruptedOwnerRunsItsQueueAllTheSame() {
        Transactions transactions = fixtures.transactions(1);
        CompletableFuture<Boolean> flag = transactions.atomic().getAsync(() -> {
            CompletableFuture<Integer> step = transactions.submit(insert(1));
            Thread.currentThread().interrupt();
            step.join();
            return Thread.interrupted();
        });

        assertThat(Await.value(flag)).isTrue();
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void whoWaitsForWhatRunsElsewhereIsWokenForWhatIsQueuedMeanwhile() {
        Transactions transactions = fixtures.transactions(1);
        CompletableFuture<Thread> body = new CompletableFuture<>();
        CompletableFuture<Integer> outside = new CompletableFuture<>();
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getAsync(() -> {
            CompletableFuture<Integer> waited = transactions.bind(outside);
            CompletableFuture<Integer> composed = waited.thenCompose(n -> transactions.submit(connection -> {
                ranOn.complete(Thread.currentThread());
                return n;
            }));
            body.complete(Thread.currentThread());
            return composed.join();
        });
        Thread waits = Await.value(body);
        Await.until("it waits", () -> waits.getState() == Thread.State.WAITING);

        outside.complete(7);

        assertThat(Await.value(block)).isEqualTo(7);
        assertThat(Await.value(ranOn)).isNotNull();
    }
}
