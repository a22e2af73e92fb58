package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G8: nobody who waits inside a block that is given up is forgotten, wherever the lane is just then. */
@Tag("G8")
final class AbandonmentInsideTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final CountDownLatch inRollback = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final AtomicReference<BlockScope> outer = new AtomicReference<>();

    /** The rollback to a savepoint takes until the latch is open. */
    private void rollbackTakesUntil(CountDownLatch over) {
        fixtures.on("setSavepoint", real -> {
            ResourceSavepoint set = (ResourceSavepoint) real.call();
            return Proxy.newProxyInstance(
                    AbandonmentInsideTest.class.getClassLoader(),
                    new Class<?>[] {ResourceSavepoint.class},
                    (self, method, arguments) -> {
                        if (method.getName().startsWith("rollbackTo")) {
                            inRollback.countDown();
                            Await.latch(over);
                        }
                        return method.invoke(set, arguments);
                    });
        });
    }

    /**
     * The thread that gives the blocks up is held where it hands over what tells the caller of the inner one, until the lane has gone as far
     * as it can.
     */
    private Transactions heldAsItTells(CountDownLatch over) {
        Thread givesUp = Thread.currentThread();
        return fixtures.transactions(
                1,
                builder -> builder.executor(task -> {
                    if (Thread.currentThread() == givesUp && inRollback.getCount() == 0) {
                        over.countDown();
                        Await.until(
                                "the next block is open, or never will be",
                                () -> opened.getCount() == 0 || outer.get().phaseNow() == ScopePhase.ABANDONED);
                    }
                    fixtures.executor().execute(task);
                }));
    }

    @Test
    void blockThatWaitsForTheEndOfAnotherIsToldThoughThatEndsMeanwhile() {
        CountDownLatch over = fixtures.latch();
        rollbackTakesUntil(over);
        Transactions transactions = heldAsItTells(over);
        AtomicReference<Scope> scope = new AtomicReference<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            outer.set(MemoryFixtures.block());
            scope.set(transactions.scope());
            transactions.atomic().runAsync(() -> {
                transactions.submit(insert(1)).join();
                throw new IOException("inner");
            });
            return new CompletableFuture<>();
        });
        Await.latch(inRollback);
        CompletableFuture<Integer> next = scope.get()
                .call(() -> transactions.atomic().getStageAsync(() -> {
                    opened.countDown();
                    return new CompletableFuture<>();
                }));
        IllegalStateException defect = new IllegalStateException("defect");

        outer.get().crash(defect);

        assertThat(Await.cause(block)).isSameAs(defect);
        assertThat(Await.cause(next))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasCause(defect);
        assertThat(opened.getCount()).as("its body has not run").isEqualTo(1);
        assertThat(fixtures.database.rows()).isEmpty();
    }
}
