package dev.aatomic.runtime.support.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.Foreign;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.TestDatabase;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a block through one cell of the table, on a pool and a proxy of its own, and holds what it says against the database. */
public final class WireCellRun {

    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final Duration COMMIT_LIMIT = Duration.ofMillis(500);
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** What a busy machine may add. */
    private static final Duration SLACK = Duration.ofSeconds(4);

    private static final int ATTEMPTS = 5;

    private final TestDatabase database;
    private final Foreign foreign;
    private final WireCell cell;
    private final int id;

    public WireCellRun(TestDatabase database, Foreign foreign, WireCell cell, int id) {
        this.database = database;
        this.foreign = foreign;
        this.cell = cell;
        this.id = id;
    }

    public static void createTables(TestDatabase database) {
        // No keys: what is done twice is there twice.
        database.execute("create table ledger(id int not null)");
        database.execute("create table detail(id int not null, number int not null)");
    }

    /** Fails with an {@link AssertionError} if something is not as it shall be. */
    public void run() {
        // On a machine so slow that the limit came before the injury nothing was shown.
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (runOnce(id * ATTEMPTS + attempt)) {
                return;
            }
        }
        throw new AssertionError("The block never came to " + cell.point());
    }

    private boolean runOnce(int number) {
        try (WiredPool wired = new WiredPool(database, 1);
                Transactions transactions = Transactions.builder()
                        .database("default", wired.pool())
                        .commitTimeout(COMMIT_LIMIT)
                        .closeTimeout(Duration.ofSeconds(20))
                        .build()) {
            Await.value(next(transactions));
            OneAmbush ambush = cell.point().ambush(cell.way(), cell.injury());
            wired.proxy().ambush(ambush);
            long started = System.nanoTime();
            CompletableFuture<Integer> block = start(transactions, number);
            if (cell.impatience() == Impatience.CANCEL || cell.impatience() == Impatience.NONE) {
                if (cell.point() == Point.CANCEL) {
                    Await.until("the statement sleeps", () -> isSleeping(number));
                } else {
                    ambush.awaitStruck();
                }
                started = System.nanoTime();
                if (cell.impatience() == Impatience.CANCEL || cell.point() == Point.CANCEL) {
                    cancel(block);
                }
            }
            Throwable failure = end(block);
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            if (!ambush.hasStruck()) {
                return false;
            }
            assertThat(took).as("time").isLessThan(bound());
            Outcome outcome = outcome(failure);
            assertThat(outcome).as("outcome, failure " + failure).isIn(cell.allowed());
            assertFailure(outcome, failure);
            if (cell.injury() != Injury.DARK) {
                // The network is well for everybody else.
                Await.value(next(transactions));
            }
            wired.proxy().heal();
            wired.wakeServer();
            wired.awaitQuietServer();
            assertTrue(outcome, number);
            Await.value(next(transactions));
            wired.awaitWhole();
            return true;
        }
    }

    private CompletableFuture<Integer> start(Transactions transactions, int number) {
        Atomic atomic = transactions.atomic();
        if (cell.impatience() == Impatience.TIMEOUT) {
            atomic = atomic.timeout(LIMIT);
        }
        CompletableFuture<Integer> block =
                new WireProgram(transactions, atomic, cell.point(), number).start(cell.form(), foreign);
        return cell.impatience() == Impatience.OR_TIMEOUT
                ? block.orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                : block;
    }

    private boolean isSleeping(int number) {
        return !database.integers("select pid from pg_stat_activity where query like '%pg_sleep(30) /* " + number
                        + " */%'" + " and state = 'active' and pid <> pg_backend_pid()")
                .isEmpty();
    }

    private void cancel(CompletableFuture<Integer> block) {
        boolean takesEffect = block.cancel(true);
        if (cell.point() != Point.COMMIT && cell.point() != Point.ROLLBACK) {
            assertThat(takesEffect).as("cancel()").isTrue();
        }
    }

    private static CompletableFuture<Integer> next(Transactions transactions) {
        return transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(Sql.update("insert into detail values (0, 0)")));
    }

    private static Throwable end(CompletableFuture<Integer> block) {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        block.whenComplete((value, thrown) -> failure.complete(thrown));
        return Await.value(failure);
    }

    private Duration bound() {
        Duration bound = SLACK;
        if (cell.impatience() == Impatience.TIMEOUT || cell.impatience() == Impatience.OR_TIMEOUT) {
            bound = bound.plus(LIMIT);
        }
        if (cell.point() == Point.CANCEL) {
            return bound.plus(GRACE);
        }
        if (!cell.injury().isSilent()) {
            return bound;
        }
        return bound.plus(cell.point().isEnd() ? COMMIT_LIMIT : GRACE);
    }

    private static Outcome outcome(Throwable failure) {
        if (failure == null) {
            return Outcome.COMMITTED;
        }
        return failure instanceof TransactionException known ? known.outcome() : Outcome.ROLLED_BACK;
    }

    private void assertFailure(Outcome outcome, Throwable failure) {
        if (outcome == Outcome.UNKNOWN) {
            assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class);
        } else if (cell.point() == Point.ROLLBACK) {
            assertThat(failure).isInstanceOf(WireProgram.Purpose.class);
        } else if (cell.injury().isSilent() || cell.point() == Point.CANCEL) {
            assertThat(failure)
                    .isInstanceOf(
                            switch (cell.impatience()) {
                                case TIMEOUT -> TransactionTimedOutException.class;
                                case OR_TIMEOUT -> TimeoutException.class;
                                case CANCEL, NONE -> CancellationException.class;
                            });
        }
    }

    private void assertTrue(Outcome outcome, int number) {
        int ledger = count("ledger", number);
        int details = count("detail", number);
        switch (outcome) {
            case COMMITTED -> {
                assertThat(ledger).as("rows in the ledger").isEqualTo(1);
                assertThat(details).as("details").isEqualTo(2);
            }
            case ROLLED_BACK -> {
                assertThat(ledger).as("rows in the ledger").isZero();
                assertThat(details).as("details").isZero();
            }
            case UNKNOWN -> {
                assertThat(ledger).as("rows in the ledger").isBetween(0, 1);
                if (!cell.point().carriesBegin()) {
                    assertThat(details).as("details").isEqualTo(2 * ledger);
                }
            }
        }
    }

    private int count(String table, int number) {
        return database.integers("select count(*)::int from " + table + " where id = " + number)
                .get(0);
    }
}
