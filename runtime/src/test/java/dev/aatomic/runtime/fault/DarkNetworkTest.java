package dev.aatomic.runtime.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Foreign;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.wire.ClosingRun;
import dev.aatomic.runtime.support.wire.Form;
import dev.aatomic.runtime.support.wire.Impatience;
import dev.aatomic.runtime.support.wire.Injury;
import dev.aatomic.runtime.support.wire.Moment;
import dev.aatomic.runtime.support.wire.OneAmbush;
import dev.aatomic.runtime.support.wire.Way;
import dev.aatomic.runtime.support.wire.WireCell;
import dev.aatomic.runtime.support.wire.WireCells;
import dev.aatomic.runtime.support.wire.WireLedger;
import dev.aatomic.runtime.support.wire.WiredPool;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G7, G8, G15 and G18 while nothing goes through to the server any more. */
@Tag("G7")
@Tag("G8")
@Tag("G15")
@Tag("G18")
final class DarkNetworkTest {

    /** Longer than anything may take here. */
    private static final Duration POOL_TIMEOUT = Duration.ofSeconds(20);

    private static final Duration LIMIT = Duration.ofMillis(300);

    /** The grace, and what a busy machine may add. */
    private static final Duration GRACE_AND_SLACK = Duration.ofSeconds(2 + 10);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final PooledDatabase database = fixtures.database(Server.POSTGRES, 1);

    @Test
    void closeEndsInTimeAndEveryFutureIsDone() {
        WireLedger ledger = new WireLedger(database);

        List<WireCell> cells = new ArrayList<>(WireCells.of(List.of(Injury.DARK), Form.WORKING, Impatience.NONE));
        cells.addAll(WireCells.of(
                List.of(Injury.SWALLOW, Injury.SWALLOW_ONE_WAY),
                List.of(Form.ASYNCHRONOUS, Form.BLOCKING),
                Impatience.NONE));

        WireCells.run(cells, (cell, id) -> new ClosingRun(ledger, fixtures.foreign(), cell, id).run());
    }

    /** A pool whose only connection is gone, and that gets no other. */
    private WiredPool unconnected(Duration timeout) {
        WiredPool wired = new WiredPool(database, 1, timeout);
        wired.proxy().darken();
        wired.pool().getHikariPoolMXBean().softEvictConnections();
        return wired;
    }

    private CompletableFuture<Integer> start(Transactions transactions, Atomic atomic, Form form) {
        return switch (form) {
            case ASYNCHRONOUS -> atomic.getStageAsync(() -> transactions.submit(Sql.insert(1)));
            case DISPATCHED ->
                atomic.getAsync(() -> transactions.submit(Sql.insert(1)).join());
            case BLOCKING ->
                fixtures.foreign()
                        .call(() -> atomic.get(
                                () -> transactions.submit(Sql.insert(1)).join()));
            default -> throw new IllegalArgumentException("Not started here: " + form);
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            names = {"ASYNCHRONOUS", "DISPATCHED"})
    void timeoutHoldsWhereNoConnectionCanBeMade(Form form) {
        try (WiredPool wired = unconnected(POOL_TIMEOUT);
                Transactions transactions =
                        Transactions.builder().database("default", wired.pool()).build()) {
            long started = System.nanoTime();

            Throwable failure =
                    Await.failure(start(transactions, transactions.atomic().timeout(LIMIT), form));

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(LIMIT.plus(GRACE_AND_SLACK));
            assertThat(failure).isInstanceOf(TransactionTimedOutException.class);
            assertIsUsableAgain(wired, transactions);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            names = {"ASYNCHRONOUS", "DISPATCHED"})
    void cancelHoldsWhereNoConnectionCanBeMade(Form form) {
        try (WiredPool wired = unconnected(POOL_TIMEOUT);
                Transactions transactions =
                        Transactions.builder().database("default", wired.pool()).build()) {
            CompletableFuture<Integer> block = start(transactions, transactions.atomic(), form);
            Await.until(
                    "the pool is asked for a connection",
                    () -> wired.pool().getHikariPoolMXBean().getThreadsAwaitingConnection() == 1);
            long started = System.nanoTime();

            assertThat(block.cancel(true)).isTrue();

            assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(GRACE_AND_SLACK);
            assertIsUsableAgain(wired, transactions);
        }
    }

    /** Its caller is inside the pool, which alone can set it free. */
    @Test
    void blockingFormIsHeldNoLongerThanThePoolWaits() {
        Duration poolTimeout = Duration.ofSeconds(1);
        try (WiredPool wired = unconnected(poolTimeout);
                Transactions transactions =
                        Transactions.builder().database("default", wired.pool()).build()) {
            long started = System.nanoTime();

            Throwable failure =
                    Await.failure(start(transactions, transactions.atomic().timeout(LIMIT), Form.BLOCKING));

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(poolTimeout.plus(GRACE_AND_SLACK));
            assertThat(failure).isInstanceOf(TransactionTimedOutException.class);
            assertIsUsableAgain(wired, transactions);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            names = {"ASYNCHRONOUS", "DISPATCHED"})
    void closeEndsWhereNoConnectionCanBeMade(Form form) {
        try (WiredPool wired = unconnected(POOL_TIMEOUT)) {
            Transactions transactions = Transactions.builder()
                    .database("default", wired.pool())
                    .closeTimeout(LIMIT)
                    .build();
            CompletableFuture<Integer> block = start(transactions, transactions.atomic(), form);
            Await.until(
                    "the pool is asked for a connection",
                    () -> wired.pool().getHikariPoolMXBean().getThreadsAwaitingConnection() == 1);
            long started = System.nanoTime();

            transactions.close();

            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isLessThan(LIMIT.plusSeconds(5).plus(GRACE_AND_SLACK));
            assertThat(block).isCompletedExceptionally();
        }
        assertThat(database.rows()).isEmpty();
    }

    private void assertIsUsableAgain(WiredPool wired, Transactions transactions) {
        wired.proxy().heal();
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(Sql.insert(9))));
        wired.awaitWhole();
        assertThat(database.rows()).containsExactly(9);
    }

    /** A block's insert of 1, and a nested block that has no longer than the limit for the one of 2. */
    private static CompletableFuture<Integer> nesting(Transactions transactions, Form form, Foreign foreign) {
        Atomic outer = transactions.atomic();
        Atomic inner = transactions.atomic().timeout(LIMIT);
        if (form == Form.ASYNCHRONOUS) {
            return outer.getStageAsync(() -> transactions
                    .submit(Sql.insert(1))
                    .thenCompose(n -> inner.getStageAsync(() -> transactions.submit(Sql.insert(2)))));
        }
        CheckedSupplier<Integer, RuntimeException> body = () -> {
            transactions.submit(Sql.insert(1)).join();
            return inner.get(() -> transactions.submit(Sql.insert(2)).join());
        };
        return form == Form.DISPATCHED ? outer.getAsync(body::get) : foreign.call(() -> outer.get(body));
    }

    /** The connection is lost with it, and so is the block around it, which has no limit of its own. */
    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            names = {"ASYNCHRONOUS", "DISPATCHED", "BLOCKING"})
    void timeoutOfANestedBlockHolds(Form form) {
        try (WiredPool wired = new WiredPool(database, 1);
                Transactions transactions =
                        Transactions.builder().database("default", wired.pool()).build()) {
            OneAmbush ambush = new OneAmbush(Moment.INSERT, 2, Way.REQUEST, Injury.DARK);
            wired.proxy().ambush(ambush);
            CompletableFuture<Integer> block = nesting(transactions, form, fixtures.foreign());
            ambush.awaitStruck();
            long started = System.nanoTime();

            Throwable failure = Await.cause(block);

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(LIMIT.plus(GRACE_AND_SLACK));
            assertThat(failure).isInstanceOf(TransactionTimedOutException.class);
            assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
            assertIsUsableAgain(wired, transactions);
        }
    }

    /** It is over all attempts together, and the dark is met by the second. */
    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            names = {"ASYNCHRONOUS", "DISPATCHED", "BLOCKING"})
    void timeoutOverARetryHolds(Form form) {
        try (WiredPool wired = new WiredPool(database, 1);
                Transactions transactions =
                        Transactions.builder().database("default", wired.pool()).build()) {
            // Of the first attempt the connection alone is lost.
            OneAmbush second = new OneAmbush(Moment.INSERT, 1, Way.ANSWER, Injury.DARK);
            OneAmbush first = new OneAmbush(Moment.INSERT, 1, Way.ANSWER, Injury.HALF_CLOSE);
            wired.proxy().ambush((moment, way, phase) -> {
                boolean isFirst = !first.hasStruck();
                return (isFirst ? first : second).strike(moment, way, phase);
            });
            Atomic atomic = transactions
                    .atomic()
                    .timeout(LIMIT.multipliedBy(5))
                    .retry(RetryPolicy.ofMaxAttempts(100)
                            .withBackoff(Duration.ofMillis(1), Duration.ofMillis(1))
                            .retryIf(failure -> true));
            CompletableFuture<Integer> block = start(transactions, atomic, form);
            second.awaitStruck();
            long started = System.nanoTime();

            Throwable failure = Await.failure(block);

            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isLessThan(LIMIT.multipliedBy(5).plus(GRACE_AND_SLACK));
            assertThat(failure).isInstanceOf(TransactionTimedOutException.class);
            assertIsUsableAgain(wired, transactions);
        }
    }

    /** Who waits behind a block that does not get through, and that nothing ends, is told in time. */
    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            names = {"ASYNCHRONOUS", "DISPATCHED", "BLOCKING"})
    void connectionTimeoutHoldsBehindABlockThatIsSwallowed(Form form) {
        try (WiredPool wired = new WiredPool(database, 1);
                Transactions transactions = Transactions.builder()
                        .database("default", wired.pool())
                        .connectionTimeout(LIMIT)
                        .build()) {
            OneAmbush ambush = new OneAmbush(Moment.INSERT, 1, Way.ANSWER, Injury.DARK);
            wired.proxy().ambush(ambush);
            CompletableFuture<Integer> swallowed = start(transactions, transactions.atomic(), Form.ASYNCHRONOUS);
            ambush.awaitStruck();
            long started = System.nanoTime();

            Throwable failure = Await.failure(start(transactions, transactions.atomic(), form));

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(LIMIT.plus(GRACE_AND_SLACK));
            assertThat(failure)
                    .isInstanceOf(CannotCreateTransactionException.class)
                    .hasMessageContaining("the connectionTimeout");
            assertThat(swallowed).isNotDone();
            assertThat(swallowed.cancel(true)).isTrue();
            assertThat(Await.failure(swallowed)).isInstanceOf(CancellationException.class);
            assertIsUsableAgain(wired, transactions);
        }
    }

    /** What the network delivers late is for a statement that has ended, on a connection that nobody uses any more. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void cancelThatIsLateHitsNobodyElse(Way way) throws SQLException {
        try (Connection holder = database.pool().getConnection();
                WiredPool wired = new WiredPool(database, 1);
                Transactions transactions =
                        Transactions.builder().database("default", wired.pool()).build()) {
            OneAmbush ambush = new OneAmbush(Moment.CANCEL, 1, way, Injury.SWALLOW);
            wired.proxy().ambush(ambush);
            holder.setAutoCommit(false);
            Sql.insert(holder, 3);
            String waits = "insert into entry values (3) /* " + database.schema() + " */";
            CompletableFuture<Integer> block = running(transactions, 1, waits);

            assertThat(block.cancel(true)).isTrue();
            ambush.awaitStruck();
            holder.rollback();
            assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
            Await.until("the first statement is over", () -> !isActive(waits));

            String sleeps = "insert into entry select 4 from pg_sleep(1) /* " + database.schema() + " */";
            CompletableFuture<Integer> next = running(transactions, 2, sleeps);
            wired.proxy().heal();

            assertThat(Await.value(next)).isEqualTo(1);
            assertThat(database.rows()).containsExactly(2, 4);
        }
    }

    /** A block whose second statement takes its time, and runs now. */
    private CompletableFuture<Integer> running(Transactions transactions, int value, String sql) {
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() ->
                        transactions.submit(Sql.insert(value)).thenCompose(n -> transactions.submit(Sql.update(sql))));
        Await.until("the server is at " + sql, () -> block.isDone() || isActive(sql));
        return block;
    }

    private boolean isActive(String sql) {
        return database.integers("select count(*)::int from pg_stat_activity where state = 'active'"
                                + " and pid <> pg_backend_pid() and query = '" + sql + "'")
                        .get(0)
                == 1;
    }
}
