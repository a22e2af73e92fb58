package dev.aatomic.runtime.pool;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Faults F10, J3 and H6, G18: the wait for a connection has a bound, in time and in number, and its end says who holds them. */
@Tag("G18")
final class ConnectionTimeoutTest {

    private static final Duration SHORT = Duration.ofMillis(100);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final CompletableFuture<Integer> gate = new CompletableFuture<>();
    private final AtomicInteger ran = new AtomicInteger();

    private Transactions limited(PooledDatabase database) {
        return fixtures.transactions(database, builder -> builder.connectionTimeout(SHORT));
    }

    /** Takes a connection and keeps it until the gate opens. */
    private CompletableFuture<Integer> hold(Transactions transactions, String name) {
        CompletableFuture<Boolean> open = new CompletableFuture<>();
        CompletableFuture<Integer> holder = transactions.atomic().named(name).getStageAsync(() -> {
            open.complete(true);
            return gate;
        });
        Await.value(open);
        return holder;
    }

    private int waiting(Transactions transactions) {
        return transactions.metrics().database("default").waiting();
    }

    @Test
    void f10WaitForAConnectionEndsAndSaysWhoHoldsThem() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = limited(database);
        CompletableFuture<Integer> holder = hold(transactions, "endless");

        Throwable failure = Await.cause(transactions.atomic().named("late").runAsync(ran::incrementAndGet));

        assertThat(failure)
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageContaining("Block 'late' was not entered")
                .hasMessageContaining("waited for a connection of database 'default' for PT0.1S, the connectionTimeout")
                .hasMessageMatching("(?s).*block 'endless' for \\d+ s, which has nothing in flight.*")
                .hasMessageContaining("Its body did not run");
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(ran).hasValue(0);
        assertThat(waiting(transactions)).isZero();
        gate.complete(1);
        Await.value(holder);
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));
        assertThat(database.rows()).containsExactly(1);
        assertThat(transactions.metrics().database("default").notBegun()).isEqualTo(1);
    }

    @Test
    void f10EveryFormIsToldSo() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = limited(database);
        CompletableFuture<Integer> holder = hold(transactions, "endless");
        Atomic late = transactions.atomic();
        RetryPolicy policy = RetryPolicy.ofMaxAttempts(2);

        List<CompletableFuture<?>> stages = List.of(
                late.runAsync(ran::incrementAndGet),
                late.getAsync(ran::incrementAndGet),
                late.getStageAsync(() -> CompletableFuture.completedFuture(ran.incrementAndGet())),
                late.enter(),
                late.retry(policy).runAsync(ran::incrementAndGet),
                late.timeout(Duration.ofMinutes(1)).runAsync(ran::incrementAndGet),
                transactions.autocommit(() -> transactions.submit(connection -> ran.incrementAndGet())));

        assertThat(stages)
                .allSatisfy(stage -> assertThat(Await.cause(stage))
                        .isInstanceOf(CannotCreateTransactionException.class)
                        .hasMessageContaining("by block 'endless'"));
        assertThatThrownBy(() -> late.run(ran::incrementAndGet))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageContaining("by block 'endless'");
        assertThatThrownBy(() -> late.get(ran::incrementAndGet)).isInstanceOf(CannotCreateTransactionException.class);
        assertThatThrownBy(() -> late.retry(policy).run(ran::incrementAndGet))
                .isInstanceOf(CannotCreateTransactionException.class);
        assertThatThrownBy(() ->
                        transactions.autocommit(() -> transactions.dataSource().getConnection()))
                .hasMessageContaining("A connection outside any block could not be had")
                .hasMessageContaining("by block 'endless'");
        assertThat(ran).hasValue(0);
        assertThat(waiting(transactions)).isZero();
        gate.complete(1);
        Await.value(holder);
    }

    @Test
    void f10IndependentBlockIsToldSoAndTheOneAroundItGoesOn() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = limited(database);
        CompletableFuture<Integer> holder = hold(transactions, "endless");

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions
                                .atomic()
                                .propagation(Propagation.REQUIRES_NEW)
                                .runAsync(ran::incrementAndGet))
                        .handle((value, failure) -> {
                            assertThat(failure).hasRootCauseInstanceOf(CannotCreateTransactionException.class);
                            return value;
                        })
                        .thenCompose(n -> transactions.submit(insert(2)))));

        assertThat(ran).hasValue(0);
        gate.complete(1);
        Await.value(holder);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void f10OnlyWhoHasWaitedForSoLongIsToldAndTheOthersStay() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.connectionTimeout(Duration.ofSeconds(3)));
        CompletableFuture<Integer> holder = hold(transactions, "endless");
        CompletableFuture<Void> early = transactions.atomic().runAsync(ran::incrementAndGet);

        Await.cause(early);
        CompletableFuture<Void> later = transactions.atomic().runAsync(ran::incrementAndGet);
        assertThat(later).isNotDone();
        gate.complete(1);

        Await.value(holder);
        Await.value(later);
        assertThat(ran).hasValue(1);
    }

    @Test
    void f10NamesAFewOfManyHolders() {
        PooledDatabase database = fixtures.database(Server.H2, 7);
        Transactions transactions = limited(database);
        List<CompletableFuture<Integer>> holders = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            holders.add(hold(transactions, "holder" + i));
        }

        assertThat(Await.cause(transactions.atomic().runAsync(ran::incrementAndGet)))
                .hasMessageContaining("block 'holder")
                .hasMessageContaining("and 3 more");
        gate.complete(1);
        holders.forEach(Await::value);
    }

    @Test
    void f10SaysWhatEachHolderDoes() throws SQLException {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = limited(database);
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        CompletableFuture<Integer> working = transactions
                .atomic()
                .named("working")
                .getStageAsync(() -> transactions.submit(connection -> {
                    inStep.countDown();
                    Await.latch(over);
                    return 1;
                }));
        Await.latch(inStep);
        try (Connection taken =
                transactions.autocommit(() -> transactions.dataSource().getConnection())) {
            assertThat(taken.isClosed()).isFalse();
            assertThat(Await.cause(transactions.atomic().runAsync(ran::incrementAndGet)))
                    .hasMessageMatching("(?s).*block 'working' for \\d+ s, which is at work on it.*")
                    .hasMessageMatching(
                            "(?s).*a connection that was taken outside any block for \\d+ s, and not closed.*");
        }
        over.countDown();
        Await.value(working);
    }

    @Test
    void f10WaiterWhoIsCancelledOrGrantedAsTheTimeIsUpEndsOnce() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.connectionTimeout(Duration.ofMillis(20)));
        AtomicInteger ended = new AtomicInteger();

        List<CompletableFuture<Void>> blocks = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            CompletableFuture<Boolean> open = new CompletableFuture<>();
            CompletableFuture<Integer> until = new CompletableFuture<>();
            CompletableFuture<Integer> holder = transactions.atomic().getStageAsync(() -> {
                open.complete(true);
                return until;
            });
            Await.end(CompletableFuture.anyOf(open, holder));
            for (int i = 0; i < 5; i++) {
                CompletableFuture<Void> block = transactions.atomic().runAsync(ran::incrementAndGet);
                block.whenComplete((value, failure) -> ended.incrementAndGet());
                blocks.add(block);
            }
            // Each races with the look at which the time is up.
            Await.end(CompletableFuture.anyOf(
                    blocks.get(blocks.size() - 1),
                    new CompletableFuture<>().completeOnTimeout(1, 15 + round / 2, TimeUnit.MILLISECONDS)));
            blocks.get(blocks.size() - 2).cancel(true);
            until.complete(1);
            Await.end(holder);
        }

        blocks.forEach(Await::end);
        Await.until("each is told", () -> ended.get() == blocks.size());
        assertThat(transactions.metrics().database("default").active()).isZero();
        assertThat(waiting(transactions)).isZero();
    }

    @Test
    void f10ContinuationThatBlocksStopsNoOtherWatching() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = limited(database);
        CompletableFuture<Integer> holder = hold(transactions, "endless");
        CountDownLatch over = new CountDownLatch(1);
        transactions.atomic().runAsync(ran::incrementAndGet).whenComplete((value, failure) -> Await.latch(over));
        Await.until("it was told", () -> waiting(transactions) == 0);

        assertThat(Await.cause(transactions.atomic().runAsync(ran::incrementAndGet)))
                .isInstanceOf(CannotCreateTransactionException.class);
        over.countDown();
        gate.complete(1);
        Await.value(holder);
    }

    @Test
    void f10ContinuationThatBlocksKeepsNobodyFromBeingTold() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = limited(database);
        CompletableFuture<Integer> holder = hold(transactions, "endless");
        CountDownLatch over = new CountDownLatch(1);
        // They are told together.
        CompletableFuture<Void> first = transactions.atomic().runAsync(ran::incrementAndGet);
        CompletableFuture<Void> second = transactions.atomic().runAsync(ran::incrementAndGet);
        first.whenComplete((value, failure) -> Await.latch(over));

        assertThat(Await.cause(second)).isInstanceOf(CannotCreateTransactionException.class);
        over.countDown();
        gate.complete(1);
        Await.value(holder);
    }

    @Test
    void f10VeryLongTimeTurnsItOff() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.connectionTimeout(ChronoUnit.FOREVER.getDuration()));
        CompletableFuture<Integer> holder = hold(transactions, "endless");
        CompletableFuture<Void> waits = transactions.atomic().runAsync(ran::incrementAndGet);

        assertThat(waits).isNotDone();
        gate.complete(1);
        Await.value(holder);
        Await.value(waits);
    }

    @Test
    void f10TimeMustBePositive() {
        assertThatThrownBy(() -> Transactions.builder().connectionTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("connectionTimeout");
    }

    // ---- how many may wait

    @Test
    void j3NextThatWouldWaitIsRefusedAtOnce() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.maxWaiting(3));
        CompletableFuture<Integer> holder = hold(transactions, "endless");
        List<CompletableFuture<Void>> waiting = IntStream.range(0, 3)
                .mapToObj(i -> transactions.atomic().runAsync(ran::incrementAndGet))
                .toList();
        Atomic next = transactions.atomic().named("next");

        List<CompletableFuture<?>> refused = List.of(
                next.runAsync(ran::incrementAndGet),
                next.getAsync(ran::incrementAndGet),
                next.enter(),
                next.retry(RetryPolicy.ofMaxAttempts(2)).runAsync(ran::incrementAndGet),
                transactions.autocommit(() -> transactions.submit(connection -> ran.incrementAndGet())));
        assertThat(refused)
                .allSatisfy(stage -> assertThat(stage.isDone()).isTrue())
                .allSatisfy(stage -> assertThat(Await.cause(stage))
                        .isInstanceOf(CannotCreateTransactionException.class)
                        .hasMessageContaining("connection of database 'default'")
                        .hasMessageContaining("3 wait already, which is all that maxWaiting allows"));
        assertThatThrownBy(() -> next.run(ran::incrementAndGet))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageContaining("Block 'next' was not entered");
        assertThatThrownBy(() ->
                        transactions.autocommit(() -> transactions.dataSource().getConnection()))
                .hasMessageContaining("maxWaiting");
        assertThat(ran).hasValue(0);
        assertThat(waiting(transactions)).isEqualTo(3);

        gate.complete(1);
        Await.value(holder);
        waiting.forEach(Await::value);
        Await.value(next.runAsync(ran::incrementAndGet));
        assertThat(ran).hasValue(4);
    }

    @Test
    void j3BlockThatBelongsToAnOpenOneWaitsInAnyCase() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database, builder -> builder.maxWaiting(0));
        CompletableFuture<Integer> holder = hold(transactions, "endless");
        CompletableFuture<CompletableFuture<Void>> inner = new CompletableFuture<>();
        CompletableFuture<Void> outer = transactions.atomic().getStageAsync(() -> {
            inner.complete(
                    transactions.atomic().propagation(Propagation.REQUIRES_NEW).runAsync(ran::incrementAndGet));
            return CompletableFuture.completedFuture(null);
        });

        assertThat(Await.value(inner)).isNotDone();
        assertThat(Await.cause(transactions.atomic().runAsync(ran::incrementAndGet)))
                .isInstanceOf(CannotCreateTransactionException.class);
        gate.complete(1);
        Await.value(holder);
        Await.value(outer);
        assertThat(ran).hasValue(1);
    }

    @Test
    void j3LimitMustNotBeNegative() {
        assertThatThrownBy(() -> Transactions.builder().maxWaiting(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxWaiting: found -1");
    }

    // ---- what is said of a pool that gives no connection

    /** A pool that gives connections once it is told to. */
    private static final class SlowPool extends NoDriver {

        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch gives = new CountDownLatch(1);

        @Override
        public Connection getConnection() {
            asked.countDown();
            Await.latch(gives);
            return super.getConnection();
        }
    }

    @Test
    void h6BlockInGetConnectionIsNotSaidToHoldOne() {
        SlowPool pool = new SlowPool();
        Transactions transactions = fixtures.transactions(Transactions.builder()
                .database("default", pool, 1)
                .connectionTimeout(SHORT)
                .warnIfHeldLongerThan(Duration.ofMillis(50)));
        try (LogCapture log = new LogCapture()) {
            CompletableFuture<Integer> first =
                    transactions.atomic().named("first").getStageAsync(() -> gate);
            Await.latch(pool.asked);

            assertThat(Await.cause(transactions.atomic().named("second").runAsync(ran::incrementAndGet)))
                    .hasMessageContaining("block 'first'")
                    .hasMessageContaining("which waits in getConnection of the pool");
            Await.until(
                    "the wait is reported", () -> log.count("in getConnection of the pool of database 'default'") == 1);
            assertThat(log.count("has held a connection")).isZero();

            pool.gives.countDown();
            // From now on it holds one.
            Await.until("the hold is reported", () -> log.count(" 'first' (opened at") == 2);
            assertThat(log.count("has held a connection")).isEqualTo(1);
            gate.complete(1);
            Await.value(first);
        }
    }

    @Test
    void h6StepOutsideAnyBlockInGetConnectionIsNotSaidToBeAtWork() {
        SlowPool pool = new SlowPool();
        Transactions transactions = fixtures.transactions(Transactions.builder()
                .database("default", pool, 1)
                .connectionTimeout(SHORT)
                .warnIfHeldLongerThan(Duration.ofMillis(50)));
        try (LogCapture log = new LogCapture()) {
            CompletableFuture<Integer> step = transactions.autocommit(() -> transactions.submit(connection -> 1));
            Await.latch(pool.asked);
            assertThat(Await.cause(transactions.atomic().runAsync(ran::incrementAndGet)))
                    .hasMessageContaining("which waits in getConnection of the pool");
            Await.until("the wait is reported", () -> log.count("in getConnection of the pool") == 1);
            assertThat(log.count("has held a connection")).isZero();
            pool.gives.countDown();
            Await.value(step);
        }
    }
}
