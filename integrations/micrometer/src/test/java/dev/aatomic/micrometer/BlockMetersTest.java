package dev.aatomic.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The meters of each block: which there are, what they measure, and that there are never too many. */
final class BlockMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TestDatabase database = new TestDatabase(Server.H2);
    private final JdbcConnectionPool pool = JdbcConnectionPool.create(database.url(), "sa", "");
    private final Transactions transactions = Transactions.builder()
            .database("default", pool, 1)
            .listener(BlockMeters.of(registry))
            .build();

    @AfterEach
    void close() {
        transactions.close();
        pool.dispose();
        database.close();
    }

    private Timer timer(String meter, String block, boolean nested, String outcome) {
        return registry.get(meter)
                .tags("database", "default", "block", block, "nested", Boolean.toString(nested), "outcome", outcome)
                .timer();
    }

    @Test
    void waitHoldAndCommitAreMeasured() throws SQLException {
        transactions.atomic().named("transfer").run(() -> {
            insert(1);
            transactions.atomic().named("audit").run(() -> insert(2));
        });

        assertThat(timer("aatomic.block.wait", "transfer", false, "committed").count())
                .isOne();
        Timer hold = timer("aatomic.block.hold", "transfer", false, "committed");
        assertThat(hold.count()).isOne();
        Timer commit = timer("aatomic.block.commit", "transfer", false, "committed");
        assertThat(commit.count()).isOne();
        assertThat(commit.totalTime(TimeUnit.NANOSECONDS))
                .isPositive()
                .isLessThan(hold.totalTime(TimeUnit.NANOSECONDS));
        assertThat(timer("aatomic.block.hold", "audit", true, "committed").count())
                .isOne();
        assertThat(registry.find("aatomic.block.commit").tag("block", "audit").timer())
                .isNull();
        assertThat(database.rows()).containsExactly(1, 2);
    }

    private void insert(int value) throws SQLException {
        try (var connection = transactions.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate("insert into entry values (" + value + ")");
        }
    }

    @Test
    void outcomesAndRetriesAreCounted() {
        AtomicInteger attempts = new AtomicInteger();
        Atomic atomic = transactions
                .atomic()
                .named("retried")
                .retry(RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)));

        Await.value(atomic.runAsync(() -> {
            if (attempts.incrementAndGet() < 3) {
                throw new SQLException("serialization", "40001");
            }
        }));

        assertThat(timer("aatomic.block.hold", "retried", false, "rolled_back").count())
                .isEqualTo(2);
        assertThat(timer("aatomic.block.hold", "retried", false, "committed").count())
                .isOne();
        assertThat(registry.get("aatomic.block.retries")
                        .tags("database", "default", "block", "retried")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void blockThatWasCancelledAsItWaitedHasNotBegun() {
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CountDownLatch entered = new CountDownLatch(1);
        CompletableFuture<Integer> first = transactions.atomic().named("first").getStageAsync(() -> {
            entered.countDown();
            return gate;
        });
        Await.latch(entered);

        transactions.atomic().named("second").getStageAsync(() -> gate).cancel(true);

        // A thread of ours tells it.
        Await.until(
                "the end is counted",
                () -> registry.find("aatomic.block.wait")
                                .tags("block", "second", "outcome", "not_begun")
                                .timer()
                        != null);
        assertThat(registry.find("aatomic.block.hold").tag("block", "second").timer())
                .isNull();
        gate.complete(1);
        Await.value(first);
    }

    /** Its body ran, so it is one of those that were rolled back, as in the counts of the database. */
    @Test
    void blockThatFailedBeforeItsFirstStatementHasBegun() {
        Atomic late = transactions.atomic().named("late").connection(ConnectionAcquisition.LAZY);

        Await.failure(late.runAsync(() -> {
            throw new IllegalStateException("before any statement");
        }));

        assertThat(timer("aatomic.block.hold", "late", false, "rolled_back").count())
                .isOne();
        assertThat(timer("aatomic.block.wait", "late", false, "rolled_back").totalTime(TimeUnit.NANOSECONDS))
                .isZero();
        assertThat(notBegun("late")).isNull();
        assertThat(transactions.metrics().database("default").rolledBack()).isOne();
        assertThat(transactions.metrics().database("default").notBegun()).isZero();
    }

    @Test
    void blockThatGotNoConnectionForItsFirstStatementHasBegun() {
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CountDownLatch entered = new CountDownLatch(1);
        CompletableFuture<Integer> holder = transactions
                .atomic()
                .named("holder")
                .getStageAsync(() -> {
                    entered.countDown();
                    return gate;
                });
        Await.latch(entered);
        Atomic late = transactions.atomic().named("late").connection(ConnectionAcquisition.LAZY);

        CompletableFuture<Integer> waits = late.getStageAsync(() -> transactions.submit(connection -> 1));
        Await.until("it waits", () -> transactions.metrics().database("default").waiting() == 1);
        waits.cancel(true);

        Await.until(
                "the end is counted",
                () -> registry.find("aatomic.block.hold")
                                .tags("block", "late", "outcome", "rolled_back")
                                .timer()
                        != null);
        assertThat(timer("aatomic.block.wait", "late", false, "rolled_back").totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
        assertThat(timer("aatomic.block.hold", "late", false, "rolled_back").totalTime(TimeUnit.NANOSECONDS))
                .isZero();
        assertThat(notBegun("late")).isNull();
        gate.complete(1);
        Await.value(holder);
    }

    private @Nullable Timer notBegun(String block) {
        return registry.find("aatomic.block.wait")
                .tags("block", block, "outcome", "not_begun")
                .timer();
    }

    /** Case 29, with threads that come to the bound at once. */
    @Test
    void thousandNamesHaveMetersOfABoundedNumber() {
        BlockMeters meters = BlockMeters.builder(registry).maxNames(20).build();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            CompletableFuture<?>[] all = new CompletableFuture<?>[4];
            for (int thread = 0; thread < all.length; thread++) {
                int first = thread * 250;
                all[thread] = CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 250; i++) {
                                meters.committed(event("block " + (first + i)));
                            }
                        },
                        threads);
            }
            Await.value(CompletableFuture.allOf(all));
        } finally {
            threads.shutdownNow();
        }

        Set<String> names = registry.find("aatomic.block.hold").timers().stream()
                .map(timer -> timer.getId().getTag("block"))
                .collect(Collectors.toSet());
        assertThat(names).hasSize(21).contains(BlockMeters.OTHER);
        assertThat(registry.find("aatomic.block.hold").timers().stream()
                        .mapToLong(Timer::count)
                        .sum())
                .isEqualTo(1000);
        assertThat(registry.get("aatomic.block.hold")
                        .tag("block", BlockMeters.OTHER)
                        .timer()
                        .count())
                .isEqualTo(980);
    }

    private static TransactionEvent event(String name) {
        return new TransactionEvent(name, "default", 0, 1, true, 1, 2, 1, null);
    }

    /** Monitoring systems that have one set of keys for a name refuse others. */
    @Test
    void allSeriesOfAMeterHaveTheSameKeys() {
        BlockMeters meters = BlockMeters.of(registry);
        meters.committed(event("a"));
        meters.rolledBack(event("b"));
        meters.unknown(event("c"));
        meters.rolledBack(new TransactionEvent("d", "other", 0, 2, false, 1, 0, 0, null));
        meters.committed(new TransactionEvent("e", "other", 3, 1, true, 1, 5, 0, null));
        meters.retried(event("a"));

        Map<String, Set<List<String>>> keys = registry.getMeters().stream()
                .map(Meter::getId)
                .collect(Collectors.groupingBy(
                        Meter.Id::getName,
                        Collectors.mapping(
                                id -> id.getTags().stream().map(Tag::getKey).toList(), Collectors.toSet())));
        assertThat(keys)
                .containsOnlyKeys(
                        "aatomic.block.wait", "aatomic.block.hold", "aatomic.block.commit", "aatomic.block.retries");
        assertThat(keys.values()).allSatisfy(each -> assertThat(each).hasSize(1));
    }

    @Test
    void histogramIsThereOnlyWhereItIsAskedFor() {
        assertThat(buckets(false)).isZero();
        assertThat(buckets(true)).isGreaterThan(10);
    }

    private static long buckets(boolean isHistogram) {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        BlockMeters.builder(prometheus).percentileHistogram(isHistogram).build().committed(event("block"));
        return prometheus
                .scrape()
                .lines()
                .filter(line -> line.startsWith("aatomic_block_hold_seconds_bucket"))
                .count();
    }

    @Test
    void negativeBoundIsRefused() {
        assertThatThrownBy(() -> BlockMeters.builder(registry).maxNames(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxNames");
    }
}
