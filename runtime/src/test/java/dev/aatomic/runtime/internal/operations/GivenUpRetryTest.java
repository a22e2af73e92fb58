package dev.aatomic.runtime.internal.operations;

import static dev.aatomic.runtime.internal.operations.RetriedBlocks.LATER;
import static dev.aatomic.runtime.internal.operations.RetriedBlocks.SOON;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.operations.RetriedBlocks.Form;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever gives up a block with a retry ends it in an attempt, between two, and while it is not known yet whether there is another. */
@Tag("rooms")
final class GivenUpRetryTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final CancellationException givenUp = new CancellationException("given up");
    private final AtomicReference<RetriedBlock> opened = new AtomicReference<>();

    /** Called when a listener is told that there will be another attempt. */
    private final AtomicReference<Runnable> onRetried = new AtomicReference<>(() -> {});

    private RetriedBlocks blocks;
    private Transactions transactions;

    @BeforeEach
    void open() {
        blocks = new RetriedBlocks(
                fixtures,
                builder -> builder.closeTimeout(Duration.ofMillis(1)).listener(new TransactionListener() {
                    @Override
                    public void retried(TransactionEvent event) {
                        onRetried.get().run();
                    }
                }));
        transactions = blocks.transactions;
    }

    private RetriedBlock remembered(RetriedBlock block) {
        opened.set(block);
        return block;
    }

    // ---- between two attempts

    @ParameterizedTest
    @EnumSource
    void whatIsGivenUpInAPauseEnds(Form form) {
        RetriedBlock block =
                blocks.block(blocks.settings.withRetry(LATER).withTimeout(Duration.ofHours(3)), blocks::fail);
        CompletableFuture<Object> end = blocks.pausing(form, block);
        assertThat(transactions.metrics().database("default").active()).isZero();
        assertThat(end).isNotDone();
        assertThat(block.isCancelled()).isFalse();
        assertThat(block.contains(null)).isFalse();

        assertThat(block.abort(givenUp)).isTrue();

        assertThat(block.abort(new IOException())).isFalse();
        assertThat(block.isCancelled()).isTrue();
        assertThat(Await.failure(end)).isSameAs(givenUp);
        assertThat(blocks.runs).hasValue(1);
        assertThat(blocks.retried()).isZero();
    }

    @Test
    void whoGivesUpInAPauseTellsTheCallerUnlessOthersDependOnTheThread() {
        AtomicReference<Thread> teller = new AtomicReference<>();
        RetriedBlock first = blocks.failing(LATER);
        blocks.pausing(Form.FUTURE, first).whenComplete((value, failure) -> teller.set(Thread.currentThread()));
        first.abort(givenUp);
        assertThat(teller).hasValue(Thread.currentThread());

        CompletableFuture<Thread> other = new CompletableFuture<>();
        RetriedBlock second = blocks.failing(LATER);
        blocks.pausing(Form.FUTURE, second).whenComplete((value, failure) -> other.complete(Thread.currentThread()));
        ThreadState.current().runReserved(() -> second.abort(givenUp));
        assertThat(Await.value(other)).isNotSameAs(Thread.currentThread());
    }

    /** The pause is over, and nothing runs yet. */
    @Test
    void attemptThatHasNotBegunIsGivenUp() {
        RetriedBlocks other = new RetriedBlocks(
                fixtures,
                builder -> builder.executor(task -> {
                    RetriedBlock block = opened.get();
                    Future<?> pause = block == null ? null : RetriedBlocks.pause(block);
                    if (pause != null) {
                        Await.until("the pause is over", pause::isDone);
                        block.abort(givenUp);
                    }
                    fixtures.executor().execute(task);
                }));

        assertThat(Await.failure(remembered(other.failing(SOON)).start())).isSameAs(givenUp);
        assertThat(other.runs).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void otherFailureThanACancellationIsNone(Form form) {
        IOException reason = new IOException();
        RetriedBlock block = blocks.failing(LATER);
        CompletableFuture<Object> end = blocks.pausing(form, block);

        assertThat(block.abort(reason)).isTrue();

        assertThat(Await.cause(end)).isSameAs(reason);
        assertThat(block.isCancelled()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void closedTransactionsEndAPause(Form form) {
        CompletableFuture<Object> end = blocks.pausing(form, blocks.failing(LATER));

        Await.value(CompletableFuture.runAsync(transactions::close));

        assertThat(Await.failure(end))
                .isInstanceOf(CancellationException.class)
                .hasMessage("The transactions were closed while block 'order' was open");
    }

    @ParameterizedTest
    @EnumSource
    void listenerMayGiveItUp(Form form) {
        onRetried.set(() -> opened.get().abort(givenUp));

        assertThat(Await.failure(form.open(remembered(blocks.failing(LATER))))).isSameAs(givenUp);
        assertThat(blocks.runs).hasValue(1);
    }

    /** Nobody else would tell its caller. */
    @ParameterizedTest
    @EnumSource
    void pauseThatCannotBeginAnyMoreIsTheEnd(Form form) {
        onRetried.set(blocks.engine.dispatcher::shutdown);

        assertThat(Await.cause(form.open(blocks.failing(LATER)))).isSameAs(blocks.failures.get(0));
        assertThat(blocks.runs).hasValue(1);
    }

    // ---- in the user's condition

    private static RetryPolicy condition(Runnable condition) {
        return SOON.retryIf(failure -> {
            condition.run();
            return true;
        });
    }

    /** A failure that only the condition names. */
    private RetriedBlock failing(IOException failure, RetryPolicy policy) {
        return remembered(blocks.block(blocks.settings.withRetry(policy), () -> {
            blocks.runs.incrementAndGet();
            throw failure;
        }));
    }

    @ParameterizedTest
    @EnumSource
    void conditionMayGiveItUp(Form form) {
        AtomicReference<Boolean> takesEffect = new AtomicReference<>();
        RetryPolicy policy = condition(() -> takesEffect.set(opened.get().abort(givenUp)));

        assertThat(Await.failure(form.open(failing(new IOException(), policy)))).isSameAs(givenUp);
        assertThat(takesEffect).hasValue(true);
        assertThat(blocks.runs).hasValue(1);
    }

    @Test
    void callerIsToldThoughTheConditionDoesNotComeBack() {
        AtomicReference<Boolean> takesEffect = new AtomicReference<>();
        CompletableFuture<Object> told = new CompletableFuture<>();
        RetryPolicy policy = condition(() -> {
            takesEffect.set(opened.get().giveUp(givenUp));
            Await.end(told);
        });
        CompletableFuture<Object> end = failing(new IOException(), policy).start();
        end.whenComplete((value, failure) -> told.complete(1));

        assertThat(Await.failure(end)).isSameAs(givenUp);
        Await.until("the condition is over", () -> takesEffect.get() != null);
        assertThat(takesEffect).hasValue(true);
        assertThat(opened.get().giveUp(givenUp)).isFalse();
        assertThat(blocks.runs).hasValue(1);
    }

    // ---- in an attempt

    @ParameterizedTest
    @EnumSource
    void attemptThatIsGivenUpIsTheLastOne(Form form) {
        CompletableFuture<Context> attempt = new CompletableFuture<>();
        RetriedBlock block = blocks.staged(condition(() -> {}), () -> {
            blocks.runs.incrementAndGet();
            attempt.complete(ThreadState.currentContext());
            return new CompletableFuture<>();
        });
        CompletableFuture<Object> end = form.open(block);
        Context inside = Await.value(attempt);
        assertThat(block.contains(inside)).isTrue();
        assertThat(block.contains(null)).isFalse();
        assertThat(block.isCancelled()).isFalse();
        assertThat(block.giveUp(new IOException())).isFalse();

        assertThat(block.abort(givenUp)).isTrue();

        assertThat(Await.failure(end)).isSameAs(givenUp);
        assertThat(block.isCancelled()).isTrue();
        assertThat(block.contains(inside)).isFalse();
        assertThat(blocks.runs).hasValue(1);
    }

    /** While it is being stopped, as after it. */
    @ParameterizedTest
    @EnumSource
    void attemptThatIsBeingStoppedIsCancelled(Form form) {
        AtomicReference<Boolean> seen = new AtomicReference<>();
        RetriedBlock block = remembered(blocks.block(blocks.settings.withRetry(condition(() -> {})), () -> {
            blocks.runs.incrementAndGet();
            opened.get().abort(givenUp);
            seen.set(opened.get().isCancelled());
            throw new IOException();
        }));

        assertThat(Await.failure(form.open(block))).isSameAs(givenUp);
        assertThat(seen).hasValue(true);
        assertThat(blocks.runs).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void attemptThatHasCommittedIsNotCancelledByWhatItFailedWith(Form form) {
        RetriedBlock block =
                blocks.block(blocks.settings.withRetry(SOON).withNoRollbackFor(CancellationException.class), () -> {
                    transactions.submit(insert(1)).join();
                    throw givenUp;
                });

        assertThat(Await.failure(form.open(block))).isSameAs(givenUp);
        assertThat(block.isCancelled()).isFalse();
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    /** Its end is not known yet, and cannot be changed any more. */
    @ParameterizedTest
    @EnumSource
    void attemptThatHasCommittedIsNotGivenUpWhateverItFailedWith(Form form) {
        IOException failure = new IOException();
        AtomicReference<Boolean> takesEffect = new AtomicReference<>();
        RetryPolicy always = condition(() -> {});
        RetriedBlock block =
                remembered(blocks.block(blocks.settings.withRetry(always).withNoRollbackFor(IOException.class), () -> {
                    transactions.submit(insert(1)).join();
                    transactions.onCommit(() -> takesEffect.set(opened.get().abort(givenUp)));
                    throw failure;
                }));

        assertThat(Await.cause(form.open(block))).isSameAs(failure);
        assertThat(takesEffect).hasValue(false);
        assertThat(block.abort(givenUp)).isFalse();
        assertThat(block.giveUp(givenUp)).isFalse();
        assertThat(block.isCancelled()).isFalse();
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    // ---- as a part of a block

    private Atomic independent(RetryPolicy policy) {
        return transactions
                .atomic()
                .propagation(Propagation.REQUIRES_NEW)
                .named("inner")
                .retry(policy);
    }

    @Test
    void failureThatNobodySawBreaksTheBlockAround() {
        CompletableFuture<Integer> outer = transactions.atomic().getStageAsync(() -> {
            independent(SOON).getAsync(blocks::fail);
            return transactions.submit(insert(1));
        });

        assertThat(Await.failure(outer)).isInstanceOf(UnexpectedRollbackException.class);
        assertThat(Await.failure(outer)).hasCause(blocks.failures.get(2));
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void blockAroundEndsAfterWhatBelongsToIt() {
        IOException failure = new IOException();
        CompletableFuture<Integer> outer = transactions.atomic().getStageAsync(() -> {
            independent(SOON).getAsync(() -> blocks.runs.get() < 1 ? blocks.fail() : 1);
            independent(SOON).getAsync(blocks::fail).exceptionally(seen -> null);
            assertThatThrownBy(() -> independent(condition(() -> {})).run(() -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
            return transactions.submit(insert(1));
        });

        Await.value(outer);
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    /** Opens an independent block that pauses, and cancels what is around it. */
    private void cancelledWithParent(Consumer<CompletableFuture<Throwable>> inner) {
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        CompletableFuture<Integer> outer = transactions.atomic().getStageAsync(() -> {
            inner.accept(ended);
            return new CompletableFuture<>();
        });
        Await.until("it is to be retried", () -> blocks.attempts("retried").size() == 1);

        outer.cancel(true);

        assertThat(Await.value(ended))
                .isInstanceOf(CancellationException.class)
                .hasMessage("Block 'inner' was cancelled because the body of the block around it failed");
        assertThat(Await.failure(outer)).isInstanceOf(CancellationException.class);
    }

    @Test
    void pauseEndsWithTheBlockAround() {
        cancelledWithParent(ended ->
                independent(LATER).getAsync(blocks::fail).whenComplete((value, failure) -> ended.complete(failure)));
    }

    @Test
    void pauseOfACallerEndsWithTheBlockAround() {
        cancelledWithParent(ended -> {
            try {
                independent(LATER).get(blocks::fail);
            } catch (Throwable failure) {
                ended.complete(failure);
            }
        });
    }
}
