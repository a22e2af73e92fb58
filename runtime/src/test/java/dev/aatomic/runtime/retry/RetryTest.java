package dev.aatomic.runtime.retry;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.Sql.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.TestExecutors;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** G9: a retry runs the whole outermost block again. What ends it is in {@link RetryEndTest}. */
@Tag("G9")
final class RetryTest {

    private static final RetryPolicy THREE =
            RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ofMillis(1), Duration.ofMillis(4));

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final AtomicInteger attempts = new AtomicInteger();

    private static SQLException serialization() {
        return new SQLException("could not serialize access", "40001");
    }

    /** Fails as often as said, after a write and with hooks. */
    private CompletionStage<Integer> failing(
            Transactions transactions, int times, Throwable failure, List<String> ran) {
        int attempt = attempts.incrementAndGet();
        transactions.onCommit(() -> ran.add("commit " + attempt));
        transactions.onRollback(() -> ran.add("rollback " + attempt));
        return transactions
                .submit(insert(attempt))
                .thenCompose(n -> attempt <= times
                        ? CompletableFuture.failedFuture(failure)
                        : CompletableFuture.completedFuture(attempt));
    }

    private CompletableFuture<Integer> conflicting(Transactions transactions, CountDownLatch bothHaveRead, int value) {
        return transactions
                .atomic()
                .isolation(Isolation.SERIALIZABLE)
                .retry(THREE)
                .getAsync(() -> {
                    attempts.incrementAndGet();
                    int sum = transactions
                            .submit(connection -> integers(connection, "select coalesce(sum(v), 0) from entry")
                                    .get(0))
                            .join();
                    bothHaveRead.countDown();
                    Await.latch(bothHaveRead);
                    return transactions.submit(insert(sum + value)).join();
                });
    }

    @Test
    void blocksThatConflictAtSerializableRunOneAfterTheOther() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 2);
        Transactions transactions = fixtures.transactions(database);
        CountDownLatch bothHaveRead = new CountDownLatch(2);

        CompletableFuture<Integer> ten = conflicting(transactions, bothHaveRead, 10);
        CompletableFuture<Integer> one = conflicting(transactions, bothHaveRead, 1);
        Await.value(ten);
        Await.value(one);

        assertThat(database.rows()).isIn(List.of(10, 11), List.of(1, 11));
        assertThat(attempts).hasValue(3);
    }

    static Stream<Throwable> transientFailures() {
        return Stream.of(
                serialization(),
                new SQLException("deadlock detected", "40P01"),
                new CompletionException(serialization()),
                new IllegalStateException("wrapped", new RuntimeException("again", serialization())),
                new IOException("checked", new SQLException("outer", "HY000", serialization())));
    }

    @ParameterizedTest
    @MethodSource("transientFailures")
    void transientFailureAnywhereInTheCauseChainIsRetried(Throwable failure) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();

        int value = Await.value(
                transactions.atomic().retry(THREE).getStageAsync(() -> failing(transactions, 2, failure, ran)));

        assertThat(value).isEqualTo(3);
        assertThat(attempts).hasValue(3);
        assertThat(database.rows()).containsExactly(3);
        assertThat(ran).containsExactly("rollback 1", "rollback 2", "commit 3");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void eachAttemptIsATransactionOfItsOwn(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();

        Await.value(
                transactions.atomic().retry(THREE).getStageAsync(() -> failing(transactions, 1, serialization(), ran)));

        assertThat(database.source().count("DataSource.getConnection")).isEqualTo(2);
        assertThat(database.source().count("Connection.close")).isEqualTo(2);
        assertThat(database.source().count("Connection.rollback")).isEqualTo(1);
        assertThat(database.source().count("Connection.commit")).isEqualTo(1);
        assertThat(database.rows()).containsExactly(2);
    }

    @Tag("peers")
    @ParameterizedTest
    @EnumSource(Server.class)
    void case12FailedCommitIsRetried(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();
        AtomicInteger commits = new AtomicInteger();
        database.source()
                .fail(call -> call.is("Connection.commit") && commits.incrementAndGet() == 1 ? serialization() : null);

        int value = Await.value(
                transactions.atomic().retry(THREE).getStageAsync(() -> failing(transactions, 0, serialization(), ran)));

        assertThat(value).isEqualTo(2);
        assertThat(database.rows()).containsExactly(2);
        assertThat(ran).containsExactly("rollback 1", "commit 2");
    }

    /** As the method of a generated class. */
    private CompletionStage<Integer> stageReturningMethod(Transactions transactions, List<String> ran) {
        return transactions
                .atomic()
                .named("Accounts.settle")
                .retry(THREE)
                .getStageAsync(() -> fixtures.foreign()
                        .later(1)
                        .thenCompose(n -> CompletableFuture.completedFuture(n))
                        .thenCombine(failing(transactions, 2, serialization(), ran), (a, b) -> b));
    }

    @Tag("peers")
    @Test
    void case16StageReturningMethodIsInvokedAgain() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        int value = Await.value(
                stageReturningMethod(transactions, new CopyOnWriteArrayList<>()).toCompletableFuture());

        assertThat(value).isEqualTo(3);
        assertThat(database.rows()).containsExactly(3);
    }

    @Test
    void blockingFormRunsEachAttemptOnItsCaller() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<Thread> threads = new ArrayList<>();

        int value = transactions.atomic().retry(THREE).get(() -> {
            threads.add(Thread.currentThread());
            int written = transactions.submit(insert(threads.size())).join();
            if (threads.size() < 3) {
                throw new IllegalStateException(serialization());
            }
            return written;
        });

        assertThat(value).isEqualTo(1);
        assertThat(threads).hasSize(3).containsOnly(Thread.currentThread());
        assertThat(database.rows()).containsExactly(3);
    }

    @Test
    void swallowedTransientFailureIsRetriedToo() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicInteger statements = new AtomicInteger();
        database.source()
                .fail(call -> call.is("PreparedStatement.executeUpdate") && statements.incrementAndGet() == 1
                        ? serialization()
                        : null);

        Await.value(transactions.atomic().retry(THREE).getStageAsync(() -> {
            int attempt = attempts.incrementAndGet();
            return transactions.submit(insert(attempt)).exceptionally(failure -> 0);
        }));

        assertThat(attempts).hasValue(2);
        assertThat(database.rows()).containsExactly(2);
    }

    @Test
    void classesAndConditionsOfTheUserAreRetried() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();
        UncheckedIOException wrapped = new UncheckedIOException(new IOException("busy"));

        Await.value(transactions
                .atomic()
                .retry(THREE.retryFor(IOException.class))
                .getStageAsync(() -> failing(transactions, 1, wrapped, ran)));
        Await.value(transactions
                .atomic()
                .retry(THREE.retryFor(IOException.class).retryIf(failure -> "again".equals(failure.getMessage())))
                .getStageAsync(() -> failing(transactions, 3, new IllegalStateException("again"), ran)));
        assertThat(attempts).hasValue(4);
        assertThat(database.rows()).containsExactly(2, 4);

        IllegalStateException other = new IllegalStateException("other");
        assertThat(Await.failure(transactions
                        .atomic()
                        .retry(THREE.retryFor(IOException.class))
                        .getStageAsync(() -> failing(transactions, 9, other, ran))))
                .isSameAs(other);
        assertThat(attempts).hasValue(5);
    }

    @Test
    void nestedBlocksRetryIsNotUsedTheOutermostOnesIs() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicInteger outer = new AtomicInteger();
        List<String> ran = new CopyOnWriteArrayList<>();

        Await.value(transactions.atomic().retry(THREE).getStageAsync(() -> {
            outer.incrementAndGet();
            return transactions
                    .atomic()
                    .retry(RetryPolicy.ofMaxAttempts(50))
                    .getStageAsync(() -> failing(transactions, 2, serialization(), ran));
        }));
        assertThat(outer).hasValue(3);
        assertThat(attempts).hasValue(3);

        assertThat(Await.cause(transactions
                        .atomic()
                        .getStageAsync(() -> transactions
                                .atomic()
                                .retry(THREE)
                                .getStageAsync(() -> failing(transactions, 9, serialization(), ran)))))
                .isInstanceOf(SQLException.class);
        assertThat(attempts).hasValue(4);
        assertThat(database.rows()).containsExactly(3);
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedWhenBuilt() {
        assertThatThrownBy(() -> RetryPolicy.ofMaxAttempts(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxAttempts");
        assertThatThrownBy(() -> THREE.withBackoff(Duration.ofMillis(-1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("delay");
        assertThatThrownBy(() -> THREE.withBackoff(Duration.ofMillis(2), Duration.ofMillis(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxDelay");
        assertThatThrownBy(() -> THREE.retryFor(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retryFor");
    }

    @Test
    void waitsDoubleUpToTheLongestAndVary() {
        RetryPolicy policy = RetryPolicy.ofMaxAttempts(9).withBackoff(Duration.ofMillis(10), Duration.ofMillis(100));

        for (int attempt = 2; attempt <= 9; attempt++) {
            Duration full = Duration.ofMillis(Math.min(100, 10L << (attempt - 2)));
            for (int i = 0; i < 100; i++) {
                assertThat(policy.delayBefore(attempt)).isBetween(full.dividedBy(2), full);
            }
        }
        assertThat(Stream.generate(() -> policy.delayBefore(9)).limit(20).distinct())
                .hasSizeGreaterThan(1);
    }

    /** However soon the attempt is over: it may wait for what the caller does next. */
    @Test
    void conditionIsCalledOnADispatchThread() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        List<Thread> dispatched = new CopyOnWriteArrayList<>();
        Executor finishedAtOnce = task -> Await.value(fixtures.foreign().call(() -> {
            dispatched.add(Thread.currentThread());
            task.run();
            return 1;
        }));
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(finishedAtOnce));
        AtomicReference<Thread> ofCondition = new AtomicReference<>();

        CompletableFuture<Integer> block = transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(2).retryIf(failure -> {
                    ofCondition.set(Thread.currentThread());
                    return false;
                }))
                .getStageAsync(() -> CompletableFuture.failedFuture(new IOException("body")));

        assertThat(Await.failure(block)).isInstanceOf(IOException.class);
        assertThat(ofCondition.get())
                .matches(thread -> dispatched.contains(thread) || TestExecutors.isDispatchOrSpare(thread));
    }
}
