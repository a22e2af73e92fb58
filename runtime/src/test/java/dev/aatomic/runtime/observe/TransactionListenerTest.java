package dev.aatomic.runtime.observe;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.RecordingListener;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a listener is told of blocks. */
@Tag("observability")
final class TransactionListenerTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final RecordingListener listener = new RecordingListener();

    private Transactions listened(PooledDatabase database) {
        return fixtures.transactions(database, builder -> builder.listener(listener));
    }

    /** A thread that was telling when the block ended tells the end too, and nobody waits for it. */
    private void awaitTold(String line) {
        Await.until(line + " is told", () -> listener.lines().contains(line));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void committedAndRolledBack(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = listened(database);
        IOException thrown = new IOException("asked for");

        Await.value(transactions.atomic().named("good").getStageAsync(() -> transactions.submit(insert(1))));
        Await.cause(transactions
                .atomic()
                .named("bad")
                .getStageAsync(
                        () -> transactions.submit(insert(2)).thenCompose(n -> CompletableFuture.failedFuture(thrown))));

        assertThat(listener.lines())
                .containsExactly("began good 0", "committed good 0", "began bad 0", "rolledBack bad 0");
        TransactionEvent committed = listener.only("committed");
        assertThat(committed.database()).isEqualTo("default");
        assertThat(committed.attempt()).isEqualTo(1);
        assertThat(committed.waitNanos()).isPositive();
        assertThat(committed.holdNanos()).isPositive();
        assertThat(committed.failure()).isNull();
        assertThat(listener.only("rolledBack").failure()).isSameAs(thrown);
    }

    @Test
    void blockWithoutNameIsNamedByItsBody() {
        Transactions transactions = listened(fixtures.database(Server.H2, 1));

        transactions.atomic().run(() -> {});

        assertThat(listener.only("committed").name()).contains(TransactionListenerTest.class.getName());
    }

    @Test
    void rollbackThatWasAskedForHasNoFailure() {
        Transactions transactions = listened(fixtures.database(Server.H2, 1));

        transactions.atomic().run(() -> transactions.setRollbackOnly(true));

        assertThat(listener.only("rolledBack").failure()).isNull();
    }

    @Test
    void failureThatCommitsIsTold() {
        Transactions transactions = listened(fixtures.database(Server.H2, 1));
        IOException thrown = new IOException("commits");

        Await.cause(transactions
                .atomic()
                .noRollbackFor(IOException.class)
                .getStageAsync(() -> CompletableFuture.failedFuture(thrown)));

        assertThat(listener.only("committed").failure()).isSameAs(thrown);
    }

    @Test
    void endOfNestedBlocksIsTold() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = listened(database);
        Atomic atomic = transactions.atomic();

        Await.value(atomic.named("outer")
                .getStageAsync(() -> atomic.named("good")
                        .getStageAsync(() -> atomic.named("merged")
                                .savepoint(false)
                                .getStageAsync(() -> transactions.submit(insert(1))))
                        .thenCompose(n -> atomic.named("bad").getStageAsync(() -> transactions.submit(bad())))
                        .exceptionally(failure -> 1)));

        assertThat(listener.lines())
                .containsExactly(
                        "began outer 0",
                        "committed merged 2",
                        "committed good 1",
                        "rolledBack bad 1",
                        "committed outer 0");
        assertThat(listener.only("rolledBack").failure()).isInstanceOf(SQLException.class);
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void waitForConnectionIsTold(Server server) {
        Transactions transactions = listened(fixtures.database(server, 1));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Scope> entered = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions.atomic().named("first").getStageAsync(() -> {
            entered.complete(transactions.scope());
            return gate;
        });
        Await.value(entered);

        CompletableFuture<Integer> second =
                transactions.atomic().named("second").getStageAsync(() -> transactions.submit(insert(1)));
        Await.until("the wait is told", () -> listener.lines().contains("waiting second 0"));
        assertThat(listener.only("waiting").holdNanos()).isZero();
        gate.complete(1);
        Await.value(first);
        Await.value(second);
        awaitTold("committed first 0");
        awaitTold("committed second 0");

        assertThat(listener.lines()).contains("began first 0", "committed first 0");
        assertThat(listener.lines().stream().filter(line -> line.contains("second")))
                .containsExactly("waiting second 0", "began second 0", "committed second 0");
        TransactionEvent began = listener.told().stream()
                .filter(told ->
                        told.what().equals("began") && told.event().name().equals("second"))
                .findFirst()
                .orElseThrow()
                .event();
        assertThat(began.waitNanos()).isGreaterThan(listener.only("waiting").waitNanos());
    }

    @Test
    void cancelledWhileWaitingEndsWithoutHavingBegun() {
        Transactions transactions = listened(fixtures.database(Server.H2, 1));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> gate);
        CompletableFuture<Integer> second =
                transactions.atomic().named("second").getStageAsync(() -> transactions.submit(insert(1)));

        assertThat(second.cancel(true)).isTrue();
        Await.until("the end is told", () -> listener.lines().contains("rolledBack second 0"));
        gate.complete(1);
        Await.value(first);

        TransactionEvent event = listener.only("rolledBack");
        assertThat(event.failure()).isInstanceOf(CancellationException.class);
        assertThat(event.holdNanos()).isZero();
        assertThat(event.waitNanos()).isPositive();
        assertThat(listener.lines()).doesNotContain("began second 0");
    }

    @Test
    void refusedForThePoolsSakeEndsWithoutHavingBegun() {
        Transactions transactions = listened(fixtures.database(Server.H2, 1));

        Await.cause(transactions
                .atomic()
                .named("outer")
                .getStageAsync(() -> transactions
                        .atomic()
                        .named("inner")
                        .propagation(Propagation.REQUIRES_NEW)
                        .getStageAsync(() -> CompletableFuture.completedFuture(1))));

        assertThat(listener.lines()).containsExactly("began outer 0", "rolledBack inner 0", "rolledBack outer 0");
    }

    @Test
    void failureToConnectEndsWithoutHavingBegun() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = listened(database);
        database.source().fail(JdbcFault.on("DataSource.getConnection", new SQLException("down")));

        Throwable failure = Await.cause(transactions.atomic().named("block").runAsync(() -> {}));

        assertThat(listener.lines()).containsExactly("rolledBack block 0");
        assertThat(listener.only("rolledBack").failure()).isSameAs(failure);
    }

    @Test
    void unknownOutcomeIsTold() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = listened(database);
        database.source().fail(JdbcFault.on("Connection.commit", new SQLException("lost", "08006")));

        Throwable failure =
                Await.cause(transactions.atomic().named("block").getStageAsync(() -> transactions.submit(insert(1))));

        assertThat(listener.lines()).containsExactly("began block 0", "unknown block 0");
        assertThat(listener.only("unknown").failure()).isSameAs(failure);
    }

    @Test
    void eachAttemptIsTold() {
        Transactions transactions = listened(fixtures.database(Server.H2, 1));
        AtomicInteger attempts = new AtomicInteger();
        Atomic atomic = transactions
                .atomic()
                .named("block")
                .retry(RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)));
        CheckedRunnable<SQLException> failsOnce = () -> {
            if (attempts.incrementAndGet() % 2 == 1) {
                throw new SQLException("serialization", "40001");
            }
        };

        Await.value(atomic.runAsync(failsOnce));
        assertEachAttempt();
    }

    @Test
    void eachAttemptOfBlockingFormIsTold() throws Exception {
        Transactions transactions = listened(fixtures.database(Server.H2, 1));
        AtomicInteger attempts = new AtomicInteger();

        transactions
                .atomic()
                .named("block")
                .retry(RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)))
                .run(() -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new SQLException("serialization", "40001");
                    }
                });

        assertEachAttempt();
    }

    private void assertEachAttempt() {
        assertThat(listener.told().stream()
                        .map(told -> told.what() + " " + told.event().attempt()))
                .containsExactly("began 1", "rolledBack 1", "retried 1", "began 2", "committed 2");
        assertThat(listener.only("retried").failure())
                .isSameAs(listener.only("rolledBack").failure())
                .isInstanceOf(SQLException.class);
    }

    @Test
    void idleIsToldOnceEachTime() {
        Transactions transactions = listened(fixtures.database(Server.H2, 1));
        CompletableFuture<Integer> first = new CompletableFuture<>();
        CompletableFuture<Integer> second = new CompletableFuture<>();

        CompletableFuture<Integer> block = transactions
                .atomic()
                .named("outer")
                .getStageAsync(() -> transactions
                        .bind(first)
                        .thenCompose(n -> transactions.submit(insert(1)))
                        .thenCompose(n -> transactions.atomic().named("inner").getStageAsync(() -> second)));
        Await.until("idle is told", () -> listener.lines().contains("idle outer 0"));
        first.complete(1);
        Await.until("idle is told again", () -> listener.lines().contains("idle inner 1"));
        second.complete(1);
        Await.value(block);
        awaitTold("committed outer 0");

        assertThat(listener.lines())
                .containsExactly(
                        "began outer 0", "idle outer 0", "idle inner 1", "committed inner 1", "committed outer 0");
        assertThat(listener.told().get(1).event().holdNanos()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
    }

    @Test
    void blockingBodyBusyWithOtherThingsIsIdle() {
        Transactions transactions = listened(fixtures.database(Server.H2, 1));

        transactions
                .atomic()
                .named("block")
                .run(() -> Await.until("idle is told", () -> listener.lines().contains("idle block 0")));
        awaitTold("committed block 0");

        assertThat(listener.lines()).containsExactly("began block 0", "idle block 0", "committed block 0");
    }
}
