package dev.aatomic.runtime.pool;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Circles that close as an outermost block gets its connection late. */
final class LazyConnectionDeadlockTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final CompletableFuture<Void> gate = new CompletableFuture<>();

    private static Atomic lazy(Transactions transactions) {
        return transactions.atomic().connection(ConnectionAcquisition.LAZY);
    }

    private static DatabaseMetrics metrics(Transactions transactions) {
        return transactions.metrics().databases().get("default");
    }

    private static void awaitWaiting(Transactions transactions, int count) {
        Await.until(
                count + " wait for a connection", () -> metrics(transactions).waiting() == count);
    }

    /** Holds a connection until the gate opens. */
    private CompletableFuture<Integer> holder(Transactions transactions, int value) {
        CountDownLatch holds = new CountDownLatch(1);
        CompletableFuture<Integer> holder = transactions
                .atomic()
                .named("holder")
                .getStageAsync(() -> transactions.submit(insert(value)).thenCompose(n -> {
                    holds.countDown();
                    return transactions.bind(gate).thenApply(opened -> n);
                }));
        Await.latch(holds);
        return holder;
    }

    /** The nested block that asked has ended; the connection comes all the same, and closes a circle. */
    @Test
    @Tag("G14")
    void circleThatComesAsAConnectionIsGrantedThatNothingNeedsNow() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> holder = holder(transactions, 1);
        CompletableFuture<Void> go = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<Integer>> nested = new CompletableFuture<>();
        CompletableFuture<Integer> late = lazy(transactions).named("late").getStageAsync(() -> {
            CompletableFuture<Integer> inner =
                    transactions.atomic().named("nested").getStageAsync(() -> transactions.submit(insert(2)));
            nested.complete(inner);
            return inner.exceptionally(cancelled -> 0)
                    .thenCompose(n -> transactions
                            .bind(go)
                            .thenCompose(went -> transactions
                                    .atomic()
                                    .propagation(Propagation.REQUIRES_NEW)
                                    .named("child")
                                    .getStageAsync(() -> transactions.submit(insert(3)))));
        });
        awaitWaiting(transactions, 1);

        Await.value(nested).cancel(true);
        Await.failure(Await.value(nested));
        go.complete(null);
        Await.until(
                "the child waits",
                () -> metrics(transactions).waiting() >= 1
                        && transactions.blocks().databases().get(0).blocks().stream()
                                .anyMatch(entry -> entry.name().equals("child")));
        gate.complete(null);

        Await.value(holder);
        assertThat(Await.value(late)).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1, 3);
    }

    /** A connection that comes late closes a circle with the queue of a block over two databases. */
    @Test
    @Tag("G14")
    void circleOfALateConnectionAndTheQueueOfABlock() {
        PooledDatabase left = fixtures.database(Server.H2, 1);
        PooledDatabase right = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("left", left.source(), 1).database("right", right.source(), 1));
        Atomic onLeft = transactions.atomic().using("left");
        Atomic onRight = transactions.atomic().using("right");
        CountDownLatch holds = new CountDownLatch(1);
        CompletableFuture<Integer> holder = onRight.named("holder")
                .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(n -> {
                    holds.countDown();
                    return transactions.bind(gate).thenApply(opened -> n);
                }));
        Await.latch(holds);
        CompletableFuture<Void> mayWant = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<Integer>> nested = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<Integer>> wanting = new CompletableFuture<>();
        CompletableFuture<Integer> outer = onLeft.named("outer").getStageAsync(() -> {
            CompletableFuture<Integer> child = onLeft.named("child")
                    .getStageAsync(() -> transactions.bind(mayWant).thenCompose(n -> {
                        CompletableFuture<Integer> block =
                                onRight.named("wanting").getStageAsync(() -> transactions.submit(insert(2)));
                        wanting.complete(block);
                        return block.exceptionally(failure -> 0);
                    }));
            CompletableFuture<Integer> late = onRight.named("late")
                    .connection(ConnectionAcquisition.LAZY)
                    .getStageAsync(() -> {
                        CompletableFuture<Integer> own = transactions.submit(insert(3));
                        CompletableFuture<Integer> block =
                                onLeft.named("nested").getStageAsync(() -> transactions.submit(insert(4)));
                        nested.complete(block);
                        return own.thenCombine(block.exceptionally(failure -> 0), Integer::sum);
                    });
            return child.thenCombine(late, Integer::sum);
        });
        Await.value(nested);
        mayWant.complete(null);
        Await.value(wanting);
        Await.until("both wait", () -> transactions.metrics().database("right").waiting() == 2);

        gate.complete(null);

        Await.value(holder);
        Await.value(outer);
        assertThat(Await.cause(Await.value(nested))).isInstanceOf(PoolDeadlockException.class);
        assertThat(right.rows()).containsExactly(1, 2, 3);
    }

    /** The code that goes on after a child was refused may use the block's own connection. */
    @Test
    @Tag("G17")
    void codeAfterARefusedChildMayUseTheConnection() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> holder = holder(transactions, 1);
        CompletableFuture<Integer> late = lazy(transactions).named("late").getStageAsync(() -> {
            CompletableFuture<Integer> own = transactions.submit(insert(2));
            CompletableFuture<Integer> child = transactions
                    .atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .named("child")
                    .getStageAsync(() -> transactions.submit(insert(3)))
                    .handle((n, failure) -> transactions.submit(insert(4)).join());
            return own.thenCombine(child, Integer::sum);
        });
        awaitWaiting(transactions, 2);

        gate.complete(null);

        Await.value(holder);
        assertThat(Await.value(late)).isEqualTo(2);
        assertThat(database.rows()).containsExactly(1, 2, 4);
    }
}
