package dev.aatomic.runtime.internal.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who has a block's future may ask the block to roll back, and nothing else. */
@Tag("rooms")
final class BlockFutureTest {

    private final Dispatcher dispatcher = new Dispatcher(Runnable::run, 1, null);
    private final Block block = new Block();
    private final BlockFuture<Integer> future = new BlockFuture<>(dispatcher, block);
    private final RecordedContext context = new RecordedContext();

    /** Stands for the block. */
    private final class Block implements Abortable {

        private final CompletableFuture<Throwable> reason = new CompletableFuture<>();
        private boolean takesReasons = true;
        private boolean isCancelled;
        private boolean isNested;

        @Override
        public boolean isNested() {
            return isNested;
        }

        @Override
        public boolean abort(Throwable given) {
            return takesReasons && reason.complete(given);
        }

        @Override
        public boolean contains(Context current) {
            return current == context;
        }

        @Override
        public String place() {
            return "'block'";
        }

        @Override
        public boolean isCancelled() {
            return isCancelled;
        }
    }

    @AfterEach
    void shutdown() {
        dispatcher.shutdown();
    }

    @Test
    void cancelAsksTheBlockToRollBackAndDoesNotCompleteTheFuture() {
        assertThat(future.cancel(true)).isTrue();

        assertThat(block.reason.join()).isInstanceOf(CancellationException.class);
        assertThat(future).isNotDone();
    }

    @Test
    void cancelSaysWhetherTheBlockIsCancelled() {
        block.takesReasons = false;
        assertThat(future.cancel(true)).isFalse();

        block.isCancelled = true;
        assertThat(future.cancel(true)).isTrue();
    }

    @Test
    void cancelAfterTheEndSaysHowTheBlockEnded() {
        block.isCancelled = true;
        future.settle(null, new CancellationException());

        assertThat(future.cancel(true)).isTrue();
        assertThat(future).isCancelled();
        assertThat(block.reason).isNotDone();
    }

    @Test
    void cancelThatComesWhileTheFutureIsBeingCompletedSaysSoToo() {
        block.isCancelled = true;
        future.letGo(new CancellationException());

        assertThat(future).isNotDone();
        assertThat(future.cancel(true)).isTrue();
        assertThat(block.reason).isNotDone();
    }

    /** What its body failed with is the user's own, and noRollbackFor names it. */
    @Test
    void blockThatCommittedIsNotCancelledByTheCancellationOfItsBody() {
        future.settle(null, new CancellationException());

        assertThat(future.cancel(true)).isFalse();
    }

    @Test
    void cancelAfterAnotherEndIsInVain() {
        future.settle(1, null);
        BlockFuture<Integer> failed = new BlockFuture<>(dispatcher, block);
        failed.settle(null, new IOException());

        assertThat(future.cancel(true)).isFalse();
        assertThat(failed.cancel(true)).isFalse();
        assertThat(block.reason).isNotDone();
        assertThat(future).isCompletedWithValue(1);
    }

    @Test
    void failingItAsksTheBlockToRollBackForThat() {
        IOException failure = new IOException();

        assertThat(future.completeExceptionally(failure)).isTrue();
        assertThat(future.completeExceptionally(failure)).isFalse();
        assertThat(block.reason).isCompletedWithValue(failure);
        assertThat(future).isNotDone();
        assertThatThrownBy(() -> future.completeExceptionally(null)).hasMessage("failure");
    }

    @Test
    void onlyTheEndCompletesIt() {
        List<Runnable> refused = List.of(
                () -> future.complete(1),
                () -> future.completeAsync(() -> 1),
                () -> future.completeAsync(() -> 1, Runnable::run),
                () -> future.completeOnTimeout(1, 1, TimeUnit.HOURS),
                () -> future.obtrudeValue(1),
                () -> future.obtrudeException(new IOException()));

        assertThat(refused)
                .allSatisfy(each -> assertThatThrownBy(each::run)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("block's end"));
        assertThat(future).isNotDone();
    }

    @Test
    void whoeverWouldWaitForItInsideTheBlockIsTold() {
        assertThat(refusal(future::join)).hasMessageContaining("'block'");
        refusal(future::get);
        refusal(() -> future.get(1, TimeUnit.HOURS));
    }

    /** On another thread, since what is not refused waits for ever. */
    private Throwable refusal(Callable<?> wait) {
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        new Thread(() -> context.runHere(() -> refused.complete(catchThrowable(wait::call)))).start();
        Throwable refusal = Await.value(refused);
        assertThat(refusal).isInstanceOf(TransactionManagementException.class);
        return refusal;
    }

    @Test
    void whoeverWaitsElsewhereOrAfterTheEndIsNot() throws Exception {
        assertThat(Await.cause(CompletableFuture.supplyAsync(this::withoutLimit)))
                .isInstanceOf(TimeoutException.class);
        future.settle(1, null);

        assertThat(future).isCompletedWithValue(1);
        context.runHere(() -> assertThat(future.join()).isEqualTo(1));
        assertThat(future.get()).isEqualTo(1);
    }

    private Integer withoutLimit() {
        try {
            return future.get(0, TimeUnit.NANOSECONDS);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    @Test
    void timeLimitRollsTheBlockBack() {
        assertThat(future.orTimeout(-1, TimeUnit.SECONDS)).isSameAs(future);

        assertThat(Await.value(block.reason)).isInstanceOf(TimeoutException.class);
        assertThat(future).isNotDone();
    }

    @Test
    void timeLimitThatIsNotReachedDoesNothing() {
        future.orTimeout(1, TimeUnit.HOURS);
        future.settle(1, null);
        future.orTimeout(0, TimeUnit.SECONDS);

        assertThat(block.reason).isNotDone();
        assertThat(future.isObserved()).isTrue();
    }

    @Test
    void timeLimitAfterTheTransactionsWereClosedIsNone() {
        dispatcher.shutdown();

        assertThat(future.orTimeout(1, TimeUnit.HOURS)).isSameAs(future);
    }

    @Test
    void timeLimitOfANestedBlockWouldComeTooLate() {
        block.isNested = true;

        assertRefusesTimeLimit();
        future.settle(1, null);
        assertRefusesTimeLimit();
    }

    private void assertRefusesTimeLimit() {
        assertThatThrownBy(() -> future.orTimeout(1, TimeUnit.HOURS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("timeout(…)");
    }
}
