package dev.aatomic.runtime.thread;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.Sql.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.TestExecutors;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** G2: any executor works, and whoever owns a connection finds a thread. */
@Tag("G2")
@Tag("G17")
@Tag("G18")
final class AnyExecutorTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    static Stream<Arguments> executors() {
        return Stream.of(
                executor("direct", executors -> Optional.of(executors.direct())),
                executor("one thread", executors -> Optional.of(executors.threads(1))),
                executor("four threads", executors -> Optional.of(executors.threads(4))),
                executor("late and out of order", executors -> Optional.of(executors.shuffled(3, 42))),
                executor("virtual threads", TestExecutors::virtual));
    }

    private static Arguments executor(String name, Function<TestExecutors, Optional<Executor>> executorOf) {
        return Arguments.of(name, executorOf);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("executors")
    void scopesThatHopAllEnd(String name, Function<TestExecutors, Optional<Executor>> executorOf) {
        Optional<Executor> executor = executorOf.apply(fixtures.executors());
        Assumptions.assumeTrue(executor.isPresent(), "needs virtual threads");
        PooledDatabase database = fixtures.database(Server.H2, 3);
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(executor.get()));

        List<CompletableFuture<?>> blocks = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int value = i * 10;
            blocks.add(transactions
                    .atomic()
                    .getStageAsync(() -> transactions
                            .submit(insert(value))
                            .thenCompose(n -> fixtures.foreign().later(n))
                            .thenCompose(n -> transactions
                                    .atomic()
                                    .getStageAsync(() -> transactions
                                            .submit(insert(value + 1))
                                            .thenCompose(m -> fixtures.foreign().later(m))
                                            .thenCompose(m -> transactions.submit(insert(value + 2)))))
                            .thenCompose(n -> transactions.submit(insert(value + 3)))));
        }

        blocks.forEach(Await::value);
        assertThat(database.rows()).hasSize(240);
    }

    @Test
    void rejectedEnterFailsTheBlock() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        TestExecutors.Switch executor =
                fixtures.executors().switchable(fixtures.executors().threads(2));
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(executor));
        AtomicInteger ran = new AtomicInteger();

        executor.rejecting(true);
        Throwable failure = Await.failure(transactions.atomic().runAsync(ran::incrementAndGet));

        assertThat(failure).isInstanceOf(CannotCreateTransactionException.class);
        assertThat(failure).hasRootCauseInstanceOf(RejectedExecutionException.class);
        assertThat(ran).hasValue(0);
        executor.rejecting(false);
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void rejectedEnterOfAWaiterFailsItsBlockOnly() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        TestExecutors.Switch executor =
                fixtures.executors().switchable(fixtures.executors().threads(2));
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(executor));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Scope> entered = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> {
            entered.complete(transactions.scope());
            return gate;
        });
        Await.value(entered);
        CompletableFuture<?> waiter = transactions.atomic().runAsync(() -> {});

        executor.rejecting(true);
        gate.complete(1);

        assertThat(Await.value(first)).isEqualTo(1);
        Await.end(waiter);
        executor.rejecting(false);
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void rejectedStepFailsTheStepAndRejectedExitStillCommits() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        ThreadPoolExecutor threads = fixtures.executors().threads(2);
        TestExecutors.Switch executor = fixtures.executors().switchable(threads);
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(executor));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Scope> entered = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(n -> {
                    entered.complete(transactions.scope());
                    return gate;
                }));
        Scope scope = Await.value(entered);
        Await.value(scope.submit(insert(2)));
        Await.until("nobody runs the lane", () -> threads.getActiveCount() == 0);

        executor.rejecting(true);
        Throwable failure = Await.cause(scope.submit(insert(3)));
        gate.complete(7);

        assertThat(failure)
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).isInstanceOf(RejectedExecutionException.class),
                        thrown -> assertThat(thrown).hasRootCauseInstanceOf(RejectedExecutionException.class));
        assertThat(Await.value(block)).isEqualTo(7);
        assertThat(database.rows()).containsExactly(1, 2);
        assertThat(executor.rejected()).isPositive();
    }

    @Test
    void rejectedExitOfAFailedBodyStillRollsBack() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        TestExecutors.Switch executor =
                fixtures.executors().switchable(fixtures.executors().threads(2));
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(executor));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Scope> entered = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(n -> {
                    entered.complete(transactions.scope());
                    return gate;
                }));
        Await.value(Await.value(entered).submit(insert(2)));
        IllegalStateException failure = new IllegalStateException("body");

        executor.rejecting(true);
        gate.completeExceptionally(failure);

        assertThat(Await.cause(block)).isSameAs(failure);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void everySecondTaskRejectedLeavesNothingBehind() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Executor executor =
                fixtures.executors().rejectingEvery(2, fixtures.executors().threads(2));
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(executor));

        List<CompletableFuture<?>> blocks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int value = i;
            blocks.add(transactions
                    .atomic()
                    .getStageAsync(() -> transactions
                            .submit(insert(value))
                            .thenCompose(n -> fixtures.foreign().later(n))
                            .thenCompose(n -> transactions.submit(insert(value + 1000)))));
        }
        blocks.forEach(Await::end);

        long committed = blocks.stream()
                .filter(block -> !block.isCompletedExceptionally())
                .count();
        assertThat(database.rows()).hasSize(2 * (int) committed);
        assertThat(database.source().open()).isZero();
    }

    @ParameterizedTest(name = "{0} on {1} threads")
    @CsvSource({"H2,1", "H2,4", "H2,9", "H2,10", "POSTGRES,1", "POSTGRES,4", "POSTGRES,9", "POSTGRES,10"})
    void scopesOnOneHotRowAllEnd(Server server, int threads) {
        PooledDatabase database = fixtures.database(server, 10);
        database.execute("create table hot(id int primary key, n int)");
        database.execute("insert into hot values (1, 0)");
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.executor(fixtures.executors().threads(threads)));
        String increment = "update hot set n = n + 1 where id = 1";

        List<CompletableFuture<Integer>> blocks = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            blocks.add(transactions
                    .atomic()
                    .getStageAsync(() -> transactions
                            .submit(update(increment))
                            .thenCompose(n -> fixtures.foreign().later(n))
                            .thenCompose(n -> transactions.submit(update(increment)))));
        }

        blocks.forEach(Await::value);
        assertThat(database.integers("select n from hot")).containsExactly(60);
    }

    @Test
    void hotRowOnTheDirectExecutorEnds() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 4);
        database.execute("create table hot(id int primary key, n int)");
        database.execute("insert into hot values (1, 0)");
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.executor(fixtures.executors().direct()));
        String increment = "update hot set n = n + 1 where id = 1";
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        CompletableFuture<Integer> owner = transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(update(increment))
                        .thenCompose(n -> gate)
                        .thenCompose(n -> transactions.submit(update(increment))));
        CompletableFuture<CompletableFuture<Integer>> waiter = fixtures.foreign()
                .call(() -> transactions.atomic().getStageAsync(() -> transactions.submit(update(increment))));
        gate.complete(1);

        Await.value(owner);
        Await.value(Await.value(waiter));
        assertThat(database.integers("select n from hot")).containsExactly(3);
    }
}
