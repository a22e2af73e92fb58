package dev.aatomic.runtime.cancel;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Hang;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G7: cancelling a block rolls it back. What it does to a statement is in {@link StatementCancellationTest}. */
@Tag("G7")
final class CancellationTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final CompletableFuture<Scope> started = new CompletableFuture<>();

    /** Runs on the block's end; what it saw is checked afterwards. */
    private final AtomicInteger openAtTheEnd = new AtomicInteger(-1);

    private CompletableFuture<Integer> startBlockThatWaitsFor(
            CompletableFuture<Integer> gate, PooledDatabase database, Transactions transactions) {
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            started.complete(transactions.scope());
            return gate;
        });
        block.whenComplete(
                (value, failure) -> openAtTheEnd.set(database.source().open()));
        Await.value(started);
        return block;
    }

    private static void assertNothingLeft(PooledDatabase database, Transactions transactions) {
        assertThat(database.source().open()).isZero();
        assertThat(database.rows()).isEmpty();
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(9))));
        assertThat(database.rows()).containsExactly(9);
    }

    @Test
    void futureOfABlockIsOneObject() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> gate);

        assertThat(block.toCompletableFuture()).isSameAs(block);
        gate.complete(1);
        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(block.cancel(true)).isFalse();
    }

    @Tag("peers")
    @ParameterizedTest
    @EnumSource(Server.class)
    void case6CancelMidBodyRollsBackAndIsDoneAfterwards(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> block = startBlockThatWaitsFor(gate, database, transactions);

        assertThat(block.cancel(true)).isTrue();

        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        assertThat(block.isCancelled()).isTrue();
        Await.until("the body's future is cancelled", gate::isCancelled);
        Await.until("the end was seen", () -> openAtTheEnd.get() >= 0);
        assertThat(openAtTheEnd).as("connections out at the end").hasValue(0);
        assertNothingLeft(database, transactions);
    }

    @Test
    void bodyThatBlocksInItsOwnCodeHoldsNothingUp() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CountDownLatch gate = new CountDownLatch(1);
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        CompletableFuture<?> block = transactions.atomic().runAsync(() -> {
            transactions.submit(insert(1)).join();
            started.complete(transactions.scope());
            Await.latch(gate);
            try {
                transactions.submit(insert(2));
            } catch (TransactionManagementException late) {
                refused.complete(late);
                throw late;
            }
        });
        Await.value(started);

        assertThat(block.cancel(true)).isTrue();
        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        assertNothingLeft(database, transactions);
        gate.countDown();

        assertThat(Await.value(refused)).hasMessageContaining("ended");
        assertThat(database.rows()).containsExactly(9);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void completeExceptionallyMeansTheSameWithItsOwnFailure(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> block = startBlockThatWaitsFor(gate, database, transactions);
        IOException failure = new IOException("given up");

        assertThat(block.completeExceptionally(failure)).isTrue();

        assertThat(Await.failure(block)).isSameAs(failure);
        assertThat(block.isCancelled()).isFalse();
        Await.until("the end was seen", () -> openAtTheEnd.get() >= 0);
        assertThat(openAtTheEnd).hasValue(0);
        assertNothingLeft(database, transactions);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void orTimeoutMeansTheSameWithItsOwnFailure(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> block = startBlockThatWaitsFor(new CompletableFuture<>(), database, transactions);

        assertThat(Await.failure(block.orTimeout(20, TimeUnit.MILLISECONDS))).isInstanceOf(TimeoutException.class);

        Await.until("the end was seen", () -> openAtTheEnd.get() >= 0);
        assertThat(openAtTheEnd).hasValue(0);
        assertNothingLeft(database, transactions);
    }

    @Test
    void onlyTheBlocksEndCompletesIt() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> block = startBlockThatWaitsFor(gate, database, transactions);

        assertThatThrownBy(() -> block.complete(7)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> block.completeAsync(() -> 7)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> block.completeAsync(() -> 7, Runnable::run)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> block.completeOnTimeout(7, 1, TimeUnit.NANOSECONDS))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> block.obtrudeValue(7)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> block.obtrudeException(new IOException())).isInstanceOf(IllegalStateException.class);
        assertThat(block).isNotDone();

        gate.complete(1);
        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void cancelAfterCommitWasSentIsFalse() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        try (Hang hang = new Hang("Connection.commit")) {
            database.source().fail(hang);
            CompletableFuture<Integer> block =
                    transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));
            hang.awaitReached();

            assertThat(block.cancel(true)).isFalse();
            assertThat(block.completeExceptionally(new IOException())).isFalse();
            hang.release();

            assertThat(Await.value(block)).isEqualTo(1);
        }
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void cancelDuringHooksIsFalse() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> hook = new CompletableFuture<>();
        CountDownLatch hookStarted = new CountDownLatch(1);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.onCommitAsync(() -> {
                hookStarted.countDown();
                return hook;
            });
            return transactions.submit(insert(1));
        });
        Await.latch(hookStarted);

        assertThat(block.cancel(true)).isFalse();
        assertThat(hook).isNotDone();
        hook.complete(0);

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void tenThousandWaitersAreCancelledWithoutATrace() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> first = startBlockThatWaitsFor(gate, database, transactions);
        AtomicInteger ran = new AtomicInteger();
        List<? extends CompletableFuture<?>> waiting = IntStream.range(0, 10_000)
                .mapToObj(i -> transactions.atomic().runAsync(ran::incrementAndGet))
                .toList();

        long start = System.nanoTime();
        for (int i = waiting.size() - 1; i >= 0; i--) {
            assertThat(waiting.get(i).cancel(false)).isTrue();
            assertThat(waiting.get(i).isCancelled()).isTrue();
        }
        assertThat(System.nanoTime() - start).as("constant time each").isLessThan(TimeUnit.SECONDS.toNanos(5));

        gate.complete(1);
        Await.value(first);
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
        assertThat(ran).hasValue(0);
        assertThat(database.source().count("DataSource.getConnection")).isEqualTo(2);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void enterThatIsCancelledWhileItWaitsOpensNothing() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> first = startBlockThatWaitsFor(gate, database, transactions);

        CompletableFuture<Scope> entered = transactions.atomic().enter();
        assertThat(entered.cancel(true)).isTrue();
        gate.complete(1);
        Await.value(first);

        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
        assertThat(entered.isCancelled()).isTrue();
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void cancellingADerivedStageDoesNothing() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> block = startBlockThatWaitsFor(gate, database, transactions);

        assertThat(block.thenApply(value -> value).cancel(true)).isTrue();
        assertThat(block.copy().cancel(true)).isTrue();
        gate.complete(1);

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void cancellingANestedBlockRollsBackOnlyIt(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<CompletableFuture<Integer>> nested = new AtomicReference<>();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> {
                            nested.set(transactions
                                    .atomic()
                                    .getStageAsync(
                                            () -> transactions.submit(insert(2)).thenCompose(m -> {
                                                started.complete(transactions.scope());
                                                return new CompletableFuture<>();
                                            })));
                            return nested.get();
                        })
                        .handle((n, failure) -> {
                            seen.set(failure);
                            return n;
                        })
                        .thenCompose(n -> transactions.submit(insert(3))));
        Await.value(started);
        Await.until("the nested block's future is known", () -> nested.get() != null);

        assertThat(nested.get().cancel(true)).isTrue();

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(nested.get().isCancelled()).isTrue();
        assertThat(seen.get()).hasRootCauseInstanceOf(CancellationException.class);
        assertThat(database.rows()).containsExactly(1, 3);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void cancellingTheOutermostBlockEndsTheNestedOneToo(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<CompletableFuture<Integer>> nested = new AtomicReference<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            nested.set(transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(insert(2)).thenCompose(n -> {
                        started.complete(transactions.scope());
                        return new CompletableFuture<>();
                    })));
            return nested.get();
        });
        Scope inner = Await.value(started);
        Await.until("the nested block's future is known", () -> nested.get() != null);

        assertThat(block.cancel(true)).isTrue();

        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        assertThat(Await.failure(nested.get())).isInstanceOf(CancellationException.class);
        assertThat(inner.isOpen()).isFalse();
        assertNothingLeft(database, transactions);
    }

    @Test
    void hooksOfACancelledBlockAreThoseOfARolledBackOne() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("commit"));
            transactions.onRollback(() -> ran.add("rollback"));
            started.complete(transactions.scope());
            return new CompletableFuture<>();
        });
        Await.value(started);

        assertThat(block.cancel(true)).isTrue();
        Await.end(block);

        assertThat(ran).containsExactly("rollback");
    }

    /** K1: nobody but the outer block's end would stop it. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void k1CancelOfAnOuterBlockStopsTheNestedOneThatTheBodyDoesNotReturn(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        for (CompletableFuture<Integer> returned :
                List.of(new CompletableFuture<Integer>(), CompletableFuture.completedFuture(1))) {
            CompletableFuture<CompletableFuture<Integer>> nested = new CompletableFuture<>();
            CompletableFuture<Scope> running = new CompletableFuture<>();
            CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
                nested.complete(transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(insert(2)).thenCompose(n -> {
                            running.complete(transactions.scope());
                            return new CompletableFuture<>();
                        })));
                return returned;
            });
            Scope inner = Await.value(running);
            Await.value(nested);

            assertThat(block.cancel(true)).isTrue();

            assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
            assertThat(Await.failure(Await.value(nested))).isInstanceOf(CancellationException.class);
            assertThat(inner.isOpen()).isFalse();
            assertThat(database.rows()).isEmpty();
        }
        assertNothingLeft(database, transactions);
    }
}
