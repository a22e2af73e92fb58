package dev.aatomic.runtime.pool;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Fault F6, G14: a circle of a pool and the queue of a block over two databases. In the block "outer" on the left, "child" is open; the
 * block "holder" on the right has the only connection there and opens "nested", which is nested in "outer" and waits for the child's end;
 * and the child opens "wanting" on the right, which waits for the holder's connection. The one that comes last fails.
 */
@Tag("G14")
final class NestedBlockDeadlockTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final CompletableFuture<Integer> mayWant = new CompletableFuture<>();
    private final CompletableFuture<Integer> mayNest = new CompletableFuture<>();
    private final CompletableFuture<Boolean> wants = new CompletableFuture<>();
    private final CompletableFuture<Boolean> nests = new CompletableFuture<>();
    private final CompletableFuture<CompletableFuture<Integer>> wanting = new CompletableFuture<>();
    private final CompletableFuture<CompletableFuture<Integer>> nested = new CompletableFuture<>();
    private PooledDatabase left;
    private PooledDatabase right;
    private Transactions transactions;
    private Atomic onLeft;
    private Atomic onRight;

    private void open(int rightConnections) {
        left = fixtures.database(Server.H2, 1);
        right = fixtures.database(Server.H2, rightConnections);
        transactions = fixtures.transactions(Transactions.builder()
                .database("left", left.source(), 1)
                .database("right", right.source(), rightConnections));
        onLeft = transactions.atomic().using("left");
        onRight = transactions.atomic().using("right");
    }

    private static CompletableFuture<Integer> swallowed(CompletableFuture<Integer> block) {
        return block.exceptionally(failure -> 0);
    }

    private CompletableFuture<Integer> want() {
        CompletableFuture<Integer> block = onRight.named("wanting").getStageAsync(() -> transactions.submit(insert(1)));
        wanting.complete(block);
        return swallowed(block);
    }

    private CompletableFuture<Integer> nest() {
        CompletableFuture<Integer> block = onLeft.named("nested").getStageAsync(() -> transactions.submit(insert(2)));
        nested.complete(block);
        return swallowed(block);
    }

    private CompletableFuture<Integer> outer() {
        return onLeft.named("outer").getStageAsync(() -> {
            CompletableFuture<Integer> child = onLeft.named("child")
                    .getStageAsync(() -> transactions.bind(mayWant).thenCompose(n -> want()));
            CompletableFuture<Integer> holder = onRight.named("holder").getStageAsync(() -> {
                nests.complete(true);
                return transactions.bind(mayNest).thenCompose(n -> nest());
            });
            return child.thenCombine(holder, Integer::sum);
        });
    }

    @Test
    void f6PoolThatClosesTheCircleFails() {
        open(1);
        CompletableFuture<Integer> outer = outer();
        Await.value(nests);
        mayNest.complete(1);
        assertThat(Await.value(nested)).isNotDone();
        mayWant.complete(1);

        assertThat(Await.cause(Await.value(wanting)))
                .isInstanceOf(PoolDeadlockException.class)
                .hasMessageContaining("Block 'wanting' was not entered")
                .hasMessageContaining("of database 'right' by block 'holder'")
                .hasMessageContaining("block 'nested' waits for the end of block 'child'");
        Await.value(outer);
        assertThat(left.rows()).containsExactly(2);
        assertThat(right.rows()).isEmpty();
    }

    @Test
    void f6GateThatClosesTheCircleFails() {
        open(1);
        CompletableFuture<Integer> outer = outer();
        Await.value(nests);
        mayWant.complete(1);
        assertThat(Await.value(wanting)).isNotDone();
        mayNest.complete(1);

        assertThat(Await.cause(Await.value(nested)))
                .isInstanceOf(PoolDeadlockException.class)
                .hasMessageContaining(
                        "Block 'nested' was not entered: it is nested in a block that has another one open")
                .hasMessageContaining("of database 'right' by block 'holder'")
                .hasMessageContaining("block 'nested' waits for the end of block 'child'");
        Await.value(outer);
        assertThat(left.rows()).isEmpty();
        assertThat(right.rows()).containsExactly(1);
    }

    @Test
    void f6BlockingGateFailsToo() {
        open(1);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CompletableFuture<Integer> outer = onLeft.named("outer").getStageAsync(() -> {
            CompletableFuture<Integer> child = onLeft.named("child")
                    .getStageAsync(() -> transactions.bind(mayWant).thenCompose(n -> want()));
            CompletableFuture<Void> holder = onRight.named("holder").runAsync(() -> {
                mayWant.complete(1);
                Await.value(wanting);
                try {
                    onLeft.named("nested").run(() -> {});
                } catch (PoolDeadlockException circle) {
                    thrown.complete(circle);
                }
            });
            return child.thenCombine(holder, (n, nothing) -> n);
        });

        assertThat(Await.value(thrown)).hasMessageContaining("Block 'nested' was not entered");
        Await.value(outer);
        assertThat(right.rows()).containsExactly(1);
    }

    @Test
    void f6ConnectionToSpareIsNoCircle() {
        open(2);
        CompletableFuture<Integer> outer = outer();
        Await.value(nests);
        mayNest.complete(1);
        Await.value(nested);
        mayWant.complete(1);

        Await.value(outer);
        Await.value(Await.value(nested));
        Await.value(Await.value(wanting));
        assertThat(left.rows()).containsExactly(2);
        assertThat(right.rows()).containsExactly(1);
    }

    @Test
    void f6BlockThatWaitsForThePoolBesideTheChildIsNoCircle() {
        open(1);
        CompletableFuture<Integer> childMayEnd = new CompletableFuture<>();
        CompletableFuture<Integer> outer = onLeft.named("outer").getStageAsync(() -> {
            CompletableFuture<Integer> child =
                    onLeft.named("child").getStageAsync(() -> transactions.bind(childMayEnd));
            CompletableFuture<Integer> holder = onRight.named("holder").getStageAsync(() -> {
                nests.complete(true);
                return transactions.bind(mayNest).thenCompose(n -> nest());
            });
            // Belongs to the outer block, and not to the child that the nested one waits for.
            CompletableFuture<Integer> beside = transactions.bind(nests).thenCompose(n -> want());
            return child.thenCombine(holder, Integer::sum).thenCombine(beside, Integer::sum);
        });
        CompletableFuture<Integer> waits = Await.value(wanting);
        mayNest.complete(1);
        CompletableFuture<Integer> queued = Await.value(nested);
        assertThat(waits).isNotDone();
        assertThat(queued).isNotDone();
        childMayEnd.complete(1);

        Await.value(outer);
        Await.value(waits);
        Await.value(queued);
        assertThat(left.rows()).containsExactly(2);
        assertThat(right.rows()).containsExactly(1);
    }

    @Test
    void f6NestedBlockThatWasCancelledHoldsUpNobody() {
        open(1);
        CompletableFuture<Integer> outer = outer();
        Await.value(nests);
        mayNest.complete(1);
        CompletableFuture<Integer> queued = Await.value(nested);
        assertThat(queued.cancel(true)).isTrue();
        Await.end(queued);
        mayWant.complete(1);

        Await.value(outer);
        Await.value(Await.value(wanting));
        assertThat(right.rows()).containsExactly(1);
    }
}
