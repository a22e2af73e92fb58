package dev.aatomic.structured;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.Sql.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A scope that is cancelled interrupts its forks: what they have begun stops, and the connection is none the worse for it. */
final class InterruptedForkTest {

    private static final String SLEEP = "select 1 from (select pg_sleep(60)) as slept";

    private static final Duration SOON = Duration.ofSeconds(30);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private PooledDatabase database;
    private Transactions transactions;

    @BeforeEach
    void open() {
        database = fixtures.database(Server.POSTGRES, 2);
        transactions = fixtures.transactions(database);
    }

    /** How the loser's statement is sent. */
    enum Sending {
        JOIN {
            @Override
            Object sleep(Transactions transactions) {
                return transactions.submit(Sending::query).join();
            }
        },
        GET {
            @Override
            Object sleep(Transactions transactions) throws Exception {
                return transactions.submit(Sending::query).get();
            }
        },
        CONNECTION {
            @Override
            Object sleep(Transactions transactions) throws Exception {
                try (Connection connection = transactions.dataSource().getConnection()) {
                    return query(connection);
                }
            }
        };

        abstract Object sleep(Transactions transactions) throws Exception;

        private static int query(Connection connection) throws SQLException {
            return Sql.integers(connection, SLEEP).size();
        }
    }

    /** How a statement is sent outside of transactions. */
    enum Outside {
        AUTOCOMMIT {
            @Override
            int sleep(Transactions transactions) {
                return transactions.autocommit(
                        () -> transactions.submit(Sending::query).join());
            }
        },
        NOT_SUPPORTED {
            @Override
            int sleep(Transactions transactions) {
                return transactions
                        .atomic()
                        .propagation(Propagation.NOT_SUPPORTED)
                        .get(() -> transactions.submit(Sending::query).join());
            }
        };

        abstract int sleep(Transactions transactions);
    }

    /** What is around the loser's statement. */
    enum Around {
        NESTED,
        NEW,
        NEW_RETRIED;

        Atomic atomic(Transactions transactions) {
            return switch (this) {
                case NESTED -> transactions.atomic();
                case NEW -> transactions.atomic().propagation(Propagation.REQUIRES_NEW);
                case NEW_RETRIED ->
                    transactions.atomic().propagation(Propagation.REQUIRES_NEW).retry(RetryPolicy.ofMaxAttempts(3));
            };
        }
    }

    /** The one that is quicker waits until the other sleeps in the database. */
    private int winner() {
        Await.until("the other sleeps", this::sleeps);
        return 7;
    }

    private boolean sleeps() {
        return !database.integers("select 1 from pg_stat_activity where state = 'active' and query = '" + SLEEP + "'")
                .isEmpty();
    }

    private static int race(Callable<Integer> one, Callable<Integer> other) throws InterruptedException {
        try (var scope = StructuredTaskScope.open(Joiner.<Integer>anySuccessfulResultOrThrow())) {
            scope.fork(one);
            scope.fork(other);
            return scope.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void blockOfALoserIsUndoneAndTheOneAroundGoesOn(Sending sending) throws Exception {
        loses(Around.NESTED, sending);
    }

    @ParameterizedTest
    @EnumSource
    void sameOnEachExecutor(Dispatch dispatch) throws Exception {
        transactions = dispatch.transactions(fixtures, database);
        loses(Around.NESTED, Sending.JOIN);
        loses(Around.NESTED, Sending.CONNECTION);
    }

    @ParameterizedTest
    @EnumSource
    void stepOutsideOfTransactionsIsStopped(Outside how) throws Exception {
        long began = System.nanoTime();
        int won = transactions.atomic().get(() -> race(this::winner, () -> how.sleep(transactions)));

        assertThat(won).isEqualTo(7);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        Await.until("nobody sleeps", () -> !sleeps());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NESTED")
    void transactionOfALoserIsRolledBack(Around around) throws Exception {
        loses(around, Sending.JOIN);
        loses(around, Sending.CONNECTION);
    }

    private void loses(Around around, Sending sending) throws Exception {
        long began = System.nanoTime();
        AtomicReference<@Nullable Throwable> told = new AtomicReference<>();
        int row = database.rows().size();
        int won = transactions.atomic().get(() -> {
            int result = race(
                    this::winner,
                    () -> around.atomic(transactions).get(() -> {
                        transactions.submit(insert(100)).join();
                        try {
                            sending.sleep(transactions);
                        } catch (Exception stopped) {
                            told.set(stopped);
                            throw stopped;
                        }
                        return 1;
                    }));
            transactions.submit(insert(row)).join();
            return result;
        });

        assertThat(won).isEqualTo(7);
        assertThat(told.get()).isNotNull();
        assertThat(database.rows()).doesNotContain(100).contains(row);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        assertThat(sleeps()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void statementOfALoserInTheBlockItselfIsCancelledAndTheBlockIsLost(Sending sending) {
        long began = System.nanoTime();
        assertThatThrownBy(() -> transactions.atomic().get(() -> {
                    int result = race(this::winner, () -> {
                        sending.sleep(transactions);
                        return 1;
                    });
                    transactions.submit(insert(1)).join();
                    return result;
                }))
                .isInstanceOfAny(TransactionException.class, CompletionException.class);
        assertThat(database.rows()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    }

    private final CountDownLatch waiting = new CountDownLatch(1);

    /** The loser begins while a step has the lane, and loses once it has counted {@link #waiting} down; the step ends after it. */
    private int whileAStepHasTheLane(Callable<Integer> loser) throws InterruptedException {
        CountDownLatch holds = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (var scope = StructuredTaskScope.open(Joiner.<Integer>anySuccessfulResultOrThrow())) {
            scope.fork(() -> transactions
                    .submit(connection -> {
                        holds.countDown();
                        // Uninterrupted: it runs on a thread that is no fork.
                        Await.latch(ended);
                        return 1;
                    })
                    .join());
            scope.fork(() -> {
                Await.latch(holds);
                try {
                    return loser.call();
                } finally {
                    ended.countDown();
                }
            });
            scope.fork(() -> {
                Await.latch(waiting);
                return 7;
            });
            return scope.join();
        }
    }

    private int insertedAfter(Callable<Integer> loser) throws InterruptedException {
        return transactions.atomic().<Integer, InterruptedException>get(() -> {
            int won = whileAStepHasTheLane(loser);
            transactions.submit(insert(2)).join();
            return won;
        });
    }

    @Test
    void statementThatWaitsForItsTurnIsDroppedAndTheBlockGoesOn() throws InterruptedException {
        int won = insertedAfter(() -> {
            CompletableFuture<Integer> queued = transactions.submit(insert(1));
            waiting.countDown();
            return queued.join();
        });

        assertThat(won).isEqualTo(7);
        assertThat(database.rows()).containsExactly(2);
    }

    @Test
    void statementThatIsDroppedThoughNobodyLooksBreaksTheBlock() {
        assertThatThrownBy(() -> insertedAfter(() -> {
                    transactions.submit(insert(1));
                    CompletableFuture<Integer> queued = transactions.submit(insert(3));
                    waiting.countDown();
                    return queued.join();
                }))
                .isInstanceOf(UnexpectedRollbackException.class);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void blockThatWaitsForItsTurnIsNotEntered() throws InterruptedException {
        int won = insertedAfter(() -> {
            waiting.countDown();
            return transactions
                    .atomic()
                    .get(() -> transactions.submit(insert(1)).join());
        });

        assertThat(won).isEqualTo(7);
        assertThat(database.rows()).containsExactly(2);
    }

    @ParameterizedTest
    @EnumSource
    void timeLimitOfTheBlockStopsItsForks(Sending sending) {
        long began = System.nanoTime();
        assertThatThrownBy(() -> transactions
                        .atomic()
                        .timeout(Duration.ofMillis(500))
                        .run(() -> {
                            try (var scope = StructuredTaskScope.open()) {
                                scope.fork(() -> sending.sleep(transactions));
                                scope.join();
                            }
                        }))
                .isInstanceOf(TransactionTimedOutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    }

    @Test
    void losersAreWholeOrNotThereWheneverTheyAreInterrupted() throws Exception {
        Random random = new Random(20_261_129);
        int forks = 4;
        int rounds = 150;
        Set<Integer> winners = new HashSet<>();
        Set<Integer> backends = new HashSet<>();
        for (int round = 0; round < rounds; round++) {
            int first = round * 10;
            int spins = random.nextInt(20_000);
            int won = transactions.atomic().get(() -> {
                backends.addAll(transactions
                        .submit(connection -> Sql.integers(connection, "select pg_backend_pid()"))
                        .join());
                try (var scope = StructuredTaskScope.open(Joiner.<Integer>anySuccessfulResultOrThrow())) {
                    for (int fork = 0; fork < forks; fork++) {
                        int row = first + 2 * fork;
                        boolean isNew = random.nextInt(4) == 0;
                        boolean byConnection = random.nextBoolean();
                        scope.fork(() -> {
                            for (int spin = 0; spin < spins % (row + 1); spin++) {
                                Thread.onSpinWait();
                            }
                            return (isNew ? Around.NEW : Around.NESTED)
                                    .atomic(transactions)
                                    .get(() -> {
                                        pair(row, byConnection);
                                        return row;
                                    });
                        });
                    }
                    return scope.join();
                }
            });
            winners.add(won);
        }

        Set<Integer> rows = new HashSet<>(database.rows());
        assertThat(rows).containsAll(winners);
        assertThat(rows).allSatisfy(row -> assertThat(rows).contains(row % 2 == 0 ? row + 1 : row - 1));
        DatabaseMetrics metrics = transactions.metrics().database("default");
        assertThat(metrics.active()).isZero();
        assertThat(metrics.unknown()).isZero();
        // A connection whose socket was closed would have been replaced.
        assertThat(backends).hasSizeLessThanOrEqualTo(database.connections());
    }

    private void pair(int row, boolean byConnection) throws Exception {
        if (byConnection) {
            try (Connection connection = transactions.dataSource().getConnection()) {
                Sql.insert(connection, row);
                Sql.insert(connection, row + 1);
            }
        } else {
            transactions.submit(insert(row)).join();
            transactions
                    .submit(update("insert into entry values (" + (row + 1) + ")"))
                    .join();
        }
    }
}
