package dev.aatomic.runtime.thread;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Hang;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G17: what waits for a block goes on where it holds up nobody: not on the timer's, the watchdog's or the closing thread. */
@Tag("G17")
final class ToldElsewhereTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    /** Executors that run tasks where they are handed over, or have few threads. */
    enum Threads {
        DIRECT(fixtures -> Runnable::run),
        ONE(fixtures -> fixtures.executors().threads(1)),
        FOUR(fixtures -> fixtures.executors().threads(4));

        private final Function<Fixtures, Executor> executor;

        Threads(Function<Fixtures, Executor> executor) {
            this.executor = executor;
        }
    }

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private Transactions transactions(PooledDatabase database, Threads threads) {
        Executor executor = threads.executor.apply(fixtures);
        return fixtures.transactions(
                database,
                builder -> builder.executor(executor).commitTimeout(SHORT).closeTimeout(SHORT));
    }

    private static boolean isOfTheEngine(Thread thread) {
        return thread.getName().startsWith("aatomic-timer") || thread.getName().startsWith("aatomic-watchdog");
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void e1CommitThatHangsIsToldAfterItsConnectionWasClosed(Threads threads) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Executor executor = threads.executor.apply(fixtures);
        Duration limit = Duration.ofSeconds(1);
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.executor(executor).commitTimeout(limit));
        AtomicReference<Thread> told = new AtomicReference<>();
        AtomicBoolean closed = new AtomicBoolean();
        AtomicReference<Duration> took = new AtomicReference<>();
        try (Hang hang = new Hang("Connection.commit")) {
            database.source().fail(hang);
            long begun = System.nanoTime();
            CompletableFuture<Integer> opened = fixtures.foreign()
                    .call(() -> transactions.atomic().<Integer>getStageAsync(() -> transactions.submit(insert(1))))
                    .thenCompose(block -> block.handle((value, failure) -> {
                        told.set(Thread.currentThread());
                        took.set(Duration.ofNanos(System.nanoTime() - begun));
                        closed.set(hang.wasClosedUnderIt());
                        assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class);
                        // As the message advises: the one connection of the pool must be free again.
                        return transactions
                                .atomic()
                                .get(() -> transactions.submit(insert(2)).join());
                    }));

            assertThat(Await.value(opened)).isEqualTo(1);
        }
        assertThat(isOfTheEngine(told.get())).as("on %s", told.get()).isFalse();
        // For 500 ms its caller waits for that.
        assertThat(closed.get() || took.get().compareTo(limit.plusMillis(500)) >= 0)
                .as("closed before its caller was told, after %s", took.get())
                .isTrue();
        assertThat(database.rows()).contains(2);
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void e2ContinuationThatBlocksAfterADeadlineHoldsUpNoOtherDeadline(Threads threads) {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = transactions(database, threads);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<Thread> told = new AtomicReference<>();
        CompletableFuture<Integer> first = transactions
                .atomic()
                .timeout(SHORT)
                .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(n -> new CompletableFuture<>()));
        // On a busy machine the deadline may pass before: then it runs where it is attached.
        CompletableFuture<Integer> blocked = fixtures.foreign()
                .call(() -> first.handle((value, failure) -> {
                    told.set(Thread.currentThread());
                    Await.latch(release);
                    return 0;
                }))
                .thenCompose(attached -> attached);
        Await.until("the continuation blocks", () -> told.get() != null);

        CompletableFuture<Integer> second = transactions.atomic().timeout(SHORT).getStageAsync(CompletableFuture::new);

        assertThat(Await.failure(second)).isInstanceOf(TransactionTimedOutException.class);
        assertThat(blocked).isNotDone();
        assertThat(isOfTheEngine(told.get())).as("on %s", told.get()).isFalse();
        release.countDown();
        Await.value(blocked);
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void e2DeadlineOfABlockThatWaitsIsToldElsewhere(Threads threads) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = transactions(database, threads);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> holder = transactions.atomic().getStageAsync(() -> gate);
        CompletableFuture<Thread> told = new CompletableFuture<>();
        CompletableFuture<Thread> toldOfOther = new CompletableFuture<>();

        transactions
                .atomic()
                .timeout(SHORT)
                .getStageAsync(() -> gate)
                .whenComplete((value, failure) -> told.complete(Thread.currentThread()));
        transactions
                .atomic()
                .getStageAsync(() -> gate)
                .orTimeout(50, TimeUnit.MILLISECONDS)
                .whenComplete((value, failure) -> toldOfOther.complete(Thread.currentThread()));

        assertThat(isOfTheEngine(Await.value(told))).isFalse();
        assertThat(isOfTheEngine(Await.value(toldOfOther))).isFalse();
        assertThat(toldOfOther.join().getName()).doesNotContain("DelayScheduler");
        gate.complete(1);
        Await.value(holder);
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void e3CloseRunsNoContinuationOnItsThread(Threads threads) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = transactions(database, threads);
        CompletableFuture<Thread> ofOpen = new CompletableFuture<>();
        CompletableFuture<Thread> ofWaiting = new CompletableFuture<>();
        transactions
                .atomic()
                .getStageAsync(CompletableFuture::new)
                .whenComplete((value, failure) -> ofOpen.complete(Thread.currentThread()));
        transactions
                .atomic()
                .getStageAsync(CompletableFuture::new)
                .whenComplete((value, failure) -> ofWaiting.complete(Thread.currentThread()));

        transactions.close();

        assertThat(Await.value(ofOpen)).isNotSameAs(Thread.currentThread());
        assertThat(Await.value(ofWaiting)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void f5HookThatNeverCompletesIsGivenUpByClose() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.closeTimeout(SHORT));
        CompletableFuture<Integer> hook = new CompletableFuture<>();
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.onCommitAsync(() -> {
                started.countDown();
                return hook;
            });
            transactions.onCommit(() -> hook.complete(0));
            return transactions.submit(insert(1)).thenApply(n -> 42);
        });
        Await.latch(started);

        transactions.close();

        Throwable failure = Await.failure(block);
        assertThat(failure).isInstanceOf(AfterCommitException.class).hasMessageContaining("given up");
        assertThat(((AfterCommitException) failure).outcome()).isEqualTo(Outcome.COMMITTED);
        assertThat(((AfterCommitException) failure).result()).isEqualTo(42);
        assertThat(((AfterCommitException) failure).droppedHooks()).hasSize(1);
        hook.complete(1);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void f5HookOfABlockThatEndsByCloseIsGivenUpToo() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database, builder -> builder.closeTimeout(SHORT));
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.onCommitAsync(CompletableFuture::new);
            transactions
                    .atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .runAsync(() -> transactions.onCommitAsync(() -> {
                        started.countDown();
                        return new CompletableFuture<>();
                    }))
                    .exceptionally(givenUp -> null);
            return transactions.submit(insert(1));
        });
        Await.latch(started);

        transactions.close();

        assertThat(block).isDone();
        // By which of the two close() comes to first.
        Throwable failure = Await.failure(block);
        boolean committed = failure instanceof AfterCommitException;
        assertThat(committed || failure instanceof CancellationException)
                .as("ended with %s", failure)
                .isTrue();
        assertThat(database.rows()).isEqualTo(committed ? List.of(1) : List.of());
    }

    @Test
    void f5RollbackHooksAreNotDroppedForAFastClose() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.closeTimeout(SHORT));
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Boolean> second = new CompletableFuture<>();
        transactions.atomic().runAsync(() -> {
            transactions.onRollback(() -> {
                started.countDown();
                // It is cancelled by close(), and then the next has its turn.
                transactions.atomic().getStageAsync(CompletableFuture::new).join();
            });
            transactions.onRollback(() -> second.complete(true));
            throw new IllegalStateException("rolls back");
        });
        Await.latch(started);

        transactions.close();

        assertThat(second).isCompletedWithValue(true);
    }

    @Test
    void f5HookThatBlocksIsGivenUpByClose() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.closeTimeout(SHORT));
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> {
                started.countDown();
                Await.latch(release);
            });
            return transactions.submit(insert(1));
        });
        Await.latch(started);

        transactions.close();

        assertThat(Await.failure(block)).isInstanceOf(AfterCommitException.class);
        release.countDown();
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void f5DriverThatHangsInEveryPhaseKeepsNoFutureFromItsEndAfterClose() {
        PooledDatabase database = fixtures.database(Server.H2, 3);
        Transactions transactions = fixtures.transactions(database, builder -> builder.closeTimeout(SHORT));
        try (Hang inStatement = new Hang("PreparedStatement.executeUpdate");
                Hang inRollback = new Hang("Connection.rollback")) {
            database.source().fail(inStatement);
            CompletableFuture<Integer> statement =
                    transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));
            inStatement.awaitReached();
            database.source().fail(inRollback);
            CompletableFuture<Integer> rollback = transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(insert(2)).thenApply(n -> {
                        throw new IllegalStateException("rolls back");
                    }));
            inRollback.awaitReached();

            transactions.close();

            assertThat(statement).isDone();
            assertThat(rollback).isDone();
        }
        database.source().fail(JdbcFault.NONE);
        assertThat(database.rows()).isEmpty();
    }
}
