package dev.aatomic.runtime.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Bank;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Load;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.wire.HurtWire;
import dev.aatomic.runtime.support.wire.Injury;
import dev.aatomic.runtime.support.wire.WiredPool;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * G7, G8, G9, G11 and G12 on a wire that is hurt at random: transfers under load while connections are cut, split, delayed and
 * swallowed, and the whole network is dark at times. The ledger tells whether what each stage said was true.
 *
 * <p>A few seconds by default; {@code -Daatomic.stress.seconds=600} for longer. The seed is logged; {@code -Daatomic.stress.seed=…} takes
 * it again.
 */
@Tag("G7")
@Tag("G8")
@Tag("G9")
@Tag("G11")
@Tag("G12")
@Timeout(value = 1, unit = TimeUnit.HOURS)
final class HurtWireTest {

    private static final System.Logger LOGGER = System.getLogger(HurtWireTest.class.getName());

    private static final int CONNECTIONS = 6;
    private static final int LONGEST_MILLIS = 1500;

    /** A transfer that waits for a connection gives up soon; the pool takes nothing shorter. */
    private static final Duration POOL_TIMEOUT = Duration.ofMillis(250);

    private static final Duration COMMIT_LIMIT = Duration.ofMillis(500);

    /** A transfer's limit, the grace, the end's limit, and what a busy machine may add. */
    private static final Duration LONGEST =
            Duration.ofMillis(LONGEST_MILLIS).plusSeconds(2).plus(COMMIT_LIMIT).plusSeconds(10);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final long seed = Long.getLong("aatomic.stress.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
    private final Bank bank = new Bank(database, fixtures.foreign(), random);
    private final WiredPool wired = new WiredPool(database, CONNECTIONS, POOL_TIMEOUT);
    private final Transactions transactions = fixtures.transactions(
            Transactions.builder().database("default", wired.pool()).commitTimeout(COMMIT_LIMIT));
    private final AtomicLong longest = new AtomicLong();
    private final AtomicInteger overdue = new AtomicInteger();

    @AfterEach
    void close() {
        transactions.close();
        wired.close();
    }

    private Duration limit() {
        return Duration.ofMillis(50 + random.nextInt(LONGEST_MILLIS - 50));
    }

    @Test
    void verdictIsTrueWhileTheNetworkIsHurt() {
        run(transactions.atomic());
    }

    /** A transfer that may have committed is never done again. */
    @Test
    void everyTransferIsDoneOnceWhateverIsRetried() {
        run(transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(4)
                        .withBackoff(Duration.ofMillis(1), Duration.ofMillis(50))
                        .retryIf(failure -> true)));
    }

    private void run(Atomic atomic) {
        LOGGER.log(System.Logger.Level.INFO, "Seed {0}", String.valueOf(seed));
        List<CompletableFuture<Integer>> toCancel = new ArrayList<>();
        HurtWire hurt = new HurtWire(wired.proxy(), seed);
        try (hurt) {
            Load.run(
                    id -> timed(transfer(atomic.timeout(limit()), id, toCancel)),
                    (id, failure) -> bank.ended(id, failure == null ? null : Await.unwrap(failure)));
        }

        wired.awaitQuietServer();
        bank.assertVerdictsAreTrue();
        assertThat(Duration.ofNanos(longest.get())).as("the longest transfer").isLessThan(LONGEST);
        assertThat(bank.count(Outcome.COMMITTED)).as("committed").isPositive();
        // In a few seconds each of them may stay away by chance.
        assertThat(wired.proxy().injuries().keySet())
                .hasSizeGreaterThanOrEqualTo(Load.isLong() ? Injury.values().length : 1);
        assertPoolIsWhole();
        LOGGER.log(
                System.Logger.Level.INFO,
                "{0} transfers. {1}. Injuries {2}. The longest took {3}",
                bank.transfers(),
                bank.summary(),
                wired.proxy().injuries(),
                Duration.ofNanos(longest.get()));
    }

    private CompletableFuture<Integer> transfer(Atomic atomic, int id, List<CompletableFuture<Integer>> toCancel) {
        if (random.nextInt(4) == 0) {
            return bank.blockingTransfer(transactions, atomic, id);
        }
        CompletableFuture<Integer> block = bank.transfer(transactions, atomic, backend -> {}, id);
        if (random.nextInt(8) == 0) {
            // One of those at random: it waits, works, commits or has ended.
            toCancel.add(block);
            if (toCancel.size() > Load.atOnce() / 4) {
                toCancel.remove(random.nextInt(toCancel.size())).cancel(true);
            }
        }
        return block;
    }

    private CompletableFuture<Integer> timed(CompletableFuture<Integer> transfer) {
        long started = System.nanoTime();
        CompletableFuture.delayedExecutor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> reportOverdue(transfer));
        return transfer.whenComplete(
                (value, failure) -> longest.accumulateAndGet(System.nanoTime() - started, (a, b) -> Math.max(a, b)));
    }

    /** Says what everybody was doing: after the end of the run nobody can tell any more. */
    private void reportOverdue(CompletableFuture<Integer> transfer) {
        if (!transfer.isDone() && overdue.getAndIncrement() == 0) {
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    "A transfer is not over after {0}: {1}. {2}",
                    LONGEST,
                    transactions.metrics(),
                    Thread.getAllStackTraces().entrySet().stream()
                            .map(each -> stack(each.getKey(), each.getValue()))
                            .collect(Collectors.joining("\n")));
        }
    }

    private static String stack(Thread thread, StackTraceElement[] frames) {
        return thread.getName() + " " + thread.getState()
                + Arrays.stream(frames).map(frame -> "\n\tat " + frame).collect(Collectors.joining());
    }

    private void assertPoolIsWhole() {
        wired.awaitWhole();
        Await.until("as many blocks as connections are served at once", this::servesAll);
    }

    private boolean servesAll() {
        List<CompletableFuture<Boolean>> served = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            served.add(transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(Sql.entries()))
                    .handle((rows, failure) -> failure == null));
        }
        return served.stream().allMatch(Await::value);
    }
}
