package dev.aatomic.runtime.pool;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.ExecutorKind;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many blocks of random shape that take their connection late, on few connections, cut short at random moments. Each ends; the rows are those
 * of the blocks whose callers were told that they committed; the counts agree at every moment; and nothing is left.
 */
@Tag("G2")
@Tag("G12")
final class LazyConnectionRacesTest {

    private static final int BLOCKS = Integer.getInteger("aatomic.races.blocks", 40);
    private static final int SEEDS = Integer.getInteger("aatomic.races.seeds", 1);
    private static final Server SERVER = Server.valueOf(System.getProperty("aatomic.races.server", "H2"));
    private static final long FIRST = Long.getLong("aatomic.races.first", 1L);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** What one block is, and the rows that it has if it commits. */
    private final class Blocks {

        private final Transactions transactions;
        private final Random random;
        private final AtomicInteger next = new AtomicInteger();
        private final Set<Integer> expected = ConcurrentHashMap.newKeySet();

        Blocks(Transactions transactions, long seed) {
            this.transactions = transactions;
            this.random = new Random(seed);
        }

        private Atomic atomic() {
            Atomic atomic = transactions
                    .atomic()
                    .connection(random.nextInt(6) == 0 ? ConnectionAcquisition.EAGER : ConnectionAcquisition.LAZY);
            return switch (random.nextInt(8)) {
                case 0 -> atomic.timeout(Duration.ofMillis(1 + random.nextInt(20)));
                case 1 ->
                    atomic.retry(RetryPolicy.ofMaxAttempts(2).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)));
                default -> atomic;
            };
        }

        private <T> CompletableFuture<T> later(T value) {
            return transactions.bind(fixtures.foreign().later(value));
        }

        /** A step, or another way to send a statement. */
        private CompletableFuture<Integer> statement(Set<Integer> rows, int kind) {
            int value = next.incrementAndGet();
            CompletableFuture<Integer> sent = switch (kind) {
                case 0 -> {
                    try (Connection connection = transactions.dataSource().getConnection()) {
                        yield CompletableFuture.completedFuture(Sql.insert(connection, value));
                    } catch (Exception e) {
                        yield CompletableFuture.failedFuture(e);
                    }
                }
                case 1 -> transactions.scope().submit(insert(value));
                default -> transactions.submit(insert(value));
            };
            return sent.thenApply(n -> {
                rows.add(value);
                return n;
            });
        }

        private CompletableFuture<Integer> body(
                Set<Integer> rows, Set<Integer> ofTransaction, int[] choices, int depth) {
            CompletableFuture<Integer> done = CompletableFuture.completedFuture(0);
            for (int choice : choices) {
                done = transactions.bind(done.thenCompose(n -> part(rows, ofTransaction, choice, depth)));
            }
            return done;
        }

        private CompletableFuture<Integer> part(Set<Integer> rows, Set<Integer> ofTransaction, int choice, int depth) {
            int kind = choice % 9;
            int rest = choice / 9;
            switch (kind) {
                case 0:
                    return later(1);
                case 1, 2, 3:
                    return statement(rows, rest % 3);
                case 4:
                    // Statements that go out together.
                    CompletableFuture<Integer> first = statement(rows, 2);
                    CompletableFuture<Integer> second = statement(rows, 2);
                    return first.thenCombine(second, Integer::sum);
                case 5:
                    if (depth > 1) {
                        return later(1);
                    }
                    Set<Integer> inner = ConcurrentHashMap.newKeySet();
                    CompletableFuture<Integer> nested = transactions
                            .atomic()
                            .getStageAsync(() -> body(inner, ofTransaction, new int[] {rest % 81, rest % 7}, depth + 1)
                                    .thenApply(n -> {
                                        if (rest % 4 == 0) {
                                            throw new IllegalStateException("undo");
                                        }
                                        return n;
                                    }));
                    if (rest % 5 == 1) {
                        nested.cancel(true);
                    }
                    return nested.thenApply(n -> {
                                rows.addAll(inner);
                                return n;
                            })
                            .exceptionally(failure -> 0);
                case 6:
                    if (depth > 1) {
                        return later(1);
                    }
                    Set<Integer> own = ConcurrentHashMap.newKeySet();
                    return told(
                                    transactions
                                            .atomic()
                                            .propagation(Propagation.REQUIRES_NEW)
                                            .connection(
                                                    rest % 2 == 0
                                                            ? ConnectionAcquisition.LAZY
                                                            : ConnectionAcquisition.EAGER)
                                            .getStageAsync(
                                                    () -> body(own, own, new int[] {rest % 81, rest % 7}, depth + 1)),
                                    own)
                            .exceptionally(failure -> 0);
                case 7:
                    if (rest % 3 == 0) {
                        int value = next.incrementAndGet();
                        transactions.beforeCommitAsync(
                                () -> transactions.submit(insert(value)).thenApply(n -> {
                                    ofTransaction.add(value);
                                    return n;
                                }));
                    }
                    return later(1);
                default:
                    if (rest % 3 == 0) {
                        throw new IllegalStateException("no");
                    }
                    return later(1);
            }
        }

        /** Notes what its caller is told. */
        private CompletableFuture<Integer> told(CompletableFuture<Integer> block, Set<Integer> rows) {
            return block.whenComplete((n, failure) -> {
                if (failure == null) {
                    expected.addAll(rows);
                }
            });
        }

        CompletableFuture<Integer> open() {
            int[] choices = random.ints(1 + random.nextInt(4), 0, 9 * 81).toArray();
            boolean isBlocking = random.nextInt(4) == 0;
            boolean isCancelled = random.nextInt(4) == 0;
            int pause = random.nextInt(2000);
            Atomic atomic = atomic();
            // Each attempt has rows of its own.
            AtomicReference<Set<Integer>> rows = new AtomicReference<>(Set.of());
            CompletableFuture<Integer> block = isBlocking
                    ? fixtures.foreign()
                            .call(() -> atomic.get(() -> {
                                Set<Integer> mine = ConcurrentHashMap.newKeySet();
                                rows.set(mine);
                                return body(mine, mine, choices, 0).join();
                            }))
                    : atomic.getStageAsync(() -> {
                        Set<Integer> mine = ConcurrentHashMap.newKeySet();
                        rows.set(mine);
                        return body(mine, mine, choices, 0);
                    });
            CompletableFuture<Integer> told = block.whenComplete((n, failure) -> {
                if (failure == null) {
                    expected.addAll(rows.get());
                }
            });
            if (isCancelled && !isBlocking) {
                fixtures.foreign().execute(() -> {
                    for (int i = 0; i < pause; i++) {
                        Thread.onSpinWait();
                    }
                    block.cancel(true);
                });
            }
            return told;
        }
    }

    private Optional<Executor> executor(ExecutorKind kind) {
        return kind.start(fixtures.executors());
    }

    /** How many have begun and not ended. */
    private static long open(Transactions transactions) {
        DatabaseMetrics metrics = transactions.metrics().database("default");
        return metrics.begun() - metrics.committed() - metrics.rolledBack() - metrics.unknown();
    }

    @ParameterizedTest
    @EnumSource
    void blocksOfAllShapesEnd(ExecutorKind kind) {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            Optional<Executor> executor = executor(kind);
            if (executor.isEmpty()) {
                return;
            }
            PooledDatabase database = fixtures.database(SERVER, 1 + (int) ((seed + kind.ordinal()) % 3));
            Transactions transactions = fixtures.transactions(database, builder -> builder.executor(executor.get()));
            Blocks blocks = new Blocks(transactions, seed * 31 + kind.ordinal());
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Void> counted = fixtures.foreign().call(() -> {
                long begun = 0;
                while (!over.get()) {
                    assertThat(open(transactions)).isNotNegative();
                    long now = transactions.metrics().database("default").begun();
                    assertThat(now).isGreaterThanOrEqualTo(begun);
                    begun = now;
                    transactions.blocks();
                }
                return null;
            });
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            try {
                for (int i = 0; i < BLOCKS; i++) {
                    all.add(blocks.open());
                }
                for (CompletableFuture<Integer> each : all) {
                    Await.end(each);
                }
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + transactions.blocks(), e);
            } finally {
                over.set(true);
            }
            Await.value(counted);
            Await.until(
                    "nothing is open",
                    () -> open(transactions) == 0
                            && transactions.metrics().database("default").active() == 0
                            && transactions.metrics().database("default").waiting() == 0);
            // What a continuation notes of a child comes a moment after that has ended.
            long which = seed;
            Await.until(
                    "the rows of seed " + which + " are those of the blocks that committed: " + blocks.expected,
                    () -> database.rows().equals(sorted(blocks.expected)));
            transactions.close();
            Await.until("all connections are back", () -> database.source().open() == 0);
        }
    }

    private static List<Integer> sorted(Set<Integer> values) {
        List<Integer> list = new ArrayList<>(values);
        Collections.sort(list);
        return list;
    }
}
