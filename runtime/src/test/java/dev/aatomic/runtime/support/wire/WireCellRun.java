package dev.aatomic.runtime.support.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.Foreign;
import dev.aatomic.runtime.support.Sql;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a block through one cell of the table, on a pool and a proxy of its own, and holds what it says against the database. */
public final class WireCellRun {

    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final Duration COMMIT_LIMIT = Duration.ofSeconds(3);
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** What a busy machine may add: less than the 20 s that the pool waits, or the 10 s that the driver gives a cancel. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private static final Duration SLACK_OF_CANCEL = Duration.ofSeconds(4);

    private static final int ATTEMPTS = 5;

    private final WireLedger ledger;
    private final Foreign foreign;
    private final WireCell cell;
    private final int id;
    private Duration limit = LIMIT;

    public WireCellRun(WireLedger ledger, Foreign foreign, WireCell cell, int id) {
        this.ledger = ledger;
        this.foreign = foreign;
        this.cell = cell;
        this.id = id;
    }

    /** Fails with an {@link AssertionError} if something is not as it shall be. */
    public void run() {
        // On a machine so slow that the limit came before the injury nothing was shown.
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (runOnce(id * ATTEMPTS + attempt)) {
                return;
            }
            limit = limit.multipliedBy(2);
        }
        throw new AssertionError("The block never came to " + cell.point());
    }

    private boolean runOnce(int number) {
        try (WiredPool wired = new WiredPool(ledger.database(), 1);
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
                    Await.until("the statement sleeps", () -> ledger.isSleeping(number));
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
            if (!ambush.hasStruck() || isLate(failure)) {
                return false;
            }
            assertThat(took).as("time").isLessThan(bound());
            Outcome outcome = WireLedger.outcome(failure);
            assertThat(outcome).as("outcome, failure " + failure).isIn(cell.allowed());
            assertFailure(outcome, failure);
            if (cell.injury() != Injury.DARK) {
                // The network is well for everybody else.
                Await.value(next(transactions));
            }
            wired.proxy().heal();
            wired.wakeServer();
            wired.awaitQuietServer();
            ledger.assertTrue(outcome, cell.point(), number);
            Await.value(next(transactions));
            wired.awaitWhole();
            return true;
        }
    }

    private CompletableFuture<Integer> start(Transactions transactions, int number) {
        Atomic atomic = transactions.atomic();
        if (cell.impatience() == Impatience.TIMEOUT) {
            atomic = atomic.timeout(limit);
        }
        CompletableFuture<Integer> block =
                new WireProgram(transactions, atomic, cell.point(), number).start(cell.form(), foreign);
        return cell.impatience() == Impatience.OR_TIMEOUT
                ? block.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                : block;
    }

    /** Whether the limit came before the program's own end. */
    private boolean isLate(Throwable failure) {
        return cell.point() == Point.ROLLBACK && !(failure instanceof WireProgram.Purpose);
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
        Duration bound = cell.point() == Point.CANCEL ? SLACK_OF_CANCEL : SLACK;
        if (cell.impatience() == Impatience.TIMEOUT || cell.impatience() == Impatience.OR_TIMEOUT) {
            bound = bound.plus(limit);
        }
        if (cell.point() == Point.CANCEL) {
            return bound.plus(GRACE);
        }
        if (!cell.injury().isSilent()) {
            return bound;
        }
        return bound.plus(cell.point().isEnd() ? COMMIT_LIMIT : GRACE);
    }

    private void assertFailure(Outcome outcome, Throwable failure) {
        if (outcome == Outcome.UNKNOWN || cell.point() == Point.ROLLBACK) {
            return;
        }
        if (cell.injury().isSilent() || cell.point() == Point.CANCEL) {
            assertThat(failure)
                    .isInstanceOf(
                            switch (cell.impatience()) {
                                case TIMEOUT -> TransactionTimedOutException.class;
                                case OR_TIMEOUT -> TimeoutException.class;
                                case CANCEL, NONE -> CancellationException.class;
                            });
        }
    }
}
