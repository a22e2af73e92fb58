package dev.aatomic.runtime.cancel;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Hang;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.TestExecutors;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** G7 and G8: whatever a block is doing, it can be stopped, in one move and within the grace. */
@Tag("G7")
@Tag("G8")
final class StoppedBlockTest {

    /** How long cancelling right after the opening is tried. */
    private static final long SECONDS = Long.getLong("aatomic.stress.seconds", 1);

    /** The grace, and what a busy machine may add. */
    private static final Duration GRACE_AND_SLACK = Duration.ofSeconds(2 + 10);

    /** The ways in which the holder of a block's future stops it. */
    enum Stop {
        CANCEL(block -> assertThat(block.cancel(true)).isTrue(), CancellationException.class),
        COMPLETE_EXCEPTIONALLY(
                block -> assertThat(block.completeExceptionally(new IOException()))
                        .isTrue(),
                IOException.class),
        OR_TIMEOUT(block -> block.orTimeout(1, TimeUnit.MILLISECONDS), TimeoutException.class);

        private final Consumer<CompletableFuture<?>> how;
        private final Class<? extends Throwable> failure;

        Stop(Consumer<CompletableFuture<?>> how, Class<? extends Throwable> failure) {
            this.how = how;
            this.failure = failure;
        }
    }

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static void assertPoolIsWhole(PooledDatabase database, Transactions transactions) {
        database.source().fail(JdbcFault.NONE);
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(9))));
        assertThat(database.rows()).containsExactly(9);
    }

    @Test
    void d1CancelRightAfterTheOpeningMissesNoBlock() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        Atomic atomic = transactions.atomic();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        do {
            CompletableFuture<Integer> gate = new CompletableFuture<>();
            CompletableFuture<Integer> block = atomic.getStageAsync(() -> gate);

            assertThat(block.cancel(true)).isTrue();

            assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        } while (System.nanoTime() < until);
    }

    @Test
    void d2TimeoutOnTheFutureOfANestedBlockIsRefused() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> nested =
                    transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));
            assertThatThrownBy(() -> nested.orTimeout(1, TimeUnit.MINUTES))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("orTimeout")
                    .hasMessageContaining("timeout(");
            return nested;
        }));

        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Stop.class)
    void d3DriverThatHangsIsGivenUpAfterTheGrace(Stop stop) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        try (Hang hang = new Hang("PreparedStatement.executeUpdate")) {
            database.source().fail(hang);
            CompletableFuture<Integer> block =
                    transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));
            hang.awaitReached();
            long stopped = System.nanoTime();

            stop.how.accept(block);

            assertThat(Await.failure(block)).isInstanceOf(stop.failure);
            assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(GRACE_AND_SLACK);
            Await.until("closed physically", hang::wasClosedUnderIt);
        }
        assertPoolIsWhole(database, transactions);
    }

    @ParameterizedTest
    @EnumSource(Stop.class)
    void d3RollbackThatHangsIsGivenUpAfterTheGrace(Stop stop) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        try (Hang hang = new Hang("Connection.rollback")) {
            database.source().fail(hang);
            CompletableFuture<Void> inserted = new CompletableFuture<>();
            CompletableFuture<Integer> block = transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(n -> {
                        inserted.complete(null);
                        return new CompletableFuture<>();
                    }));
            Await.value(inserted);
            long stopped = System.nanoTime();

            stop.how.accept(block);

            assertThat(Await.failure(block)).isInstanceOf(stop.failure);
            assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(GRACE_AND_SLACK);
            Await.until("closed physically", hang::wasClosedUnderIt);
        }
        assertPoolIsWhole(database, transactions);
    }

    @Test
    void d3NestedBlockOfOneThatIsStoppedIsToldToo() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<CompletableFuture<Integer>> nested = new CompletableFuture<>();
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        try (Hang hang = new Hang("PreparedStatement.executeUpdate")) {
            database.source().fail(hang);
            CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
                nested.complete(transactions
                        .atomic()
                        .getStageAsync(() -> transactions.bind(gate).thenCompose(n -> transactions.submit(insert(1)))));
                return nested.join();
            });
            Await.value(nested);
            gate.complete(1);
            hang.awaitReached();

            assertThat(block.cancel(true)).isTrue();

            assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
            assertThat(Await.cause(Await.value(nested))).isInstanceOf(CancellationException.class);
        }
        assertPoolIsWhole(database, transactions);
    }

    @ParameterizedTest
    @EnumSource(Stop.class)
    void d3BlockingBlockInsideADispatchedOneIsToldToo(Stop stop) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Executor one = fixtures.executors().threads(1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(one));
        try (Hang hang = new Hang("PreparedStatement.executeUpdate")) {
            database.source().fail(hang);
            CompletableFuture<Void> block = transactions
                    .atomic()
                    .runAsync(() -> transactions
                            .atomic()
                            .run(() -> transactions.submit(insert(1)).join()));
            hang.awaitReached();

            stop.how.accept(block);

            assertThat(Await.failure(block)).isInstanceOf(stop.failure);
        }
        assertPoolIsWhole(database, transactions);
    }

    @Test
    void k4CancelFromInsideTheRetryConditionEndsTheWhole() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<CompletableFuture<Integer>> opened = new CompletableFuture<>();
        AtomicReference<Boolean> took = new AtomicReference<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(3).retryIf(failure -> {
                    took.set(opened.join().cancel(true));
                    return true;
                }))
                .getStageAsync(() -> CompletableFuture.failedFuture(new IOException("retried")));
        opened.complete(block);

        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);

        assertThat(took.get()).isTrue();
        assertThat(block.cancel(true)).isTrue();
        assertThat(transactions.metrics().database("default").retried()).isZero();
        assertPoolIsWhole(database, transactions);
    }

    @Test
    void d5SecondCancelSaysThatTheBlockIsCancelled() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(CompletableFuture::new);
        CompletableFuture<Integer> retried =
                transactions.atomic().retry(RetryPolicy.ofMaxAttempts(2)).getStageAsync(CompletableFuture::new);

        for (CompletableFuture<Integer> each : List.of(block, retried)) {
            assertThat(each.cancel(true)).isTrue();
            assertThat(each.cancel(true)).isTrue();
            assertThat(Await.failure(each)).isInstanceOf(CancellationException.class);
            assertThat(each.cancel(false)).isTrue();
        }
    }

    /** D5: also between the block's end and its future's. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void d5EveryFurtherCancelSaysSoToo(int attempts) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Atomic atomic = transactions.atomic();
        Atomic tried = attempts == 1 ? atomic : atomic.retry(RetryPolicy.ofMaxAttempts(attempts));

        for (int i = 0; i < 1_000; i++) {
            CompletableFuture<Integer> block = tried.getStageAsync(
                    () -> transactions.submit(connection -> 1).thenCompose(n -> new CompletableFuture<Integer>()));
            do {
                assertThat(block.cancel(true)).isTrue();
            } while (!block.isDone());
        }
    }

    @Test
    void cancelTakesEffectWhileWhatWasAcceptedStillRuns() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> body = new CompletableFuture<>();
        try (Hang hang = new Hang("PreparedStatement.executeUpdate")) {
            database.source().fail(hang);
            CompletableFuture<Integer> block = transactions
                    .atomic()
                    .noRollbackFor(IllegalStateException.class)
                    .getStageAsync(() -> {
                        transactions
                                .bind(CompletableFuture.completedFuture(1))
                                .thenComposeAsync(n -> transactions.submit(insert(1)));
                        return body;
                    });
            hang.awaitReached();
            body.completeExceptionally(new IllegalStateException("commits"));

            assertThat(block.cancel(true)).isTrue();
            hang.release();

            assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        }
        assertPoolIsWhole(database, transactions);
    }

    @ParameterizedTest
    @EnumSource(Stop.class)
    void stopRollsBackWhateverNoRollbackForNames(Stop stop) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Void> inserted = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .noRollbackFor(Exception.class)
                .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(n -> {
                    inserted.complete(null);
                    return new CompletableFuture<>();
                }));
        Await.value(inserted);

        stop.how.accept(block);

        assertThat(Await.failure(block)).isInstanceOf(stop.failure);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void deadlineRollsBackWhateverNoRollbackForNames() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThat(Await.failure(transactions
                        .atomic()
                        .noRollbackFor(RuntimeException.class)
                        .timeout(Duration.ofMillis(50))
                        .getStageAsync(
                                () -> transactions.submit(insert(1)).thenCompose(n -> new CompletableFuture<>()))))
                .isInstanceOf(TransactionTimedOutException.class);

        assertThat(database.rows()).isEmpty();
    }

    static Stream<Function<TestExecutors, UnaryOperator<Transactions.Builder>>> executors() {
        return Stream.of(
                executors -> builder -> builder,
                executors -> builder -> builder.executor(Runnable::run),
                executors -> builder -> builder.executor(executors.threads(1)),
                executors -> builder -> builder.executor(executors.threads(4)));
    }

    @ParameterizedTest
    @MethodSource("executors")
    void d7LateStatementThatIsRefusedChangesNothing(
            Function<TestExecutors, UnaryOperator<Transactions.Builder>> executor) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database, executor.apply(fixtures.executors()));
        for (int i = 0; i < 100; i++) {
            int row = i;
            CompletableFuture<Integer> gate = new CompletableFuture<>();
            AtomicReference<Scope> scope = new AtomicReference<>();
            CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
                scope.set(transactions.scope());
                return transactions.submit(insert(row)).thenCompose(n -> gate);
            });
            Await.until("the body waits", () -> gate.getNumberOfDependents() > 0);

            gate.complete(1);
            Await.until("the body is over", () -> !scope.get().isOpen());
            assertThatThrownBy(() -> scope.get().submit(insert(-1))).isInstanceOf(TransactionManagementException.class);

            assertThat(Await.value(block)).isEqualTo(1);
        }
        assertThat(database.rows()).hasSize(100);
    }

    @Test
    void j4CloseGivesEachBlockAnExceptionOfItsOwn() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.closeTimeout(Duration.ofMillis(1)));
        List<CompletableFuture<Integer>> blocks = Stream.generate(
                        () -> transactions.atomic().<Integer>getStageAsync(CompletableFuture::new))
                .limit(4)
                .toList();

        transactions.close();

        List<Throwable> failures =
                blocks.stream().map(Await::failure).distinct().toList();
        assertThat(failures).hasSize(4).allSatisfy(failure -> {
            assertThat(failure).isInstanceOf(CancellationException.class).hasMessageContaining("closed");
            assertThat(failure.getSuppressed()).isEmpty();
        });
    }

    @Test
    void j1AsynchronousBlocksNestAsDeepAsOneLikes() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        int depth = 10_000;

        assertThat(Await.value(nest(transactions, depth))).isEqualTo(depth);

        assertThat(database.rows()).containsExactly(1);
    }

    private static CompletableFuture<Integer> nest(Transactions transactions, int depth) {
        return transactions
                .atomic()
                .getStageAsync(() -> depth == 1
                        ? transactions.submit(insert(1))
                        : nest(transactions, depth - 1).thenApply(n -> n + 1));
    }

    @RepeatedTest(5)
    void noFurtherHookBeginsInABlockThatIsCancelled() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 2));
        CompletableFuture<Integer> isInFirst = new CompletableFuture<>();
        CompletableFuture<Integer> goesOn = new CompletableFuture<>();
        CompletableFuture<Integer> firstIsOver = new CompletableFuture<>();
        CompletableFuture<Integer> second = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.beforeCommit(() -> {
                isInFirst.complete(1);
                Await.value(goesOn);
                firstIsOver.complete(1);
            });
            transactions.beforeCommit(() -> second.complete(1));
            return transactions.submit(insert(1));
        });
        Await.value(isInFirst);

        assertThat(block.cancel(true)).isTrue();
        goesOn.complete(1);
        Await.value(firstIsOver);

        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        // The same thread would have begun it next, and is needed for this.
        transactions.close();
        assertThat(second).isNotDone();
    }

    @Test
    void whatIsRefusedInABlockThatIsCancelledIsToldOfTheCancel() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 2));
        CompletableFuture<Integer> isIn = new CompletableFuture<>();
        CompletableFuture<Integer> goesOn = new CompletableFuture<>();
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getAsync(() -> {
            isIn.complete(1);
            Await.value(goesOn);
            try {
                return transactions.submit(insert(1)).join();
            } catch (TransactionManagementException refusal) {
                refused.complete(refusal);
                throw refusal;
            }
        });
        Await.value(isIn);
        block.cancel(true);

        goesOn.complete(1);

        assertThat(Await.value(refused))
                .hasMessageMatching(
                        "Work was refused because block .* was ended by a failure, and is rolled back: .*CancellationException.*")
                .hasCauseInstanceOf(CancellationException.class);
    }
}
