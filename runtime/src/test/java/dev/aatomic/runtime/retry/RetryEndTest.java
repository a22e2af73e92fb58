package dev.aatomic.runtime.retry;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.RecordingListener;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G9: when a block is not run again, and what its caller gets then. */
@Tag("G9")
final class RetryEndTest {

    private static final RetryPolicy ALWAYS = RetryPolicy.ofMaxAttempts(1000)
            .withBackoff(Duration.ZERO, Duration.ofMillis(1))
            .retryIf(failure -> true);

    private static final RetryPolicy AFTER_AN_HOUR =
            RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ofHours(1), Duration.ofHours(1));

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final AtomicInteger attempts = new AtomicInteger();

    private static SQLException serialization() {
        return new SQLException("could not serialize access", "40001");
    }

    @Test
    void lastFailureReachesTheCallerAsThrown() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<SQLException> failures = new CopyOnWriteArrayList<>();
        Atomic atomic = transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ZERO, Duration.ofMillis(1)));

        Throwable thrown = Await.failure(atomic.getStageAsync(() -> {
            failures.add(serialization());
            return transactions
                    .submit(insert(1))
                    .thenCompose(n -> CompletableFuture.failedFuture(failures.get(failures.size() - 1)));
        }));
        assertThat(failures).hasSize(3);
        assertThat(thrown).isSameAs(failures.get(2)).hasNoSuppressedExceptions();

        assertThatThrownBy(() -> atomic.run(() -> {
                    failures.add(serialization());
                    throw failures.get(failures.size() - 1);
                }))
                .satisfies(last -> assertThat(last).isSameAs(failures.get(5)).hasNoSuppressedExceptions());
        assertThat(failures).hasSize(6);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void neverAfterTheTransactionCommitted() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Throwable failure = Await.failure(transactions.atomic().retry(ALWAYS).getStageAsync(() -> {
            attempts.incrementAndGet();
            transactions.onCommit(() -> {
                throw serialization();
            });
            return transactions.submit(insert(attempts.get()));
        }));

        assertThat(failure).isInstanceOf(AfterCommitException.class);
        assertThat(attempts).hasValue(1);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void neverWhereItMayHaveCommitted() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        SQLException lost = new SQLException("lost", "08006", serialization());
        database.source().fail(JdbcFault.on("Connection.commit", lost));

        Throwable failure = Await.failure(transactions.atomic().retry(ALWAYS).getStageAsync(() -> {
            attempts.incrementAndGet();
            return transactions.submit(insert(1));
        }));
        assertThatThrownBy(() -> transactions.atomic().retry(ALWAYS).run(() -> {
                    attempts.incrementAndGet();
                    transactions.submit(insert(1)).join();
                }))
                .isInstanceOf(CommitOutcomeUnknownException.class);

        assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void neverAfterTheCodeAskedForTheRollback() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        SQLException failure = serialization();

        assertThat(Await.failure(transactions.atomic().retry(ALWAYS).runAsync(() -> {
                    attempts.incrementAndGet();
                    transactions.setRollbackOnly(true);
                    throw failure;
                })))
                .isSameAs(failure);
        Await.value(transactions.atomic().retry(ALWAYS).runAsync(() -> {
            attempts.incrementAndGet();
            transactions.submit(insert(1)).join();
            transactions.setRollbackOnly(true);
        }));

        assertThat(attempts).hasValue(2);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void conditionThatFailsIsLoggedAndMeansNo() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("body");
        RetryPolicy broken = RetryPolicy.ofMaxAttempts(3).retryIf(thrown -> {
            throw new IllegalStateException("condition");
        });

        try (LogCapture log = new LogCapture()) {
            assertThat(Await.failure(transactions.atomic().retry(broken).runAsync(() -> {
                        attempts.incrementAndGet();
                        throw failure;
                    })))
                    .isSameAs(failure);
            assertThat(log.count("condition")).isPositive();
        }
        assertThat(attempts).hasValue(1);
    }

    @Test
    void deadlineIsOfAllAttemptsTogether() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Duration timeout = Duration.ofSeconds(2);
        long start = System.nanoTime();

        Throwable failure = Await.failure(transactions
                .atomic()
                .timeout(timeout)
                .retry(RetryPolicy.ofMaxAttempts(1_000_000).withBackoff(Duration.ZERO, Duration.ofMillis(1)))
                .runAsync(() -> {
                    attempts.incrementAndGet();
                    throw serialization();
                }));

        assertThat(failure).isInstanceOfAny(SQLException.class, TransactionTimedOutException.class);
        assertThat(attempts.get()).isGreaterThan(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(timeout.dividedBy(2), Duration.ofSeconds(15));
    }

    @Test
    void pauseEndsNoLaterThanTheDeadline() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Atomic atomic = transactions.atomic().timeout(Duration.ofMinutes(1)).retry(AFTER_AN_HOUR);
        CheckedRunnable<SQLException> body = () -> {
            attempts.incrementAndGet();
            throw serialization();
        };

        assertThat(Await.failure(atomic.runAsync(body)))
                .isInstanceOfAny(SQLException.class, TransactionTimedOutException.class);
        assertThat(Await.failure(fixtures.foreign().call(() -> {
                    atomic.run(body);
                    return 0;
                })))
                .isInstanceOfAny(SQLException.class, TransactionTimedOutException.class);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void pauseHoldsNeitherConnectionNorThreadAndCanBeCancelled() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.executor(fixtures.executors().threads(1)));
        List<String> ran = new CopyOnWriteArrayList<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .retry(AFTER_AN_HOUR)
                .getStageAsync(() -> {
                    transactions.onRollback(() -> ran.add("rollback"));
                    return transactions
                            .submit(insert(1))
                            .thenCompose(n -> CompletableFuture.failedFuture(serialization()));
                });
        Await.until("the first attempt is over", () -> ran.size() == 1);

        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
        assertThat(database.source().open()).isZero();
        assertThat(block).isNotDone();
        assertThat(block.cancel(true)).isTrue();

        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        assertThat(block.isCancelled()).isTrue();
        assertThat(ran).hasSize(1);
        assertThat(database.rows()).containsExactly(2);
    }

    @Test
    void cancelDuringAnAttemptIsTheEnd() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> started = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().retry(ALWAYS).getStageAsync(() -> {
            int attempt = attempts.incrementAndGet();
            transactions.submit(insert(attempt));
            started.complete(attempt);
            return new CompletableFuture<>();
        });
        Await.value(started);

        assertThat(block.cancel(true)).isTrue();

        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        assertThat(attempts).hasValue(1);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void givingUpWithATransientFailureIsTheEndToo() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> started = new CompletableFuture<>();
        SQLException failure = serialization();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(5))
                .getStageAsync(() -> {
                    started.complete(attempts.incrementAndGet());
                    return new CompletableFuture<>();
                });
        Await.value(started);

        assertThat(block.completeExceptionally(failure)).isTrue();

        assertThat(Await.failure(block)).isSameAs(failure);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void independentRetryIsCancelledWithItsOpener() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<CompletableFuture<Integer>> independent = new AtomicReference<>();
        IOException failure = new IOException("opener");
        CompletableFuture<Integer> paused = new CompletableFuture<>();

        Throwable thrown = Await.failure(transactions.atomic().getStageAsync(() -> {
            independent.set(transactions
                    .atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .retry(AFTER_AN_HOUR)
                    .getStageAsync(() -> {
                        transactions.onRollback(() -> paused.complete(1));
                        throw serialization();
                    }));
            return paused.thenCompose(n -> CompletableFuture.failedFuture(failure));
        }));

        assertThat(thrown).isSameAs(failure);
        Await.end(independent.get());
        assertThat(independent.get()).isCompletedExceptionally();
    }

    @Test
    void independentRetryOfTheBlockingFormIsCancelledWithItsOpener() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> paused = new CompletableFuture<>();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        CompletableFuture<Integer> block = transactions.atomic().getAsync(() -> {
            try {
                transactions
                        .atomic()
                        .propagation(Propagation.REQUIRES_NEW)
                        .retry(AFTER_AN_HOUR)
                        .run(() -> {
                            transactions.onRollback(() -> paused.complete(1));
                            throw serialization();
                        });
            } catch (SQLException | RuntimeException end) {
                seen.set(end);
            }
            return 1;
        });
        Await.value(paused);

        assertThat(block.cancel(true)).isTrue();

        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        Await.until("the caller was let go", () -> seen.get() != null);
    }

    /** K11: what is counted and told as retried is an attempt that another one follows. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void k11RetryThatDoesNotFollowIsNeitherCountedNorTold(boolean isBlocking) {
        RecordingListener listener = new RecordingListener();
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.listener(listener));
        Atomic twice = transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(2).withBackoff(Duration.ZERO, Duration.ofMillis(1)));
        Atomic later = transactions.atomic().retry(AFTER_AN_HOUR);
        CheckedRunnable<SQLException> fails = () -> {
            throw serialization();
        };

        end(isBlocking, twice.retry(RetryPolicy.ofMaxAttempts(1)), fails);
        end(isBlocking, later.timeout(Duration.ofMinutes(1)), fails);
        end(isBlocking, twice, () -> {
            throw new SQLException("not one to retry for", "23505");
        });
        end(
                isBlocking,
                twice,
                () -> transactions.onCommit(() -> {
                    throw serialization();
                }));
        end(isBlocking, twice, () -> {
            transactions.setRollbackOnly(true);
            throw serialization();
        });
        assertThat(transactions.metrics().database("default").retried()).isZero();
        assertThat(listener.lines()).noneMatch(line -> line.startsWith("retried"));

        end(isBlocking, twice, fails);
        assertThat(transactions.metrics().database("default").retried()).isEqualTo(1);
        assertThat(listener.only("retried").attempt()).isEqualTo(1);
    }

    private static void end(boolean isBlocking, Atomic atomic, CheckedRunnable<SQLException> body) {
        if (isBlocking) {
            assertThatThrownBy(() -> atomic.run(body)).isInstanceOf(Exception.class);
        } else {
            assertThat(Await.cause(atomic.runAsync(body))).isInstanceOf(Exception.class);
        }
    }
}
