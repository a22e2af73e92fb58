package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G14: what would wait for itself is not let in, and says for whom it would have waited; all else is. */
@Tag("G14")
final class ChildAdmissionTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final CompletableFuture<Integer> mayWant = new CompletableFuture<>();
    private final CompletableFuture<Integer> mayNest = new CompletableFuture<>();
    private final CompletableFuture<Boolean> holds = new CompletableFuture<>();
    private final CompletableFuture<CompletableFuture<Integer>> wanting = new CompletableFuture<>();
    private final CompletableFuture<CompletableFuture<Integer>> nested = new CompletableFuture<>();
    private Transactions transactions;

    private CompletableFuture<Integer> told(
            CompletableFuture<CompletableFuture<Integer>> whom, String database, String name) {
        CompletableFuture<Integer> block = transactions
                .atomic()
                .using(database)
                .named(name)
                .getStageAsync(() -> transactions.submit(insert(name.length())));
        whom.complete(block);
        return block.exceptionally(failure -> 0);
    }

    /**
     * In the block "outer" on the left, "child" is open, and "holder" has the only connection on the right. That one opens "nested", which
     * is nested in "outer" and waits for the child's end; the child opens "wanting" on the right.
     */
    private CompletableFuture<Integer> outer() {
        Atomic left = transactions.atomic().using("default");
        return left.named("outer").getStageAsync(() -> {
            CompletableFuture<Integer> child = left.named("child")
                    .getStageAsync(
                            () -> transactions.bind(mayWant).thenCompose(n -> told(wanting, "right", "wanting")));
            CompletableFuture<Integer> holder = transactions
                    .atomic()
                    .using("right")
                    .named("holder")
                    .getStageAsync(() -> {
                        holds.complete(true);
                        return transactions.bind(mayNest).thenCompose(n -> told(nested, "default", "nested"));
                    });
            return child.thenCombine(holder, Integer::sum);
        });
    }

    private void open(int connectionsOnTheRight) {
        transactions = fixtures.transactions(
                1, builder -> builder.database("right", fixtures.source(), connectionsOnTheRight));
    }

    @Test
    void connectionThatWouldCloseTheCircleIsNotWaitedFor() {
        open(1);
        CompletableFuture<Integer> outer = outer();
        Await.value(holds);
        mayNest.complete(1);
        assertThat(Await.value(nested)).isNotDone();
        mayWant.complete(1);

        assertThat(Await.cause(Await.value(wanting)))
                .isInstanceOf(PoolDeadlockException.class)
                .hasMessage("Block 'wanting' was not entered: it needs a connection of its own of database 'right', and"
                        + " would have waited for ever, since all connections are held by blocks that wait for it or"
                        + " for others like it to end: of database 'right' by block 'holder', block 'nested' waits for"
                        + " the end of block 'child'. Its body did not run; give the pool more connections, or let the"
                        + " block join the one around it");
        Await.value(outer);
        assertThat(fixtures.database.rows()).containsExactly(6);
    }

    @Test
    void turnThatWouldCloseTheCircleIsNotWaitedFor() {
        open(1);
        CompletableFuture<Integer> outer = outer();
        Await.value(holds);
        mayWant.complete(1);
        assertThat(Await.value(wanting)).isNotDone();
        mayNest.complete(1);

        assertThat(Await.cause(Await.value(nested)))
                .isInstanceOf(PoolDeadlockException.class)
                .hasMessage("Block 'nested' was not entered: it is nested in a block that has another one open, and"
                        + " would have waited for ever for the end of that one, which waits for it or for others like"
                        + " it: of database 'right' by block 'holder', block 'nested' waits for the end of block"
                        + " 'child'. Its body did not run; give the pools more connections, or open one nested block"
                        + " after the other");
        Await.value(outer);
        assertThat(fixtures.database.rows()).containsExactly(7);
    }

    @Test
    void connectionToSpareIsNoCircle() {
        open(2);
        CompletableFuture<Integer> outer = outer();
        Await.value(holds);
        mayNest.complete(1);
        assertThat(Await.value(nested)).isNotDone();
        mayWant.complete(1);

        Await.value(outer);
        assertThat(fixtures.database.rows()).containsExactly(6, 7);
    }

    /** One that was nested elsewhere and is over holds up nobody. */
    @Test
    void blockThatHasEndedIsNoPartOfACircle() {
        open(1);
        mayNest.complete(1);
        mayWant.complete(1);
        CompletableFuture<Integer> block = transactions
                .atomic()
                .named("outer")
                .getStageAsync(() -> transactions
                        .atomic()
                        .using("right")
                        .getStageAsync(() -> told(nested, "default", "nested"))
                        .thenCompose(n -> told(wanting, "right", "wanting")));

        assertThat(Await.value(block)).isEqualTo(1);
        Await.value(Await.value(nested));
        Await.value(Await.value(wanting));
        assertThat(fixtures.database.rows()).containsExactly(6, 7);
    }

    @Test
    void workOutsideAnyTransactionWaitsForABlockThatDoesNotWaitForIt() {
        transactions = fixtures.transactions(2);
        CompletableFuture<Integer> holder = transactions.atomic().getStageAsync(() -> mayWant);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> work = transactions.autocommit(() -> transactions.submit(insert(1)));
            wanting.complete(work);
            return work;
        });
        assertThat(Await.value(wanting)).isNotDone();
        assertThat(fixtures.database.rows()).isEmpty();

        mayWant.complete(1);

        assertThat(Await.value(block)).isEqualTo(1);
        Await.value(holder);
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void onlySoManyHoldersAreNamed() {
        transactions = fixtures.transactions(9);

        Throwable told = Await.cause(blockInside(9));

        assertThat(told)
                .isInstanceOf(PoolDeadlockException.class)
                .hasMessageContaining(" and 1 more. Its body did not run");
    }

    /** So many blocks in each other, each on a connection of its own, and one more. */
    private CompletableFuture<Integer> blockInside(int left) {
        return transactions
                .atomic()
                .propagation(Propagation.REQUIRES_NEW)
                .getStageAsync(() -> left == 0 ? CompletableFuture.completedFuture(1) : blockInside(left - 1));
    }

    @Test
    void eightHoldersAreNamedAll() {
        transactions = fixtures.transactions(8);

        assertThat(Await.cause(blockInside(8))).isInstanceOf(PoolDeadlockException.class);
        assertThat(Await.cause(blockInside(8)).getMessage()).doesNotContain(" more. Its");
    }
}
