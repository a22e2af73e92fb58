package dev.aatomic.runtime.cancel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.RecordingListener;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G7: a cancellation that meets the end of its block, or a body that has not returned yet. */
@Tag("G7")
final class CancellationRacesTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private Transactions withoutDriver() {
        return fixtures.transactions(Transactions.builder().database("default", new NoDriver(), 1));
    }

    /** Makes the block end while its cancellation is still on its way through what was queued in it. */
    private static void endDuringCancellation(Scope scope, CompletableFuture<?> block) {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        scope.submit(connection -> {
            running.countDown();
            Await.latch(release);
            return 1;
        });
        Await.latch(running);
        scope.submit(connection -> 2).whenComplete((value, dropped) -> {
            release.countDown();
            Await.end(block);
        });
    }

    @Test
    void nestedBlockThatEndsDuringItsCancellationLeavesItsParentAlone() {
        Transactions transactions = withoutDriver();
        CompletableFuture<Integer> parentBody = new CompletableFuture<>();
        CompletableFuture<Scope> entered = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<Object>> opened = new CompletableFuture<>();
        CompletableFuture<Integer> parent = transactions.atomic().getStageAsync(() -> {
            opened.complete(transactions.atomic().getStageAsync(() -> {
                entered.complete(transactions.scope());
                return new CompletableFuture<>();
            }));
            return parentBody;
        });
        CompletableFuture<Object> nested = Await.value(opened);
        endDuringCancellation(Await.value(entered), nested);

        assertThat(nested.cancel(true)).isTrue();

        Await.end(nested);
        assertThat(parent).isNotDone();
        parentBody.complete(7);
        assertThat(Await.value(parent)).isEqualTo(7);
    }

    @Test
    void outermostBlockMayEndDuringItsCancellation() {
        Transactions transactions = withoutDriver();
        CompletableFuture<Scope> entered = new CompletableFuture<>();
        CompletableFuture<Object> block = transactions.atomic().getStageAsync(() -> {
            entered.complete(transactions.scope());
            return new CompletableFuture<>();
        });
        endDuringCancellation(Await.value(entered), block);

        assertThat(block.cancel(true)).isTrue();

        Await.end(block);
        assertThat(block).isCancelled();
    }

    @Test
    void stageOfABodyThatReturnsAfterItsBlockWasCancelledIsCancelledToo() {
        Transactions transactions = withoutDriver();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Object> stage = new CompletableFuture<>();
        CompletableFuture<Object> block = transactions.atomic().getStageAsync(() -> {
            running.countDown();
            Await.latch(release);
            return stage;
        });
        Await.latch(running);

        assertThat(block.cancel(true)).isTrue();
        release.countDown();

        Await.until("the body's stage is cancelled", stage::isCancelled);
    }

    @Test
    void enterThatIsCancelledWhileItWaitsLeavesTheQueue() {
        Transactions transactions = withoutDriver();
        CompletableFuture<Integer> holding = new CompletableFuture<>();
        CompletableFuture<Integer> holder = transactions.atomic().getStageAsync(() -> holding);
        CompletableFuture<Scope> entered = transactions.atomic().enter();

        assertThat(entered.cancel(true)).isTrue();
        holding.complete(1);

        Await.value(holder);
        assertThat(Await.value(transactions.atomic().getAsync(() -> 2))).isEqualTo(2);
    }

    @Test
    void exitWithAFailureThatAStageHasWrappedIsNoFailureOfItsOwn() {
        Scope scope = Await.value(withoutDriver().atomic().enter());

        Await.value(scope.exit(new CompletionException(new IOException("in the scope"))));

        assertThat(scope.isOpen()).isFalse();
    }

    /** Its turn has come, so it waits in no queue, and it is not open yet. */
    @Test
    void nestedBlockThatJustBeginsIsNotEnteredOnceItsParentWasCancelled() {
        CountDownLatch begins = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        AtomicBoolean isNestedNext = new AtomicBoolean();
        Transactions transactions = fixtures.transactions(Transactions.builder()
                .database("default", new NoDriver(), 1)
                .listener(new RecordingListener())
                .contextCapture(task -> {
                    boolean isNested = isNestedNext.getAndSet(false);
                    return () -> {
                        if (isNested) {
                            begins.countDown();
                            Await.latch(goesOn);
                        }
                        task.run();
                    };
                }));
        CompletableFuture<CompletableFuture<Object>> opened = new CompletableFuture<>();
        AtomicBoolean entered = new AtomicBoolean();
        CompletableFuture<Object> parent = transactions.atomic().getStageAsync(() -> {
            isNestedNext.set(true);
            CompletableFuture<Object> nested = transactions.atomic().getStageAsync(() -> {
                entered.set(true);
                return new CompletableFuture<>();
            });
            opened.complete(nested);
            return nested;
        });
        Await.latch(begins);

        assertThat(parent.cancel(true)).isTrue();
        goesOn.countDown();

        assertThat(Await.cause(Await.value(opened))).isInstanceOf(CannotCreateTransactionException.class);
        assertThat(Await.failure(parent)).isInstanceOf(CancellationException.class);
        assertThat(entered).isFalse();
    }
}
