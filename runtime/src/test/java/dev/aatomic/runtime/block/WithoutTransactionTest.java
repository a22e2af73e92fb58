package dev.aatomic.runtime.block;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Hang;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.SlowStatement;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks without a transaction, and steps outside any: whom they belong to, what they wait for, and what {@code close()} makes of them. */
@Tag("G5")
@Tag("G14")
@Tag("G15")
@Tag("G18")
final class WithoutTransactionTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static void assertClosesTheCircle(Throwable failure) {
        Throwable root = failure;
        while (!(root instanceof PoolDeadlockException) && root.getCause() != null) {
            root = root.getCause();
        }
        assertThat(root)
                .isInstanceOf(PoolDeadlockException.class)
                .hasMessageContaining("of database 'default' by block 'outer'");
    }

    /** T8: work outside any transaction whose opener has the last connection, which it keeps until that work is over. */
    @Test
    void t8BlockWithoutTransactionThatWaitsForItsOpenerFails() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Atomic outside = transactions.atomic().propagation(Propagation.NOT_SUPPORTED);
        List<Throwable> failures = new CopyOnWriteArrayList<>();

        Await.value(transactions
                .atomic()
                .named("outer")
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> outside.runAsync(
                                () -> transactions.submit(insert(2)).join()))
                        .handle((nothing, failure) -> failures.add(failure))
                        .thenCompose(n -> outside.getStageAsync(() -> transactions.submit(insert(3))))
                        .handle((nothing, failure) -> failures.add(failure))
                        .thenCompose(n -> outside.getAsync(
                                () -> transactions.submit(insert(4)).join()))
                        .handle((nothing, failure) -> failures.add(failure))
                        .thenCompose(n -> transactions.submit(insert(5)))));

        assertThat(failures).hasSize(3).allSatisfy(failure -> assertClosesTheCircle(failure));
        assertThat(database.rows()).containsExactly(1, 5);
    }

    @Test
    void t8BlockingFormsWithoutTransactionFailToo() throws Exception {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Atomic outside = transactions.atomic().propagation(Propagation.NOT_SUPPORTED);

        transactions.atomic().named("outer").run(() -> {
            transactions.submit(insert(1)).join();
            assertThatThrownBy(() ->
                            outside.run(() -> transactions.submit(insert(2)).join()))
                    .satisfies(failure -> assertClosesTheCircle(failure));
            assertThatThrownBy(() -> transactions
                            .autocommit(() -> transactions.submit(insert(3)))
                            .join())
                    .satisfies(failure -> assertClosesTheCircle(failure));
            assertThatThrownBy(() -> transactions.autocommit(
                            () -> transactions.dataSource().getConnection()))
                    .satisfies(failure -> assertClosesTheCircle(failure));
            transactions.submit(insert(4)).join();
        });

        assertThat(database.rows()).containsExactly(1, 4);
    }

    /** T8, over two databases: each has the connection that the other's work outside any transaction waits for. */
    @ParameterizedTest
    @EnumSource(
            value = Propagation.class,
            names = {"SUPPORTS", "NOT_SUPPORTED", "NEVER"})
    void t8TwoDatabasesThatCrossWithoutTransaction(Propagation propagation) {
        PooledDatabase left = fixtures.database(Server.H2, 1);
        PooledDatabase right = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("left", left.source(), 1).database("right", right.source(), 1));
        CompletableFuture<Integer> mayCross = new CompletableFuture<>();
        CompletableFuture<Integer> mayWait = new CompletableFuture<>();
        CompletableFuture<Boolean> waits = new CompletableFuture<>();
        Database onLeft = transactions.database("left");
        Database onRight = transactions.database("right");

        CompletableFuture<Integer> leftFirst = onLeft.atomic()
                .getStageAsync(() -> onLeft.submit(insert(1))
                        .thenCompose(n -> transactions.bind(mayWait))
                        .thenCompose(n -> {
                            CompletableFuture<Integer> inner = onRight.atomic()
                                    .propagation(propagation)
                                    .getStageAsync(() -> onRight.submit(insert(2)));
                            waits.complete(true);
                            return inner;
                        }));
        CompletableFuture<Integer> rightFirst = onRight.atomic()
                .getStageAsync(() -> onRight.submit(insert(3))
                        .thenCompose(n -> transactions.bind(mayCross))
                        .thenCompose(n -> onLeft.atomic()
                                .propagation(propagation)
                                .getStageAsync(() -> onLeft.submit(insert(4)))));
        Await.until("both hold", () -> left.active() == 1 && right.active() == 1);
        mayWait.complete(1);
        Await.value(waits);
        mayCross.complete(1);

        assertThat(Await.cause(rightFirst)).isInstanceOf(PoolDeadlockException.class);
        Await.value(leftFirst);
        assertThat(left.rows()).containsExactly(1);
        assertThat(right.rows()).containsExactly(2);
    }

    @Test
    void t8BlockWithoutTransactionBelongsToItsOpener() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Scope> opened = new CompletableFuture<>();

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions
                    .atomic()
                    .propagation(Propagation.NOT_SUPPORTED)
                    .getStageAsync(() -> transactions.bind(gate).thenCompose(n -> transactions.submit(insert(2))));
            opened.complete(transactions.scope());
            return transactions.submit(insert(1));
        });
        Scope scope = Await.value(opened);
        Await.until("the opener's body is done", () -> !scope.isOpen());
        assertThat(block).isNotDone();
        gate.complete(1);

        Await.value(block);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void t8UnobservedFailureOfABlockWithoutTransactionBreaksItsOpener() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 2));
        IllegalStateException failure = new IllegalStateException("inner");

        Throwable told = Await.failure(transactions
                .atomic()
                .runAsync(() -> transactions
                        .atomic()
                        .propagation(Propagation.NOT_SUPPORTED)
                        .getStageAsync(() -> CompletableFuture.failedFuture(failure))));

        assertThat(told).isInstanceOf(UnexpectedRollbackException.class).hasCause(failure);
    }

    /** What is submitted outside on purpose goes on when the block around it fails, and that does not wait for it. */
    @Test
    void t8StepOutsideGoesOnWhenTheBlockAroundItFails() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        PooledDatabase other = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("first", database.source(), 1).database("other", other.source(), 1));
        Database outside = transactions.database("other");
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> holder = outside.atomic().getStageAsync(() -> gate);
        CompletableFuture<CompletableFuture<Integer>> step = new CompletableFuture<>();
        IllegalStateException failure = new IllegalStateException("around");

        assertThat(Await.failure(transactions.database("first").atomic().runAsync(() -> {
                    step.complete(outside.autocommit(() -> outside.submit(insert(1))));
                    throw failure;
                })))
                .isSameAs(failure);
        gate.complete(1);

        Await.value(holder);
        Await.value(Await.value(step));
        assertThat(other.rows()).containsExactly(1);
    }

    private void close(Transactions transactions) {
        Await.value(fixtures.foreign().call(() -> {
            transactions.close();
            return 1;
        }));
    }

    private Transactions soonClosed(PooledDatabase database, int threads) {
        return fixtures.transactions(
                database,
                builder -> builder.closeTimeout(Duration.ofMillis(50))
                        .executor(fixtures.executors().threads(threads)));
    }

    /** T16: the body blocks the only thread, and its own step would need it. */
    @ParameterizedTest
    @EnumSource(
            value = Propagation.class,
            names = {"SUPPORTS", "NOT_SUPPORTED", "NEVER"})
    void t16BlockIsToldWhenCloseGivesItUp(Propagation propagation) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = soonClosed(database, 1);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        CompletableFuture<Throwable> late = new CompletableFuture<>();

        CompletableFuture<Void> block = transactions
                .atomic()
                .propagation(propagation)
                .named("outside")
                .runAsync(() -> {
                    started.countDown();
                    Await.latch(closed);
                    late.complete(Await.failure(transactions.submit(insert(1))));
                });
        Await.latch(started);
        close(transactions);

        assertThat(block).isDone();
        assertThat(Await.failure(block))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("'outside'");
        closed.countDown();
        assertThat(Await.value(late))
                .hasMessageContaining("block 'outside'")
                .hasRootCauseInstanceOf(CancellationException.class);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void t16StageOfTheBodyIsCancelled() {
        Transactions transactions = soonClosed(fixtures.database(Server.H2, 1), 1);
        CompletableFuture<Integer> never = new CompletableFuture<>();
        Atomic outside = transactions.atomic().propagation(Propagation.SUPPORTS);
        CompletableFuture<Integer> first = outside.getStageAsync(() -> never);
        CompletableFuture<Integer> second = outside.getStageAsync(() -> transactions.bind(new CompletableFuture<>()));
        Await.until("the stage is there", () -> never.getNumberOfDependents() > 0);

        close(transactions);

        Throwable told = Await.failure(first);
        assertThat(told).isInstanceOf(CancellationException.class);
        assertThat(Await.failure(second))
                .isInstanceOf(CancellationException.class)
                .isNotSameAs(told);
        Await.until("what the body returned is cancelled", never::isCancelled);
    }

    @Test
    void t16CloseWaitsForTheBodyAndTakesItsSteps() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .propagation(Propagation.SUPPORTS)
                .getStageAsync(() -> transactions.bind(gate).thenCompose(n -> transactions.submit(insert(1))));

        CompletableFuture<Integer> closed = fixtures.foreign().call(() -> {
            transactions.close();
            return 1;
        });
        Await.until(
                "new blocks are refused",
                () -> transactions
                        .atomic()
                        .runAsync(() -> {})
                        .handle((n, failure) -> failure != null)
                        .getNow(false));
        assertThat(closed).isNotDone();
        gate.complete(1);

        Await.value(block);
        Await.value(closed);
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void t16StatementOfTheBodyIsCancelled(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = soonClosed(database, 2);
        SlowStatement slow = new SlowStatement(database);
        Atomic outside = transactions.atomic().propagation(Propagation.SUPPORTS);
        CompletableFuture<?> busy =
                outside.getAsync(() -> transactions.submit(slow.step()).join());
        slow.awaitRunning();
        List<CompletableFuture<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            int row = i;
            waiting.add(outside.getStageAsync(() -> transactions.submit(insert(row))));
        }

        close(transactions);

        assertThat(busy).isDone();
        assertThat(waiting).allMatch(CompletableFuture::isDone);
        assertThat(Await.failure(busy)).isInstanceOf(CancellationException.class);
        // None of them got the connection that the first one's cancel set free.
        assertThat(waiting)
                .allSatisfy(block -> assertThat(Await.failure(block)).isInstanceOf(CancellationException.class));
        assertThat(database.source().open()).isZero();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void t16StatementThatHangsIsGivenUp() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = soonClosed(database, 2);
        try (Hang hang = new Hang("PreparedStatement.executeUpdate")) {
            database.source().fail(hang);
            CompletableFuture<Integer> step = transactions.autocommit(() -> transactions.submit(insert(1)));
            hang.awaitReached();

            close(transactions);

            Await.end(step);
            assertThat(Await.failure(step)).isInstanceOf(CancellationException.class);
            Await.until("closed under it", hang::wasClosedUnderIt);
            Await.until("the connection is closed", () -> database.source().open() == 0);
        }
    }

    @Test
    void t16CancelStopsTheBody() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        SlowStatement slow = new SlowStatement(database);
        CompletableFuture<List<Integer>> block = transactions
                .atomic()
                .propagation(Propagation.NEVER)
                .getStageAsync(() -> transactions.submit(slow.step()));
        slow.awaitRunning();

        assertThat(block.cancel(true)).isTrue();

        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        Await.until("no connection is out", () -> database.source().open() == 0);
        assertThat(block.cancel(true)).isTrue();
    }

    @Test
    void t16ClosingInsideTheBodyFails() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));
        Atomic outside = transactions.atomic().propagation(Propagation.NEVER);

        outside.run(() -> assertThatThrownBy(transactions::close).isInstanceOf(TransactionManagementException.class));
        Await.value(outside.runAsync(() -> transactions
                .submit(connection -> 1)
                .thenAccept(
                        n -> assertThatThrownBy(transactions::close).isInstanceOf(TransactionManagementException.class))
                .join()));
    }

    @Test
    void t16StepAfterCloseIsRefused() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        transactions.close();

        assertThat(Await.cause(transactions.autocommit(() -> transactions.submit(insert(1)))))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() ->
                        transactions.autocommit(() -> transactions.dataSource().getConnection()))
                .hasMessageContaining("closed");
        assertThat(database.rows()).isEmpty();
    }
}
