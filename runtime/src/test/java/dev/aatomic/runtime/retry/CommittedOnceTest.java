package dev.aatomic.runtime.retry;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** G9: what has committed is not run again, whatever its caller is told; and whatever comes between two attempts, the caller is told. */
@Tag("G9")
final class CommittedOnceTest {

    private static final RetryPolicy THREE =
            RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ZERO, Duration.ofMillis(1));

    /** A failure that commits, and that the policy would retry. */
    private static final class Busy extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Busy(Throwable cause) {
            super(cause);
        }
    }

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final AtomicInteger attempts = new AtomicInteger();

    @ParameterizedTest
    @EnumSource(Server.class)
    void t20FailureThatCommitsIsNotRetried(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        Busy busy = new Busy(null);
        Atomic atomic = transactions.atomic().noRollbackFor(Busy.class).retry(THREE.retryFor(Busy.class));

        CompletableFuture<Integer> block = atomic.getStageAsync(() -> transactions
                .submit(insert(attempts.incrementAndGet()))
                .thenCompose(n -> CompletableFuture.failedFuture(busy)));

        assertThat(Await.failure(block)).isSameAs(busy);
        assertThatThrownBy(() -> atomic.run(() -> {
                    transactions.submit(insert(attempts.incrementAndGet())).join();
                    throw busy;
                }))
                .isSameAs(busy);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void t20SerializationFailureThatWasSwallowedIsNotRetriedAfterTheCommit() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Busy busy = new Busy(new SQLException("of a nested block that was rolled back", "40001"));
        Atomic atomic = transactions.atomic().noRollbackFor(Busy.class).retry(THREE);

        CompletableFuture<Integer> block = atomic.getAsync(() -> {
            transactions.submit(insert(attempts.incrementAndGet())).join();
            throw busy;
        });

        assertThat(Await.failure(block)).isSameAs(busy);
        assertThat(database.rows()).containsExactly(1);
        assertThat(transactions.metrics().database("default").retried()).isZero();
    }

    @Test
    void t20WaitsMayBeAsLongAsADurationCanSay() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Duration forever = ChronoUnit.FOREVER.getDuration();
        Atomic atomic = transactions.atomic().retry(RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ZERO, forever));

        Integer second = Await.value(atomic.getAsync(() -> {
            if (attempts.incrementAndGet() == 1) {
                throw new SQLException("could not serialize access", "40001");
            }
            return attempts.get();
        }));

        assertThat(second).isEqualTo(2);
        assertThat(RetryPolicy.ofMaxAttempts(70).withBackoff(forever, forever).delayBefore(70))
                .isGreaterThan(Duration.ofDays(365));
    }

    @Test
    void t20WhateverIsThrownBetweenTwoAttemptsTheCallerIsTold() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));
        SQLException failure = new SQLException("could not serialize access", "40001") {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Throwable getCause() {
                throw new IllegalStateException("of the user's exception");
            }
        };
        Atomic atomic = transactions.atomic().retry(THREE.retryFor(IllegalArgumentException.class));

        CompletableFuture<Integer> block = atomic.getAsync(() -> {
            throw failure;
        });

        assertThat(Await.failure(block)).isSameAs(failure);
    }

    @Test
    void t20ConditionThatDoesNotComeBackIsGivenUpByClose() {
        Transactions transactions = fixtures.transactions(
                fixtures.database(Server.H2, 1), builder -> builder.closeTimeout(Duration.ofMillis(50)));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        CompletableFuture<Integer> block = transactions
                .atomic()
                .retry(THREE.retryIf(failure -> {
                    asked.countDown();
                    Await.latch(closed);
                    return true;
                }))
                .getAsync(() -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("no");
                });
        Await.latch(asked);

        Await.value(fixtures.foreign().call(() -> {
            transactions.close();
            return 1;
        }));

        assertThat(block).isDone();
        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        closed.countDown();
        assertThat(attempts).hasValue(1);
    }

    /** There is no body to run again. */
    @Test
    void t20BlockThatIsEnteredByHandRunsOnce() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        SQLException failure = new SQLException("could not serialize access", "40001");
        Scope scope = Await.value(transactions.atomic().retry(THREE).enter());
        scope.call(() -> Await.value(transactions.submit(insert(1))));

        Await.end(scope.exit(failure));

        assertThat(database.rows()).isEmpty();
        assertThat(transactions.metrics().database("default").retried()).isZero();
        assertThat(transactions.metrics().database("default").rolledBack()).isEqualTo(1);
    }

    /** A block that committed with a CancellationException of its body's was not cancelled, by nobody. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void t23CancelOfABlockThatCommittedIsTooLate(boolean retried) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<CompletableFuture<Integer>> given = new CompletableFuture<>();
        CompletableFuture<Boolean> inHook = new CompletableFuture<>();
        Atomic atomic = transactions.atomic().noRollbackFor(RuntimeException.class);
        CompletableFuture<Integer> block = (retried ? atomic.retry(THREE) : atomic).getStageAsync(() -> {
            transactions.onCommit(() -> inHook.complete(Await.value(given).cancel(true)));
            return transactions
                    .submit(insert(1))
                    .thenCompose(n -> CompletableFuture.failedFuture(new CancellationException("of the body")));
        });
        given.complete(block);

        assertThat(Await.failure(block))
                .isInstanceOf(CancellationException.class)
                .hasMessage("of the body");
        assertThat(Await.value(inHook)).as("cancelled in the hook").isFalse();
        assertThat(block.cancel(true)).as("cancelled afterwards").isFalse();
        assertThat(database.rows()).containsExactly(1);
    }
}
