package dev.aatomic.runtime.end;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G5: what a block does with the work that is still under way when its body ends, and with work that comes too late. */
@Tag("G5")
final class BlockEndTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @Test
    void exitWaitsForAcceptedWorkAndRefusesMore() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Open open = open(transactions);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Integer> accepted = open.scope.submit(connection -> {
            running.countDown();
            Await.latch(release);
            return Sql.insert(connection, 1);
        });
        CompletableFuture<Integer> queued = open.scope.submit(insert(2));
        Await.latch(running);

        open.gate.complete(1);
        Await.until("the body's end is seen", () -> !open.scope.isOpen());
        assertThat(open.block).isNotDone();
        release.countDown();

        Await.value(open.block);
        Await.value(accepted);
        Await.value(queued);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void workRefusedAfterTheBodyEndedMarks() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Open open = open(transactions);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        open.scope.submit(connection -> {
            running.countDown();
            Await.latch(release);
            return Sql.insert(connection, 1);
        });
        Await.latch(running);
        open.gate.complete(1);
        Await.until("the body's end is seen", () -> !open.scope.isOpen());

        assertThatThrownBy(() -> open.scope.submit(insert(2))).isInstanceOf(TransactionManagementException.class);
        release.countDown();

        assertThat(Await.failure(open.block)).isInstanceOf(UnexpectedRollbackException.class);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void exitWaitsForChildrenThatNobodyAwaits() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions
                    .atomic()
                    .getStageAsync(() -> transactions
                            .submit(insert(1))
                            .thenCompose(n -> gate)
                            .thenCompose(n -> transactions.submit(insert(2))));
            return CompletableFuture.completedFuture(42);
        });
        CompletableFuture<Integer> other = fixtures.foreign().call(() -> 1);
        Await.value(other);
        assertThat(block).isNotDone();
        gate.complete(1);

        assertThat(Await.value(block)).isEqualTo(42);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void exitWaitsForABlockOnAnotherDatabaseThatNobodyAwaits() {
        PooledDatabase first = fixtures.database(Server.H2, 1);
        PooledDatabase second = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("default", first.source(), 1).database("other", second.source(), 1));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<String> started = new CompletableFuture<>();

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            transactions.atomic().using("other").getStageAsync(() -> {
                started.complete("started");
                return transactions.submit(insert(2)).thenCompose(n -> gate);
            });
            return CompletableFuture.completedFuture(42);
        });
        Await.value(started);
        assertThat(block).isNotDone();
        assertThat(first.rows()).isEmpty();
        gate.complete(1);

        assertThat(Await.value(block)).isEqualTo(42);
        assertThat(first.rows()).containsExactly(1);
        assertThat(second.rows()).containsExactly(2);
    }

    @Test
    void failedIndependentBlockThatNobodyLookedAtMarksItsOpener() {
        PooledDatabase first = fixtures.database(Server.H2, 1);
        PooledDatabase second = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("default", first.source(), 1).database("other", second.source(), 1));
        IOException failure = new IOException("unseen");

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            transactions.atomic().using("other").runAsync(() -> {
                throw failure;
            });
            return CompletableFuture.completedFuture(42);
        });

        assertThat(Await.failure(block))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCause(failure);
        assertThat(first.rows()).isEmpty();
    }

    @Test
    void failedBodyDropsQueuedWorkAndCancelsRunningWork() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        Open open = open(transactions);
        CountDownLatch running = new CountDownLatch(1);
        AtomicBoolean ran = new AtomicBoolean();
        CompletableFuture<List<Integer>> sleeping = open.scope.submit(connection -> {
            running.countDown();
            return Sql.integers(connection, "select 1 from pg_sleep(60)");
        });
        CompletableFuture<Boolean> queued = open.scope.submit(connection -> ran.getAndSet(true));
        Await.latch(running);
        Await.until(
                "the statement is on the server",
                () -> database.integers("select count(*) from pg_stat_activity where state = 'active' and query like '%"
                                        + "pg_sleep(60)%' and pid <> pg_backend_pid()")
                                .get(0)
                        >= 1);
        IOException failure = new IOException("body");

        long start = System.nanoTime();
        open.gate.completeExceptionally(failure);

        assertThat(Await.failure(open.block)).isSameAs(failure);
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
        Await.failure(sleeping);
        Await.failure(queued);
        assertThat(ran).isFalse();
    }

    @Test
    void cancelThatFailsLeavesNothingBehind() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        for (Throwable cancel : new Throwable[] {new IllegalStateException("cancel"), new LinkageError("cancel")}) {
            CountDownLatch cancelled = new CountDownLatch(1);
            database.source().fail(call -> {
                if (call.is("Statement.executeQuery")) {
                    Await.latch(cancelled);
                } else if (call.name().endsWith("Statement.cancel")) {
                    cancelled.countDown();
                    return cancel;
                }
                return null;
            });
            Open open = open(transactions);
            CompletableFuture<List<Integer>> statement =
                    open.scope.submit(connection -> Sql.integers(connection, "select 1 from pg_sleep(1)"));
            Await.until("the statement runs", () -> database.source().count("Statement.executeQuery") == 1);
            IOException failure = new IOException("body");

            open.gate.completeExceptionally(failure);

            assertThat(Await.failure(open.block)).isSameAs(failure);
            Await.end(statement);
            assertThat(database.source().count("Statement.cancel")).isEqualTo(1);
            assertThat(database.source().open()).isZero();
        }
    }

    @Test
    void endedScopeRefusesEverything() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Scope> left = new CompletableFuture<>();
        Await.value(transactions.atomic().getStageAsync(() -> {
            left.complete(transactions.scope());
            return transactions.submit(insert(1));
        }));
        Scope ended = Await.value(left);

        assertThat(ended.isOpen()).isFalse();
        refused(() -> ended.submit(insert(2)));
        refused(() -> ended.onCommit(() -> {}));
        refused(() -> ended.onCommitRobust(() -> {}));
        refused(() -> ended.setRollbackOnly(true));
        refused(ended::isRollbackOnly);
        refused(() -> Await.thrown(ended.savepoint()));
        refused(() -> ended.call(() -> transactions.submit(insert(2))));
        refused(() -> Await.thrown(
                ended.call(() -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))))));
        assertThat(database.rows()).containsExactly(1);
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfAny(TransactionManagementException.class, CannotCreateTransactionException.class)
                .hasMessageContaining("ended");
    }

    @Test
    void memoryDoesNotGrowWithFinishedSteps() {
        Transactions transactions =
                fixtures.transactions(Transactions.builder().database("default", new NoDriver(), 1));
        List<WeakReference<byte[]>> results = new ArrayList<>();
        Open open = open(transactions);

        for (int i = 0; i < 1000; i++) {
            CompletableFuture<byte[]> step = open.scope.submit(connection -> new byte[1000]);
            results.add(new WeakReference<>(Await.value(step)));
        }
        Await.value(open.scope.submit(connection -> "last"));

        Await.until("the results of finished steps are gone", () -> {
            System.gc();
            return results.stream().filter(result -> result.get() != null).count() <= 2;
        });
        open.gate.complete(1);
        Await.value(open.block);
    }

    private static Open open(Transactions transactions) {
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Scope> entered = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            entered.complete(transactions.scope());
            return gate;
        });
        return new Open(Await.value(entered), gate, block);
    }

    /** A block whose body ends when the gate opens. */
    private record Open(Scope scope, CompletableFuture<Integer> gate, CompletableFuture<Integer> block) {}
}
