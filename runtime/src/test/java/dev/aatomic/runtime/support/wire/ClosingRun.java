package dev.aatomic.runtime.support.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Foreign;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** Closes the transactions while a block does not get through, and another one waits for its connection. */
public final class ClosingRun {

    private static final Duration LIMIT = Duration.ofMillis(100);
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(5);

    /** What a busy machine may add: less than the 20 s that the pool waits, or the 10 s that the driver gives a cancel. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private static final Duration SLACK_OF_CANCEL = Duration.ofSeconds(4);

    private final WireLedger ledger;
    private final Foreign foreign;
    private final WireCell cell;
    private final int id;

    public ClosingRun(WireLedger ledger, Foreign foreign, WireCell cell, int id) {
        this.ledger = ledger;
        this.foreign = foreign;
        this.cell = cell;
        this.id = id;
    }

    private Duration slack() {
        return cell.point() == Point.CANCEL ? SLACK_OF_CANCEL : SLACK;
    }

    /** Fails with an {@link AssertionError} if something is not as it shall be. */
    public void run() {
        try (WiredPool wired = new WiredPool(ledger.database(), 1)) {
            Transactions transactions = Transactions.builder()
                    .database("default", wired.pool())
                    .closeTimeout(LIMIT)
                    .build();
            OneAmbush ambush = cell.ambush();
            wired.proxy().ambush(ambush);
            CompletableFuture<Integer> block =
                    new WireProgram(transactions, transactions.atomic(), cell.point(), id).start(cell.form(), foreign);
            if (cell.point() == Point.CANCEL) {
                // close() is what cancels it.
                Await.until("the statement sleeps", () -> ledger.isSleeping(id));
            } else {
                ambush.awaitStruck();
            }
            CompletableFuture<?> waiting = transactions.atomic().runAsync(() -> {});

            long started = System.nanoTime();
            transactions.close();
            Duration took = Duration.ofNanos(System.nanoTime() - started);

            assertThat(took).as("close()").isLessThan(LIMIT.plus(CANCEL_LIMIT).plus(slack()));
            assertThat(waiting).as("the block that waits, after %s", took).isDone();
            if (cell.form() != Form.BLOCKING) {
                assertThat(block).as("the block, after %s", took).isDone();
            }
            Throwable failure = Await.failure(block);
            Outcome outcome = WireLedger.outcome(failure);
            assertThat(outcome).as("outcome, failure " + failure).isIn(cell.allowed());
            if (outcome == Outcome.ROLLED_BACK && cell.point() != Point.ROLLBACK) {
                assertThat(failure).isInstanceOf(CancellationException.class);
            }
            wired.proxy().heal();
            wired.wakeServer();
            wired.awaitQuietServer();
            ledger.assertTrue(outcome, cell.point(), id);
            wired.awaitWhole();
        }
    }
}
