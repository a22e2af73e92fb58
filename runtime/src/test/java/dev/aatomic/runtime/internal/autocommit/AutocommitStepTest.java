package dev.aatomic.runtime.internal.autocommit;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Lane;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G5: a step outside any block has its turn, its end and its caller, whatever is around it. */
@Tag("G5")
final class AutocommitStepTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    private static <T> CompletableFuture<T> step(Transactions on, ConnectionFunction<T> step) {
        return on.autocommit(() -> on.submit(step));
    }

    private static String here() {
        return Thread.currentThread().getName().replaceAll("[\\d-]+$", "");
    }

    private long active() {
        return transactions.metrics().database("default").active();
    }

    // ---- where it runs

    @Test
    void stepRunsOnADispatchThread() {
        String thread = Await.value(step(transactions, connection -> here()));

        assertThat(thread).matches(MemoryFixtures::isDispatch);
    }

    @Test
    void stepOfADispatchThreadRunsThereAtOnce() {
        Transactions two = fixtures.transactions(2);
        Await.value(two.atomic().runAsync(() -> {
            Thread here = Thread.currentThread();
            ThreadState thread = ThreadState.current();
            int lanes = thread.laneCount();
            AtomicReference<AutocommitStep<?>> step = new AtomicReference<>();
            CompletableFuture<Boolean> same = step(two, connection -> {
                step.set(running());
                assertThat(thread.laneCount()).isEqualTo(lanes + 1);
                return Thread.currentThread() == here;
            });
            assertThat(same).isCompletedWithValue(true);
            assertThat(thread.laneCount()).isEqualTo(lanes);
            assertThat(step.get().lane.isOwnedHere()).as("the lane of the step").isFalse();
        }));
    }

    @Test
    void stepIsItsOwnContext() {
        Await.value(step(transactions, connection -> {
            Context inside = ThreadState.currentContext();
            assertThat(inside).isInstanceOf(AutocommitContext.class);
            assertThat(((AutocommitContext) inside).isAutocommit()).isTrue();
            return 1;
        }));
        assertThat(ThreadState.currentContext()).isNull();
    }

    @Test
    void threadThatHasRunAStepIsInNoContextAfterwards() {
        Transactions direct = fixtures.transactions(1, builder -> builder.executor(Runnable::run));
        assertThat(Await.value(step(direct, insert(1)))).isEqualTo(1);

        assertThat(ThreadState.currentContext()).isNull();
    }

    @Test
    void stepThatTheExecutorRefusesIsNotRun() {
        Transactions refusing = fixtures.transactions(
                1,
                builder -> builder.executor(task -> {
                    throw new RejectedExecutionException("full");
                }));

        assertThat(Await.cause(step(refusing, insert(1))))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessage("A step outside any block was not run: java.util.concurrent.RejectedExecutionException");
        assertThat(fixtures.database.rows()).isEmpty();
        assertThat(refusing.metrics().database("default").active()).isZero();
    }

    // ---- what belongs to it

    @Test
    void endOfABlockWaitsForItsSteps() {
        Transactions two = fixtures.transactions(2);
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch goesOn = fixtures.latch();
        CompletableFuture<Integer> block = two.atomic().getStageAsync(() -> {
            Context context = ThreadState.currentContext();
            new Thread(() -> context.runHere(() -> step(two, connection -> {
                        inStep.countDown();
                        Await.latch(goesOn);
                        return insert(2).apply(connection);
                    })))
                    .start();
            Await.latch(inStep);
            return two.submit(insert(1));
        });
        Await.latch(inStep);
        assertThat(block).isNotDone();
        goesOn.countDown();

        Await.value(block);
        assertThat(fixtures.database.rows()).containsExactly(1, 2);
    }

    @Test
    void stepsOfABlockWithoutATransactionAreCutShortWithIt() {
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch goesOn = fixtures.latch();
        AtomicReference<CompletableFuture<Integer>> running = new AtomicReference<>();
        CompletableFuture<Integer> never = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .propagation(Propagation.NOT_SUPPORTED)
                .getStageAsync(() -> {
                    ThreadState.currentContext()
                            .executeLater(() -> running.set(transactions.submit(connection -> {
                                inStep.countDown();
                                Await.latch(goesOn);
                                return insert(1).apply(connection);
                            })));
                    return never;
                });
        Await.latch(inStep);

        block.cancel(true);
        goesOn.countDown();

        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        Await.until("the step is known", () -> running.get() != null);
        assertThat(Await.cause(running.get()))
                .isInstanceOf(CancellationException.class)
                .hasMessage("A step outside any transaction was cancelled because the block in which it was submitted"
                        + " was");
        assertThat(fixtures.database.rows()).isEmpty();
        Await.until("its connection is back", () -> active() == 0);
    }

    @Test
    void stepThatWaitsForItsConnectionIsCutShortInTheQueue() {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> holder = transactions.atomic().getStageAsync(() -> stage);
        AtomicReference<CompletableFuture<Integer>> waiting = new AtomicReference<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .propagation(Propagation.NOT_SUPPORTED)
                .getStageAsync(() -> {
                    waiting.set(transactions.submit(insert(1)));
                    return waiting.get();
                });
        Await.until("it waits", () -> transactions.metrics().database("default").waiting() == 1);

        block.cancel(true);

        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        assertThat(Await.cause(waiting.get())).isInstanceOf(CancellationException.class);
        assertThat(transactions.metrics().database("default").waiting()).isZero();
        stage.complete(1);
        Await.value(holder);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    /** What is submitted outside a block on purpose is none of the block's to stop. */
    @Test
    void stepGoesOnThoughTheBlockAroundItIsCutShort() {
        Transactions two = fixtures.transactions(2);
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch goesOn = fixtures.latch();
        AtomicReference<CompletableFuture<Integer>> running = new AtomicReference<>();
        CompletableFuture<Integer> never = new CompletableFuture<>();
        CompletableFuture<Integer> block = two.atomic().getStageAsync(() -> {
            Context context = ThreadState.currentContext();
            new Thread(() -> context.runHere(() -> running.set(step(two, connection -> {
                        inStep.countDown();
                        Await.latch(goesOn);
                        return insert(1).apply(connection);
                    }))))
                    .start();
            return never;
        });
        Await.latch(inStep);

        block.cancel(true);
        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        goesOn.countDown();

        Await.until("the step is known", () -> running.get() != null);
        assertThat(Await.value(running.get())).isEqualTo(1);
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    // ---- close()

    @Test
    void closeWaitsForAStep() {
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch goesOn = fixtures.latch();
        CompletableFuture<Integer> step = step(transactions, connection -> {
            inStep.countDown();
            Await.latch(goesOn);
            return insert(1).apply(connection);
        });
        Await.latch(inStep);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(transactions::close);
        Await.until("new steps are refused", () -> {
            try {
                CompletableFuture<Integer> refused = step(transactions, insert(2));
                return refused.isCompletedExceptionally();
            } catch (RuntimeException refused) {
                return true;
            }
        });
        assertThat(closed).isNotDone();

        goesOn.countDown();

        Await.value(closed);
        assertThat(step).isCompletedWithValue(1);
        assertThat(fixtures.database.rows()).contains(1);
    }

    /** The step that runs on the calling thread. */
    private static AutocommitStep<?> running() {
        ThreadState thread = ThreadState.current();
        return (AutocommitStep<?>) thread.lane(thread.laneCount() - 1).innermost();
    }

    /** A step that does not come to its end before the latch is open. */
    private CompletableFuture<Integer> hanging(AtomicReference<AutocommitStep<?>> step, CountDownLatch goesOn) {
        CountDownLatch inStep = new CountDownLatch(1);
        CompletableFuture<Integer> future = step(transactions, connection -> {
            step.set(running());
            inStep.countDown();
            Await.latch(goesOn);
            try {
                return insert(1).apply(connection);
            } finally {
                seen.add("over");
            }
        });
        Await.latch(inStep);
        return future;
    }

    @Test
    void stepThatIsGivenUpTakesNoStatementAnyMore() {
        AtomicReference<AutocommitStep<?>> step = new AtomicReference<>();
        CountDownLatch goesOn = fixtures.latch();
        CompletableFuture<Integer> future = hanging(step, goesOn);
        assertThat(step.get().isCancelled()).isFalse();
        assertThat(step.get().isConnected()).isTrue();
        assertThat(step.get().place()).isEqualTo("'in autocommit'");
        IOException reason = new IOException("given up");

        assertThat(step.get().abort(reason)).isTrue();
        goesOn.countDown();

        assertThat(Await.cause(future)).isSameAs(reason);
        assertThat(step.get().isCancelled()).isFalse();
        assertThat(fixtures.database.rows()).isEmpty();
        Await.until("its connection is back", () -> active() == 0);
    }

    @Test
    void stepThatWasGivenUpIsAbandonedWithThat() {
        AtomicReference<AutocommitStep<?>> step = new AtomicReference<>();
        CountDownLatch goesOn = fixtures.latch();
        CompletableFuture<Integer> future = hanging(step, goesOn);
        CancellationException reason = new CancellationException("given up");
        step.get().abort(reason);
        assertThat(step.get().isCancelled()).isTrue();

        step.get().abandon();

        assertThat(Await.cause(future)).isSameAs(reason);
        goesOn.countDown();
        Await.until("it is over", () -> !seen.isEmpty());
    }

    @Test
    void stepThatThePoolKeepsWaitingIsAbandonedToo() {
        CountDownLatch over = fixtures.latch();
        CountDownLatch inPool = new CountDownLatch(1);
        fixtures.on("getConnection", real -> {
            inPool.countDown();
            Await.latch(over);
            return real.call();
        });
        AtomicReference<Services> engine = new AtomicReference<>();
        transactions.atomic().run(() -> engine.set(MemoryFixtures.block().engine()));
        CompletableFuture<Integer> future = step(transactions, insert(1));
        Await.latch(inPool);
        Lane lane = (Lane) engine.get().resolve(null).admission.holders().get(0);
        AutocommitStep<?> step = (AutocommitStep<?>) lane.innermost();
        assertThat(step.isConnected()).isFalse();

        step.abandon();

        assertThat(Await.cause(future)).isInstanceOf(CancellationException.class);
        over.countDown();
        Await.until("its connection is back", () -> fixtures.database.open() == 0);
    }

    @Test
    void laneOfAStepIsPinnedUntilItsEnd() {
        AtomicReference<AutocommitStep<?>> step = new AtomicReference<>();
        CountDownLatch goesOn = fixtures.latch();
        CompletableFuture<Integer> future = hanging(step, goesOn);
        assertThat(step.get().lane.isPinned()).isTrue();
        goesOn.countDown();

        Await.value(future);

        assertThat(step.get().lane.isPinned()).isFalse();
        assertThat(step.get().lane.innermost()).isNull();
        assertThat(step.get().phase).isEqualTo(ScopePhase.ENDED);
    }

    @Test
    void stepThatIsGivenUpBeforeItHasItsConnectionTakesNone() {
        IOException reason = new IOException("given up");
        Transactions giving = fixtures.transactions(
                1,
                builder -> builder.contextCapture(task -> () -> {
                    if (seen.isEmpty()) {
                        seen.add("restored");
                        running().abort(reason);
                    }
                    task.run();
                }));
        fixtures.on("getConnection", real -> {
            seen.add("connection");
            return real.call();
        });

        assertThat(Await.cause(step(giving, insert(1)))).isSameAs(reason);
        assertThat(seen).containsExactly("restored");
    }

    @Test
    void stepThatIsGivenUpWhileItGetsItsConnectionIsNotRun() {
        IOException reason = new IOException("given up");
        fixtures.on("getConnection", real -> {
            running().abort(reason);
            return real.call();
        });

        assertThat(Await.cause(step(transactions, connection -> seen.add("run"))))
                .isSameAs(reason);
        assertThat(seen).isEmpty();
        assertThat(fixtures.database.open()).isZero();
    }

    /** Holds the only connection, and gives the step that waits for it to the action. */
    private void withWaiting(Transactions on, BiConsumer<AutocommitStep<?>, CompletableFuture<Integer>> action)
            throws SQLException {
        try (Connection held = on.autocommit(() -> on.dataSource().getConnection())) {
            assertThat(held.isClosed()).isFalse();
            CompletableFuture<Integer> future = step(on, insert(1));
            List<Lane> lanes = new ArrayList<>();
            engine(on).resolve(null).admission.forEachTicket(ticket -> {
                if (ticket instanceof Lane lane) {
                    lanes.add(lane);
                }
            });
            assertThat(lanes).hasSize(1);
            action.accept((AutocommitStep<?>) lanes.get(0).innermost(), future);
        }
        assertThat(fixtures.database.rows()).isEmpty();
    }

    private static Services engine(Transactions of) {
        return of.autocommit(() -> ((AutocommitContext) ThreadState.currentContext()).engine());
    }

    @Test
    void stepThatIsGivenUpInTheQueueIsToldAtOnce() throws SQLException {
        IOException reason = new IOException("given up");
        withWaiting(transactions, (step, future) -> {
            assertThat(step.abort(reason)).isTrue();

            assertThat(future).isCompletedExceptionally();
            assertThat(Await.cause(future)).isSameAs(reason);
        });
    }

    @Test
    void rollbackFlagIsNoneOfAStep() {
        assertThatThrownBy(() -> transactions.autocommit(() -> {
                    transactions.setRollbackOnly(true);
                    return 1;
                }))
                .hasMessageStartingWith("The rollback flag was used in the autocommit context");
    }
}
