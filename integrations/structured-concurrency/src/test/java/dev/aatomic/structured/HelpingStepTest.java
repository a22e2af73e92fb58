package dev.aatomic.structured;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An interrupted fork whose step waits, and runs meanwhile what others have begun: what is the fork's own stops, and nothing else. */
final class HelpingStepTest {

    /** Longer than it takes to be cancelled. */
    private static final String WORK = "select 1 from (select pg_sleep(1)) as worked";

    private static final String SLEEP = "select 1 from (select pg_sleep(60)) as slept";

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final ConnectionFunction<Integer> WORKS = connection -> {
        Sql.insert(connection, 1);
        return Sql.integers(connection, WORK).size();
    };

    private static final ConnectionFunction<Integer> SLEEPS =
            connection -> Sql.integers(connection, SLEEP).size();

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private PooledDatabase database;
    private Transactions transactions;

    @BeforeEach
    void open() {
        database = fixtures.database(Server.POSTGRES, 2);
        transactions = fixtures.transactions(database);
    }

    /** How the work is done that an interrupt of another fork must spare. */
    enum Spared {
        STEP {
            @Override
            int work(Transactions transactions) {
                return transactions.submit(WORKS).join();
            }
        },
        CONNECTION {
            @Override
            int work(Transactions transactions) throws Exception {
                try (Connection connection = transactions.dataSource().getConnection()) {
                    return WORKS.apply(connection);
                }
            }
        },
        NESTED {
            @Override
            int work(Transactions transactions) {
                return transactions
                        .atomic()
                        .get(() -> transactions.submit(WORKS).join());
            }
        },
        NESTED_WITHOUT_A_THREAD {
            @Override
            int work(Transactions transactions) {
                return transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(WORKS))
                        .join();
            }
        };

        abstract int work(Transactions transactions) throws Exception;
    }

    /** What the step of the interrupted fork has begun itself, in a block of its own. */
    enum Begun {
        NESTED {
            @Override
            int sleep(Transactions transactions) {
                return transactions
                        .atomic()
                        .get(() -> transactions.submit(SLEEPS).join());
            }
        },
        NESTED_WITHOUT_A_THREAD {
            @Override
            int sleep(Transactions transactions) {
                return transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(SLEEPS))
                        .join();
            }
        },
        NEW {
            @Override
            int sleep(Transactions transactions) {
                return transactions
                        .atomic()
                        .propagation(Propagation.REQUIRES_NEW)
                        .get(() -> transactions.submit(SLEEPS).join());
            }
        };

        abstract int sleep(Transactions transactions);
    }

    private boolean runs(String query) {
        return !database.integers("select 1 from pg_stat_activity where state = 'active' and query = '" + query + "'")
                .isEmpty();
    }

    private final CountDownLatch inStep = new CountDownLatch(1);

    /** Runs the step in a fork that is interrupted as soon as the query runs, which the step may have to help with. */
    private void interruptedDuring(String query, ConnectionFunction<Integer> step) throws InterruptedException {
        try (var scope = StructuredTaskScope.open()) {
            scope.fork(() -> transactions
                    .submit(connection -> {
                        inStep.countDown();
                        return step.apply(connection);
                    })
                    .join());
            scope.fork(() -> {
                Await.until("the query runs", () -> runs(query));
                throw new IllegalStateException("cancels the scope");
            });
            scope.join();
        } catch (FailedException expected) {
            assertThat(expected).hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    /** A fork works while the step of another, which is interrupted, waits for that; the step then goes on. */
    private int worksWhileAnotherIsInterrupted(Spared spared, ConnectionFunction<Integer> then)
            throws InterruptedException {
        CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        try (var scope = StructuredTaskScope.open(Joiner.awaitAll())) {
            Subtask<Integer> work = scope.fork(() -> {
                Await.latch(inStep);
                try {
                    return spared.work(transactions);
                } finally {
                    over.complete(null);
                }
            });
            scope.fork(() -> {
                interruptedDuring(WORK, connection -> {
                    transactions.bind(over).join();
                    return then.apply(connection);
                });
                return 0;
            });
            scope.join();
            return work.get();
        }
    }

    @ParameterizedTest
    @EnumSource
    void workOfAnotherForkGoesOn(Spared spared) throws InterruptedException {
        int worked = transactions.atomic().<Integer, InterruptedException>get(() -> {
            int value = worksWhileAnotherIsInterrupted(spared, connection -> 0);
            transactions.submit(insert(2)).join();
            return value;
        });

        assertThat(worked).isEqualTo(1);
        assertThat(database.rows()).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void whatItsStepHasSubmittedIsCancelledAndTheBlockIsLost() {
        long began = System.nanoTime();
        assertThatThrownBy(() -> transactions.atomic().<Integer, InterruptedException>get(() -> {
                    interruptedDuring(
                            SLEEP, connection -> transactions.submit(SLEEPS).join());
                    return transactions.submit(insert(2)).join();
                }))
                .isInstanceOf(Exception.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void whatItSendsAfterItHasHelpedIsCancelled() {
        long began = System.nanoTime();
        assertThatThrownBy(() -> transactions.atomic().<Integer, InterruptedException>get(() -> {
                    int value = worksWhileAnotherIsInterrupted(Spared.STEP, SLEEPS);
                    transactions.submit(insert(2)).join();
                    return value;
                }))
                .isInstanceOf(Exception.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        assertThat(database.rows()).isEmpty();
        assertThat(runs(SLEEP)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void whatItHasBegunItselfStops(Begun begun) throws InterruptedException {
        long began = System.nanoTime();
        transactions.atomic().<Integer, InterruptedException>get(() -> {
            interruptedDuring(SLEEP, connection -> begun.sleep(transactions));
            return transactions.submit(insert(2)).join();
        });

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
        assertThat(database.rows()).containsExactly(2);
        assertThat(runs(SLEEP)).isFalse();
    }
}
