package dev.aatomic.runtime.thread;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.ExecutorKind;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.TestExecutors;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** G18: continuations, hooks and bodies that an executor was given and does not start, or refuses, are run. */
@Tag("G18")
final class QueuedWorkTest {

    private static final int CONTINUATIONS = 2_000;

    /** Spare threads beside one a connection. */
    private static final int HANDFUL = 8;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private Transactions transactions(PooledDatabase database, ExecutorKind kind) {
        Optional<Executor> executor = kind.start(fixtures.executors());
        Assumptions.assumeTrue(executor.isPresent(), "needs virtual threads");
        return fixtures.transactions(database, builder -> builder.executor(executor.get()));
    }

    /** F1: the rest of the hooks waits behind the body that waits for them. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REJECTING")
    void f1HooksOfAChildThatTheBodyWaitsForRun(ExecutorKind kind) {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        waitForChildWithHooks(transactions(database, kind), database);
    }

    /** F1: the executor that is there without any, with as many threads as connections; two bodies wait at once. */
    @Test
    void f1HooksRunOnTheDefaultExecutor() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<CompletableFuture<Integer>> first = new CompletableFuture<>();
        CompletableFuture<Integer> hookIsOver = new CompletableFuture<>();
        AtomicInteger hooks = new AtomicInteger();
        CountDownLatch childHasTheOtherConnection = new CountDownLatch(1);

        first.complete(transactions.atomic().getAsync(() -> {
            CompletableFuture<Integer> child = transactions
                    .atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .getStageAsync(() -> {
                        childHasTheOtherConnection.countDown();
                        transactions.onCommitAsync(() -> hookIsOver);
                        transactions.onCommit(hooks::incrementAndGet);
                        return transactions.submit(insert(1));
                    });
            return child.join();
        }));
        Await.latch(childHasTheOtherConnection);
        CompletableFuture<Integer> second = transactions.atomic().getAsync(() -> {
            fixtures.foreign().execute(() -> hookIsOver.complete(1));
            return Await.value(first).join() + 1;
        });

        assertThat(Await.value(second)).isEqualTo(2);
        assertThat(hooks).hasValue(1);
    }

    private void waitForChildWithHooks(Transactions transactions, PooledDatabase database) {
        AtomicInteger hooks = new AtomicInteger();
        CountDownLatch bodiesRun = new CountDownLatch(1);
        CompletableFuture<Integer> block = transactions.atomic().getAsync(() -> {
            CompletableFuture<Integer> child = transactions
                    .atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .getStageAsync(() -> {
                        transactions.onCommitAsync(() -> fixtures.foreign().call(() -> {
                            Await.latch(bodiesRun);
                            return hooks.incrementAndGet();
                        }));
                        transactions.onCommit(hooks::incrementAndGet);
                        return transactions.submit(insert(1));
                    });
            bodiesRun.countDown();
            return child.join();
        });

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(hooks).hasValue(2);
        assertThat(database.rows()).containsExactly(1);
    }

    /** F2: as many hooks as threads wait at once for continuations. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void f2HooksOnAllThreadsThatWaitForContinuationsEnd(boolean defaultExecutor) {
        PooledDatabase database = fixtures.database(Server.H2, 4);
        Transactions transactions = defaultExecutor
                ? fixtures.transactions(database)
                : fixtures.transactions(
                        database,
                        builder -> builder.executor(fixtures.executors().threads(4)));
        CountDownLatch all = new CountDownLatch(4);

        hooksThatWait(transactions, 4, all);
    }

    /** F2, on every kind of executor. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REJECTING")
    void f2HooksThatWaitForContinuationsEnd(ExecutorKind kind) {
        hooksThatWait(transactions(fixtures.database(Server.H2, 2), kind), 4, new CountDownLatch(0));
    }

    private void hooksThatWait(Transactions transactions, int number, CountDownLatch started) {
        List<CompletableFuture<?>> blocks = new ArrayList<>();
        AtomicInteger sum = new AtomicInteger();
        for (int i = 0; i < number; i++) {
            blocks.add(fixtures.foreign()
                    .call(() -> transactions.atomic().getAsync(() -> {
                        transactions.onCommit(() -> {
                            started.countDown();
                            Await.latch(started);
                            CompletableFuture<Integer> bound =
                                    transactions.bind(fixtures.foreign().later(1));
                            sum.addAndGet(bound.thenApply(n -> n + 1).join());
                        });
                        return 1;
                    }))
                    .thenCompose(block -> block));
        }

        blocks.forEach(Await::value);
        assertThat(sum).hasValue(2 * number);
    }

    /** F3: a body outside any block waits for another one. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REJECTING")
    void f3BodiesOutsideAnyBlockMayWaitForEachOther(ExecutorKind kind) {
        Transactions transactions = transactions(fixtures.database(Server.H2, 1), kind);
        for (Propagation propagation : List.of(Propagation.SUPPORTS, Propagation.NEVER, Propagation.NOT_SUPPORTED)) {
            Atomic none = transactions.atomic().propagation(propagation);

            CompletableFuture<Integer> values = none.getAsync(() ->
                    none.getAsync(() -> none.getAsync(() -> 1).join() + 1).join() + 1);
            assertThat(Await.value(values)).as(propagation.name()).isEqualTo(3);

            CompletableFuture<Integer> stages = none.getStageAsync(() -> CompletableFuture.completedFuture(
                    none.getStageAsync(() -> fixtures.foreign().later(1)).join() + 1));
            assertThat(Await.value(stages)).as(propagation.name()).isEqualTo(2);
        }
    }

    /** F4: refused continuations have as many threads as connections and a handful, and take turns. */
    @Test
    void f4RefusedContinuationsTakeTurns() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        TestExecutors.Switch executor =
                fixtures.executors().switchable(fixtures.executors().threads(2));
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(executor));
        CompletableFuture<Integer> block = transactions.atomic().getAsync(() -> 1);
        Await.value(block);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch allAreHandedOver = new CountDownLatch(1);
        List<Integer> order = new ArrayList<>();

        executor.rejecting(true);
        List<CompletableFuture<?>> continuations = new ArrayList<>();
        for (int i = 0; i < CONTINUATIONS; i++) {
            int number = i;
            continuations.add(block.thenAcceptAsync(n -> {
                synchronized (order) {
                    order.add(number);
                    threads.add(Thread.currentThread());
                }
                Await.latch(allAreHandedOver);
            }));
        }
        Await.until("all places are taken", () -> threads.size() == 2 + HANDFUL);
        synchronized (order) {
            assertThat(order)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 2 + HANDFUL).boxed().toList());
        }
        allAreHandedOver.countDown();

        continuations.forEach(Await::value);
        assertThat(executor.rejected()).isEqualTo(CONTINUATIONS);
        assertThat(order).hasSize(CONTINUATIONS);
        assertThat(threads).hasSize(2 + HANDFUL);
    }

    /** F4: those that have their turn wait for one that does not have it yet. */
    @Test
    void f4RefusedContinuationsMayWaitForEachOther() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        TestExecutors.Switch executor =
                fixtures.executors().switchable(fixtures.executors().threads(2));
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(executor));
        CompletableFuture<Integer> block = transactions.atomic().getAsync(() -> 1);
        Await.value(block);
        CompletableFuture<CompletableFuture<Integer>> last = new CompletableFuture<>();

        executor.rejecting(true);
        List<CompletableFuture<Integer>> continuations = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            continuations.add(block.thenApplyAsync(n -> Await.value(last).join() + n));
        }
        last.complete(block.thenApplyAsync(n -> n));

        for (CompletableFuture<Integer> continuation : continuations) {
            assertThat(Await.value(continuation)).isEqualTo(2);
        }
    }
}
