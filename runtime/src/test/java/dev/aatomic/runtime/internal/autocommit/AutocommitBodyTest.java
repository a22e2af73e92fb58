package dev.aatomic.runtime.internal.autocommit;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.BlockSettings;
import dev.aatomic.runtime.internal.scope.ScopeContext;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G5: the end of a block without a transaction waits for what was done in it, unless it is cut short. */
@Tag("G5")
final class AutocommitBodyTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch inStep = new CountDownLatch(1);
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(2);
    }

    private Atomic without() {
        return transactions.atomic().propagation(Propagation.NOT_SUPPORTED).named("without");
    }

    private static AutocommitBody body() {
        AutocommitContext context = (AutocommitContext) ThreadState.currentContext();
        return (AutocommitBody) ScopeContext.bodyAround(context, context.engine());
    }

    /** A step that does not come to its end before the latch is open. */
    private CompletableFuture<Integer> step(CountDownLatch goesOn) {
        return transactions.submit(connection -> {
            inStep.countDown();
            try {
                Await.latch(goesOn);
                return insert(1).apply(connection);
            } finally {
                seen.add("step over");
            }
        });
    }

    // ---- its end

    @Test
    void endWaitsForTheSteps() {
        CountDownLatch goesOn = fixtures.latch();
        CompletableFuture<Void> block = without().runAsync(() -> {
            ThreadState.currentContext().executeLater(() -> step(goesOn));
            Await.latch(inStep);
        });
        Await.latch(inStep);
        assertThat(block).isNotDone();

        goesOn.countDown();

        Await.value(block);
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void blockIsOpenUntilItsEnd() {
        AtomicReference<AutocommitBody> left = new AtomicReference<>();
        without().run(() -> {
            left.set(body());
            assertThat(body().isOver()).isFalse();
            assertThat(body().isCancelled()).isFalse();
            assertThat(body().contains(ThreadState.currentContext())).isTrue();
            assertThat(body().contains(null)).isFalse();
            assertThat(body().place()).isEqualTo("'without'");
        });

        assertThat(left.get().isOver()).isTrue();
        assertThat(left.get().add(reason -> {})).as("work after the end").isFalse();
        assertThat(left.get().abort(new IOException())).as("too late").isFalse();
        assertThat(left.get().isCancelled()).isFalse();
    }

    @Test
    void endThatIsWaitedForInsideWouldNeverCome() {
        AtomicReference<CompletableFuture<Integer>> own = new AtomicReference<>();
        CountDownLatch known = fixtures.latch();
        CompletableFuture<Integer> block = without().getStageAsync(() -> {
            Await.latch(known);
            assertThatThrownBy(() -> own.get().join())
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessageStartingWith("The end of block 'without' was waited for inside it");
            seen.add("refused");
            return CompletableFuture.completedFuture(1);
        });
        own.set(block);
        known.countDown();

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(seen).containsExactly("refused");
    }

    @Test
    void failureIsToldAsItIs() {
        IOException failure = new IOException("body");

        assertThat(Await.failure(without().getStageAsync(() -> {
                    throw failure;
                })))
                .isSameAs(failure);
        assertThat(Await.failure(without()
                        .getStageAsync(() -> CompletableFuture.failedFuture(new CompletionException(failure)))))
                .isSameAs(failure);
        assertThatThrownBy(() -> without().run(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void failureOfABlockingFormIsTheCallersAlone() {
        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            assertThatThrownBy(() -> without().run(() -> {
                        throw new IOException("body");
                    }))
                    .isInstanceOf(IOException.class);
        });

        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void valueThatIsAStageInABlockingFormIsRefused() {
        assertThatThrownBy(() -> without().get(() -> CompletableFuture.completedFuture(1)))
                .isInstanceOf(TransactionManagementException.class);
    }

    // ---- cut short

    @Test
    void cancelIsForOnce() {
        CompletableFuture<Integer> never = new CompletableFuture<>();
        AtomicReference<AutocommitBody> open = new AtomicReference<>();
        CompletableFuture<Integer> block = without().getStageAsync(() -> {
            open.set(body());
            return never;
        });
        Await.until("it is open", () -> open.get() != null);
        IOException reason = new IOException("first");

        assertThat(open.get().abort(reason)).isTrue();
        assertThat(block).as("the block, which has no steps").isCompletedExceptionally();
        assertThat(open.get().abort(new IOException("second"))).isFalse();

        assertThat(Await.failure(block)).isSameAs(reason);
        assertThat(open.get().isCancelled()).isFalse();
        assertThat(open.get().isOver()).isTrue();
    }

    @Test
    void cancelledBlockSaysSo() {
        AtomicReference<AutocommitBody> open = new AtomicReference<>();
        CompletableFuture<Integer> block = without().getStageAsync(() -> {
            open.set(body());
            return new CompletableFuture<>();
        });
        Await.until("it is open", () -> open.get() != null);

        block.cancel(true);

        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        assertThat(open.get().isCancelled()).isTrue();
    }

    @Test
    void stageThatTheBodyReturnsTooLateIsCancelled() {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CountDownLatch inBody = new CountDownLatch(1);
        CountDownLatch goesOn = fixtures.latch();
        CompletableFuture<Integer> block = without().getStageAsync(() -> {
            inBody.countDown();
            Await.latch(goesOn);
            return stage;
        });
        Await.latch(inBody);

        block.cancel(true);
        assertThat(stage).isNotDone();
        goesOn.countDown();

        Await.until("it is cancelled", stage::isCancelled);
        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
    }

    @Test
    void stageOfAnotherKindIsNotCancelled() {
        CompletableFuture<Integer> kept = new CompletableFuture<>();
        CompletableFuture<Integer> block = without().getStageAsync(() -> {
            inStep.countDown();
            return kept.minimalCompletionStage();
        });
        Await.latch(inStep);

        block.cancel(true);

        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        assertThat(kept).isNotDone();
    }

    @Test
    void stepThatDoesNotStopHoldsTheCallerUpNoLongerThanTheGrace() {
        CountDownLatch goesOn = fixtures.latch();
        CompletableFuture<Integer> block = without().getStageAsync(() -> {
            ThreadState.currentContext().executeLater(() -> step(goesOn));
            return new CompletableFuture<>();
        });
        Await.latch(inStep);

        block.cancel(true);

        assertThat(block).as("within the grace").isNotDone();
        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        assertThat(seen).as("the step").isEmpty();
        goesOn.countDown();
    }

    @Test
    void blockWithoutATransactionStopsWithTheOneAroundIt() {
        CompletableFuture<Integer> never = new CompletableFuture<>();
        AtomicReference<CompletableFuture<Integer>> inner = new AtomicReference<>();
        CompletableFuture<Integer> outer = transactions.atomic().getStageAsync(() -> {
            inner.set(without().getStageAsync(() -> {
                inStep.countDown();
                return never;
            }));
            return inner.get();
        });
        Await.latch(inStep);
        Await.until("it is known", () -> inner.get() != null);

        outer.cancel(true);

        assertThat(Await.cause(inner.get()))
                .isInstanceOf(CancellationException.class)
                .hasMessage("Block 'without' was cancelled because the body of the block around it failed");
        assertThat(Await.cause(outer)).isInstanceOf(CancellationException.class);
        Await.until("its stage is cancelled", never::isCancelled);
    }

    // ---- who is told, and where

    @Test
    void failureThatNobodyLooksAtIsLoggedUnlessItsCallerHasIt() {
        try (LogCapture log = new LogCapture()) {
            assertThatThrownBy(() -> without().named("waited for").run(() -> {
                        throw new IOException("seen");
                    }))
                    .isInstanceOf(IOException.class);
            without().named("unseen").runAsync(() -> {
                throw new IOException("body");
            });

            Await.until("it is logged", () -> {
                System.gc();
                return log.count("Block 'unseen' failed, and nobody looked at its future") == 1;
            });
            assertThat(log.count("'waited for'")).isZero();
        }
    }

    @Test
    void whoGivesItUpTellsItsCallerUnlessOthersDependOnHisThread() {
        List<AutocommitBody> open = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Integer>> ends = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 2; i++) {
            ends.add(without().getStageAsync(() -> {
                open.add(body());
                return new CompletableFuture<>();
            }));
        }
        Await.until("both are open", () -> open.size() == 2);
        ends.forEach(end -> end.whenComplete(
                (value, failure) -> seen.add(Thread.currentThread().getName())));
        IOException reason = new IOException("given up");

        open.get(0).abort(reason);
        assertThat(seen).containsExactly(Thread.currentThread().getName());
        ThreadState.current().runReserved(() -> open.get(1).abort(reason));

        ends.forEach(end -> assertThat(Await.failure(end)).isSameAs(reason));
        Await.until("both are told", () -> seen.size() == 2);
        assertThat(seen.get(1)).matches(MemoryFixtures::isDispatch);
    }

    @Test
    void stageOfOursIsCancelledWithIt() {
        AtomicReference<CompletableFuture<Integer>> ours = new AtomicReference<>();
        CountDownLatch composed = new CountDownLatch(1);
        CompletableFuture<Integer> block = without().getStageAsync(() -> {
            ours.set(transactions.submit(insert(1)).thenCompose(n -> {
                composed.countDown();
                return new CompletableFuture<>();
            }));
            return ours.get();
        });
        // A step that is cancelled while it runs would fail the stage itself.
        Await.latch(composed);
        Await.until("its stage is known", () -> ours.get() != null && ours.get().getNumberOfDependents() > 0);

        block.cancel(true);

        Await.until("it is cancelled", ours.get()::isCancelled);
    }

    @Test
    void whatIsBoundToTheThreadThatOpensItGoesAlong() {
        Transactions capturing = fixtures.transactions(
                1,
                builder -> builder.contextCapture(task -> () -> {
                    seen.add("restored");
                    task.run();
                }));

        Await.value(capturing.atomic().propagation(Propagation.NOT_SUPPORTED).getAsync(() -> seen.add("body")));

        assertThat(seen).containsExactly("restored", "body");
    }

    // ---- close()

    private Services engine() {
        AtomicReference<Services> engine = new AtomicReference<>();
        transactions.atomic().run(() -> engine.set(MemoryFixtures.block().engine));
        return engine.get();
    }

    private AutocommitBody body(Services engine) {
        return new AutocommitBody(
                engine,
                BlockSettings.defaults(null).withName("without"),
                engine.resolve(null),
                null,
                () -> seen.add("body"));
    }

    @Test
    @Tag("G15")
    void blockThatCloseMayHaveMissedIsRefused() {
        Services engine = engine();
        engine.refuseBlocks();

        assertThat(Await.failure(body(engine).start()))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessage("Block 'without' was refused because these transactions are closed");
        assertThatThrownBy(() -> body(engine).runAndReturn()).isInstanceOf(TransactionManagementException.class);
        assertThat(seen).isEmpty();
        assertThat(engine.unfinished.isEmpty()).isTrue();
    }

    @Test
    @Tag("G15")
    void blockIsUnfinishedUntilItsEnd() {
        Services engine = engine();
        without().run(() -> seen.add("unfinished " + !engine.unfinished.isEmpty()));

        assertThat(seen).containsExactly("unfinished true");
        assertThat(engine.unfinished.isEmpty()).isTrue();
    }

    @Test
    @Tag("G15")
    void stepThatDoesNotStopHoldsNobodyUpOnceThereIsNoTimer() {
        CountDownLatch goesOn = fixtures.latch();
        AtomicReference<AutocommitBody> open = new AtomicReference<>();
        CompletableFuture<Integer> block = without().getStageAsync(() -> {
            open.set(body());
            ThreadState.currentContext().executeLater(() -> step(goesOn));
            return new CompletableFuture<>();
        });
        Await.latch(inStep);
        engine().dispatcher.shutdown();
        IOException reason = new IOException("closed");

        open.get().abort(reason);

        assertThat(block).isCompletedExceptionally();
        assertThat(Await.failure(block)).isSameAs(reason);
        goesOn.countDown();
    }
}
