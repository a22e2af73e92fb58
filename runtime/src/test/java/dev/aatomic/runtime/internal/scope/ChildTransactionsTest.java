package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G5: what was opened in a block on a connection of its own is over before the block is. */
@Tag("G5")
final class ChildTransactionsTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    @Test
    void endWaitsForItsChildren() {
        ChildTransaction child = reason -> seen.add("cancelled");
        AtomicReference<BlockScope> open = new AtomicReference<>();
        CompletableFuture<Void> block = transactions.atomic().runAsync(() -> {
            assertThat(ChildTransactions.add(block(), child, false)).isTrue();
            assertThat(ChildTransactions.of(block())).containsExactly(child);
            open.set(block());
        });
        Await.until("its body is over", () -> open.get() != null && open.get().phase == ScopePhase.EXITING);
        assertThat(block).isNotDone();
        assertThat(ChildTransactions.add(open.get(), reason -> {}, false))
                .as("from outside")
                .isFalse();
        ChildTransaction ofAHook = reason -> {};
        assertThat(ChildTransactions.add(open.get(), ofAHook, true))
                .as("from a hook")
                .isTrue();

        ChildTransactions.remove(open.get(), child);
        ChildTransactions.remove(open.get(), child);
        assertThat(block).isNotDone();
        ChildTransactions.remove(open.get(), ofAHook);

        Await.value(block);
        assertThat(seen).isEmpty();
        assertThat(ChildTransactions.add(open.get(), child, true))
                .as("after the end")
                .isFalse();
        ChildTransactions.remove(open.get(), child);
    }

    /** On another thread than that of the child, which has its own caller to tell. */
    @Test
    void lastChildThatIsOverStartsTheEnd() {
        CountedExecutor executor = new CountedExecutor(fixtures.executor());
        Transactions counted = fixtures.transactions(1, builder -> builder.executor(executor));
        ChildTransaction child = reason -> {};
        CompletableFuture<BlockScope> open = new CompletableFuture<>();
        CompletableFuture<Thread> ended = counted.atomic()
                .runAsync(() -> {
                    ChildTransactions.add(block(), child, false);
                    open.complete(block());
                })
                .thenApply(nothing -> Thread.currentThread());
        BlockScope block = Await.value(open);
        Await.until("its end waits", () -> isWaiting(block) && executor.isIdle());
        int before = executor.given.get();
        executor.runsHere.set(true);

        ChildTransactions.remove(block, child);

        assertThat(executor.given).hasValueGreaterThan(before);
        assertThat(Await.value(ended)).isNotSameAs(Thread.currentThread());
    }

    private static boolean isWaiting(BlockScope block) {
        synchronized (block.lane) {
            return block.obligations != null && block.obligations.isWaitedFor();
        }
    }

    @Test
    void childOfABlockThatFailsIsCancelled() {
        CompletableFuture<Void> block = transactions.atomic().runAsync(() -> {
            BlockScope own = block();
            ChildTransactions.add(
                    own,
                    new ChildTransaction() {
                        @Override
                        public void cancelBy(Throwable failure) {
                            seen.add("cancelled by " + failure.getMessage());
                            ChildTransactions.remove(own, this);
                        }
                    },
                    false);
            throw new IOException("body");
        });

        assertThat(Await.cause(block)).hasMessage("body");
        assertThat(seen).containsExactly("cancelled by body");
    }

    @Test
    void childThatWaitsForItsConnectionIsNamed() {
        ChildTransaction noBlock = reason -> {};
        CompletableFuture<Integer> holds = new CompletableFuture<>();
        Transactions two = fixtures.transactions(1, builder -> builder.database("other", fixtures.source(), 1));
        Atomic other = two.database("other").atomic();
        CompletableFuture<Integer> holder = other.getStageAsync(() -> holds);
        AtomicReference<BlockScope> open = new AtomicReference<>();
        CompletableFuture<Integer> inChild = new CompletableFuture<>();
        CompletableFuture<Void> outer = two.atomic().runAsync(() -> {
            ChildTransactions.add(block(), noBlock, false);
            assertThat(ChildTransactions.waitingForConnection(block()))
                    .as("of one that is no block")
                    .isNull();
            other.named("child").getStageAsync(() -> inChild);
            open.set(block());
        });

        Await.until("the child waits", () -> open.get() != null);
        assertThat(ChildTransactions.waitingForConnection(open.get()))
                .matches("block #\\d+ 'child', which was opened in it and waits for a connection of database 'other'");

        holds.complete(1);
        Await.value(holder);
        Await.until("it has one", () -> ChildTransactions.waitingForConnection(open.get()) == null);
        inChild.complete(1);
        ChildTransactions.remove(open.get(), noBlock);
        Await.value(outer);
    }
}
