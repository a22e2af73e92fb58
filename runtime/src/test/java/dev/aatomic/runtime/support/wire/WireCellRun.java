package dev.aatomic.runtime.support.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Foreign;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

    private static final int BLOCKS_TO_FIND_OUT = 4;
    private static final Duration TIME_TO_FIND_OUT = Duration.ofSeconds(2);

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
            wired.awaitEndOfTalk();
            OneAmbush ambush = cell.ambush();
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
            boolean mayStrikeLater = cell.phase() == Phase.AFTER || cell.isToldFirst();
            if (!(mayStrikeLater ? ambush.strikesSoon() : ambush.hasStruck()) || isLate(failure)) {
                return false;
            }
            assertThat(took).as("time").isLessThan(bound());
            Outcome outcome = WireLedger.outcome(failure);
            if (isLateForEnd(outcome)) {
                heal(wired);
                assertTrue(outcome, number);
                return false;
            }
            assertThat(outcome).as("outcome, failure " + failure).isIn(cell.allowed());
            assertFailure(outcome, failure);
            List<Outcome> found = List.of();
            if (cell.isGivenBackHurt()) {
                found = findOut(transactions, number);
            }
            if (cell.injury() != Injury.DARK) {
                // The network is well for everybody else.
                Await.value(next(transactions));
            }
            heal(wired);
            assertTrue(outcome, number);
            for (int i = 0; i < found.size(); i++) {
                ledger.assertDetailTrue(found.get(i), idOfNext(number, i));
            }
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

    /** Whether the limit came before COMMIT, which was to meet the injury. That the block is rolled back must then be true. */
    private boolean isLateForEnd(Outcome outcome) {
        boolean hasLimit = cell.impatience() == Impatience.TIMEOUT || cell.impatience() == Impatience.OR_TIMEOUT;
        return hasLimit
                && cell.phase() == Phase.AFTER
                && cell.point() == Point.LAST_STATEMENT
                && outcome == Outcome.ROLLED_BACK
                && !cell.allowed().contains(outcome);
    }

    private static void heal(WiredPool wired) {
        wired.proxy().heal();
        wired.wakeServer();
        wired.awaitQuietServer();
    }

    private void cancel(CompletableFuture<Integer> block) {
        boolean takesEffect = block.cancel(true);
        if (cell.injury().isSilent() && !cell.isAtEnd()) {
            assertThat(takesEffect).as("cancel()").isTrue();
        }
    }

    /**
     * A pool trusts for half a second a connection that has just come back, so the next block may be who finds it dead. What such
     * blocks say is true too, and before long there is one that works, or the network is dark.
     */
    private List<Outcome> findOut(Transactions transactions, int number) {
        List<Outcome> outcomes = new ArrayList<>();
        while (outcomes.size() < (cell.injury() == Injury.DARK ? 1 : BLOCKS_TO_FIND_OUT)
                && !outcomes.contains(Outcome.COMMITTED)) {
            String sql = "insert into detail values (" + idOfNext(number, outcomes.size()) + ", 0)";
            long started = System.nanoTime();
            Throwable failure = end(transactions
                    .atomic()
                    .timeout(TIME_TO_FIND_OUT)
                    .getStageAsync(() -> transactions.submit(Sql.update(sql))));
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .as("time of the next block")
                    .isLessThan(TIME_TO_FIND_OUT.plus(GRACE).plus(COMMIT_LIMIT).plus(SLACK));
            outcomes.add(WireLedger.outcome(failure));
        }
        if (cell.injury() != Injury.DARK) {
            assertThat(outcomes).as("the next blocks").contains(Outcome.COMMITTED);
        }
        return outcomes;
    }

    private void assertTrue(Outcome outcome, int number) {
        // Who only reads leaves nothing, whatever becomes of it.
        ledger.assertTrue(cell.form() == Form.READ_ONLY ? Outcome.ROLLED_BACK : outcome, cell.point(), number);
    }

    private static int idOfNext(int number, int next) {
        return -(number * BLOCKS_TO_FIND_OUT + next);
    }

    private static CompletableFuture<Integer> next(Transactions transactions) {
        return transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(Sql.update("insert into detail values (0, 0)")));
    }

    private Throwable end(CompletableFuture<Integer> block) {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        block.whenComplete((value, thrown) -> failure.complete(thrown));
        Throwable thrown = Await.value(failure);
        // That one is a stage of the program's own.
        return cell.form() == Form.ENTERED && thrown instanceof CompletionException ? thrown.getCause() : thrown;
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
        return bound.plus(cell.isAtEnd() ? COMMIT_LIMIT : GRACE);
    }

    private void assertFailure(Outcome outcome, Throwable failure) {
        if (outcome == Outcome.COMMITTED) {
            assertThat(failure).isNull();
        }
        if (outcome != Outcome.ROLLED_BACK || cell.point() == Point.ROLLBACK) {
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
