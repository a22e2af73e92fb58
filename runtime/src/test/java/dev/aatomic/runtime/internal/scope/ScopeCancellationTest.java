package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.lane.Lane;
import dev.aatomic.runtime.internal.lane.LaneScope;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G7: what a cancel, or a deadline, makes of a block, wherever it stands. */
@Tag("G7")
@Tag("G8")
final class ScopeCancellationTest {

    private static final Duration SHORT = Duration.ofMillis(30);

    /** Where something must have happened before. */
    private static final Duration LONGER = Duration.ofSeconds(1);

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    /** A block that has inserted a row, and whose body waits for the stage. */
    private CompletableFuture<Integer> waitingFor(CompletableFuture<Integer> stage) {
        CountDownLatch open = new CountDownLatch(1);
        CompletableFuture<Integer> block = transactions.atomic().named("outer").getStageAsync(() -> {
            transactions.submit(insert(1)).join();
            open.countDown();
            return stage;
        });
        Await.latch(open);
        return block;
    }

    @Test
    void openBlockIsRolledBackAndItsBodysStageCancelled() {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> block = waitingFor(stage);

        assertThat(block.cancel(true)).isTrue();

        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        Await.until("the stage is cancelled", stage::isCancelled);
        Await.until("the connection is back", () -> fixtures.database.open() == 0);
        assertThat(block).isCancelled();
        assertThat(fixtures.database.rows()).isEmpty();
        assertThat(fixtures.calls).contains("rollback", "giveBack").doesNotContain("commit", "evict");
        assertThat(transactions.metrics().database("default").rolledBack()).isEqualTo(1);
    }

    @Test
    void blockThatIsCancelledBeforeItsBodyReturnsCancelsWhatThatReturns() {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CountDownLatch inBody = new CountDownLatch(1);
        CountDownLatch goesOn = fixtures.latch();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            inBody.countDown();
            Await.latch(goesOn);
            return stage;
        });
        Await.latch(inBody);

        block.cancel(true);
        assertThat(stage).isNotDone();
        goesOn.countDown();

        Await.until("the stage is cancelled", stage::isCancelled);
        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
    }

    @Test
    void blockThatWaitsForAConnectionLeavesTheQueue() {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> first = waitingFor(stage);
        CompletableFuture<Void> second = transactions.atomic().runAsync(() -> seen.add("second"));
        CompletableFuture<Void> third = transactions.atomic().runAsync(() -> seen.add("third"));
        assertThat(transactions.metrics().database("default").waiting()).isEqualTo(2);

        assertThat(second.cancel(false)).isTrue();

        assertThat(Await.cause(second)).isInstanceOf(CancellationException.class);
        assertThat(transactions.metrics().database("default").waiting()).isEqualTo(1);
        assertThat(transactions.metrics().database("default").notBegun()).isEqualTo(1);
        stage.complete(1);
        Await.value(first);
        Await.value(third);
        assertThat(seen).containsExactly("third");
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void nestedBlockThatWaitsForItsTurnLeavesTheQueue() {
        CompletableFuture<Integer> sibling = new CompletableFuture<>();
        AtomicReference<CompletableFuture<Void>> waiting = new AtomicReference<>();
        CountDownLatch opened = new CountDownLatch(1);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> first = transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(v -> sibling));
            waiting.set(transactions.atomic().runAsync(() -> seen.add("second")));
            opened.countDown();
            return first;
        });
        Await.latch(opened);

        assertThat(waiting.get().cancel(false)).isTrue();

        assertThat(Await.cause(waiting.get())).isInstanceOf(CancellationException.class);
        sibling.complete(3);
        assertThat(Await.value(block)).isEqualTo(3);
        assertThat(seen).isEmpty();
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void nestedBlockIsUndoneAlone() {
        CompletableFuture<Integer> never = new CompletableFuture<>();
        AtomicReference<CompletableFuture<Integer>> nested = new AtomicReference<>();
        CountDownLatch opened = new CountDownLatch(1);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1)).join();
            CompletableFuture<Integer> inner = transactions.atomic().getStageAsync(() -> {
                transactions.submit(insert(2)).join();
                opened.countDown();
                return never;
            });
            nested.set(inner);
            return inner.exceptionally(cancelled -> 9);
        });
        Await.latch(opened);
        Await.until("it is handed out", () -> nested.get() != null);

        nested.get().cancel(true);

        assertThat(Await.value(block)).isEqualTo(9);
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void whatIsOpenInsideIsCancelledWithIt() {
        CompletableFuture<Integer> never = new CompletableFuture<>();
        AtomicReference<CompletableFuture<Integer>> nested = new AtomicReference<>();
        CountDownLatch opened = new CountDownLatch(1);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> inner = transactions
                    .atomic()
                    .named("inner")
                    .getStageAsync(() -> {
                        opened.countDown();
                        return never;
                    });
            nested.set(inner);
            return inner;
        });
        Await.latch(opened);
        Await.until("it is handed out", () -> nested.get() != null);

        block.cancel(true);

        assertThat(Await.cause(nested.get()))
                .isInstanceOf(CancellationException.class)
                .hasMessage("Block 'inner' was cancelled because the body of the block around it failed");
        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        Await.until("the inner stage is cancelled", never::isCancelled);
    }

    /** On a connection of its own, beside the lane. */
    @Test
    void childTransactionIsCancelledWithIt() {
        Transactions two = fixtures.transactions(2);
        CompletableFuture<Integer> never = new CompletableFuture<>();
        AtomicReference<CompletableFuture<Integer>> child = new AtomicReference<>();
        CompletableFuture<Integer> block = two.atomic().getStageAsync(() -> {
            child.set(two.atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .named("child")
                    .getStageAsync(() -> two.submit(insert(4)).thenCompose(v -> never)));
            return child.get();
        });
        Await.until("both are open", () -> two.metrics().database("default").active() == 2 && child.get() != null);

        block.cancel(true);

        assertThat(Await.cause(child.get()))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("'child' was cancelled because the body of the block around it failed");
        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void workThatWasQueuedIsDropped() {
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch goesOn = fixtures.latch();
        AtomicReference<CompletableFuture<Integer>> queued = new AtomicReference<>();
        CompletableFuture<Integer> block = transactions.atomic().named("outer").getStageAsync(() -> {
            Scope scope = transactions.scope();
            fixtures.executor().execute(() -> {
                Await.latch(inStep);
                queued.set(scope.submit(insert(2)));
            });
            return transactions.submit(connection -> {
                inStep.countDown();
                Await.until("another is queued", () -> queued.get() != null);
                Await.latch(goesOn);
                return 1;
            });
        });
        Await.until("one is queued", () -> queued.get() != null);

        block.cancel(true);

        assertThat(Await.cause(queued.get()))
                .hasMessageStartingWith("A step of block 'outer' was dropped before it ran: ")
                .hasCauseInstanceOf(CancellationException.class);
        goesOn.countDown();
        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
    }

    @Test
    void blockWhoseBodyIsDoneIsStillRolledBack() {
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch goesOn = fixtures.latch();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            Scope scope = transactions.scope();
            fixtures.executor()
                    .execute(() -> scope.submit(connection -> {
                        inStep.countDown();
                        Await.latch(goesOn);
                        return insert(1).apply(connection);
                    }));
            CompletableFuture<Integer> done = new CompletableFuture<>();
            fixtures.executor().execute(() -> {
                Await.latch(inStep);
                done.complete(1);
            });
            return done;
        });
        Await.latch(inStep);

        assertThat(block.cancel(true)).isTrue();
        goesOn.countDown();

        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        Await.until("the connection is back", () -> fixtures.database.open() == 0);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void statementThatRunsIsCancelledInTheDatabase() {
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch goesOn = fixtures.latch();
        fixtures.on("statementCancellation", real -> (Runnable) () -> {
            seen.add("cancelled in the database");
            goesOn.countDown();
        });
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    inStep.countDown();
                    Await.latch(goesOn);
                    return 1;
                }));
        Await.latch(inStep);

        block.cancel(true);

        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        assertThat(seen).containsExactly("cancelled in the database");
    }

    @Test
    void blockWhoseStageCannotBeCancelledEndsAllTheSame() {
        CompletableFuture<Integer> never = new CompletableFuture<>();
        CountDownLatch open = new CountDownLatch(1);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1)).join();
            open.countDown();
            return never.minimalCompletionStage();
        });
        Await.latch(open);

        block.cancel(true);

        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        assertThat(never).isNotDone();
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void whoAbortsABlockLearnsWhetherItIsTooLate() {
        AtomicReference<BlockScope> first = new AtomicReference<>();
        AtomicReference<BlockScope> second = new AtomicReference<>();
        CompletableFuture<Integer> never = new CompletableFuture<>();
        CompletableFuture<Integer> open = transactions.atomic().getStageAsync(() -> {
            first.set(MemoryFixtures.block());
            return never;
        });
        Await.until("it is open", () -> first.get() != null);
        CompletableFuture<Integer> waiting = transactions.atomic().getStageAsync(() -> never);
        first.get().database().admission.forEachTicket(ticket -> {
            LaneScope scope = ((Lane) ticket).innermost();
            if (scope != first.get()) {
                second.set((BlockScope) scope);
            }
        });
        IllegalStateException reason = new IllegalStateException("aborted");

        assertThat(second.get().abort(reason)).as("one that waits").isTrue();
        assertThat(second.get().abort(reason)).as("one that is over").isFalse();
        assertThat(first.get().abort(reason)).as("one that is open").isTrue();
        assertThat(first.get().abort(reason)).as("one that stops").isFalse();

        assertThat(Await.cause(waiting)).isSameAs(reason);
        assertThat(Await.cause(open)).isSameAs(reason);
    }

    @Test
    void nothingStopsACommitThatWasSent() {
        List<Runnable> unanswered = new CopyOnWriteArrayList<>();
        fixtures.database.answerOn(unanswered::add);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));
        Await.until("COMMIT is sent", () -> !unanswered.isEmpty());

        block.cancel(true);
        unanswered.forEach(Runnable::run);

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    // ---- the deadline

    @Test
    void blockThatIsNotDoneInTimeIsRolledBack() {
        CompletableFuture<Integer> never = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .named("late")
                .timeout(SHORT)
                .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(v -> never));

        assertThat(Await.cause(block))
                .isInstanceOf(TransactionTimedOutException.class)
                .hasMessageContaining("Block 'late' was not done within its timeout of PT0.03S");
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void waitForAConnectionCountsToo() {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> first = waitingFor(stage);

        CompletableFuture<Void> late = transactions.atomic().timeout(SHORT).runAsync(() -> seen.add("late"));

        assertThat(Await.cause(late)).isInstanceOf(TransactionTimedOutException.class);
        assertThat(seen).isEmpty();
        stage.complete(1);
        Await.value(first);
    }

    @Test
    void bodyThatDoesNotLookAtTheClockIsOverdueAtItsEnd() {
        CompletableFuture<Void> block = transactions.atomic().timeout(SHORT).runAsync(() -> {
            long start = System.nanoTime();
            Await.until("time is up", () -> System.nanoTime() - start > SHORT.toNanos());
            transactions.submit(insert(1));
        });

        assertThat(Await.cause(block)).isInstanceOf(TransactionTimedOutException.class);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void nestedBlockHasTheDeadlineOfTheOneAroundIt() {
        CompletableFuture<Void> block = transactions.atomic().timeout(LONGER).runAsync(() -> {
            CompletableFuture<Void> inner = transactions.atomic().named("inner").runAsync(() -> {
                long start = System.nanoTime();
                Await.until("time is up", () -> System.nanoTime() - start > LONGER.toNanos());
            });
            seen.add(String.valueOf(Await.cause(inner).getMessage()));
        });

        assertThat(Await.cause(block)).isInstanceOf(TransactionTimedOutException.class);
        Await.until("the inner one is told", () -> !seen.isEmpty());
    }

    @Test
    void blockThatIsDoneInTimeKeepsNothingOfTheClock() {
        Transactions two = fixtures.transactions(1);
        for (int i = 0; i < 3; i++) {
            int value = i;
            Await.value(two.atomic().timeout(Duration.ofHours(1)).getStageAsync(() -> two.submit(insert(value))));
        }

        assertThat(fixtures.database.rows()).containsExactly(0, 1, 2);
    }

    @Test
    void waitForAConnectionHasALimitOfItsOwn() {
        Transactions impatient = fixtures.transactions(1, builder -> builder.connectionTimeout(SHORT));
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> first = impatient.atomic().named("holder").getStageAsync(() -> stage);

        CompletableFuture<Void> second = impatient.atomic().named("waiting").runAsync(() -> seen.add("second"));

        assertThat(Await.cause(second))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageContaining("Block 'waiting' was not entered: it waited for a connection")
                .hasMessageContaining("Connections are held by block 'holder' for 0 s, which has nothing in flight")
                .hasMessageContaining("Its body did not run. End the blocks that hold connections sooner");
        assertThatThrownBy(() -> impatient.atomic().run(() -> seen.add("third")))
                .isInstanceOf(CannotCreateTransactionException.class);
        assertThat(seen).isEmpty();
        stage.complete(2);
        assertThat(Await.value(first)).isEqualTo(2);
    }

    // ---- before it was opened, where nothing else can happen

    @ParameterizedTest
    @EnumSource
    void blockIsCutShortOnlyBeforeItsEndIsDecided(ScopePhase phase) {
        BlockScope block = new UnopenedBlocks(transactions).outermost(() -> {});
        synchronized (block.lane) {
            block.phase = phase;
        }
        IllegalStateException reason = new IllegalStateException("aborted");
        boolean isOpen = phase == ScopePhase.OPEN || phase == ScopePhase.EXITING;

        assertThat(block.abort(reason)).isEqualTo(isOpen || phase == ScopePhase.WAITING);

        assertThat(block.failure()).isSameAs(isOpen || phase == ScopePhase.WAITING ? reason : null);
        assertThat(block.phase).isSameAs(isOpen ? ScopePhase.STOPPING : phase);
        assertThat(block.timeout != null).as("whether it has a grace").isEqualTo(block.failure() != null);
        assertThat(block.abort(new IllegalStateException("again"))).isFalse();
        synchronized (block.lane) {
            assertThat(block.takeQueue()).as("its end").containsExactly(block);
        }
    }

    @Test
    void blockWithoutALimitHasTheDeadlineOfTheOneAroundItIfThatHasOne() {
        UnopenedBlocks unopened = new UnopenedBlocks(transactions);
        BlockScope outer = unopened.outermost(() -> {});
        BlockScope inner = unopened.inside(outer, () -> {});

        ScopeCancellation.startClock(outer, 0L);
        assertThat(outer.timeout).isNull();
        ScopeCancellation.startClock(inner, 0L);
        assertThat(inner.timeout).as("in one without").isNull();
        outer.timeout = new ScopeTimeout(0L);
        ScopeCancellation.startClock(inner, 0L);
        assertThat(inner.timeout).as("in one that was cut short").isNull();
        outer.timeout = new ScopeTimeout(5L);
        ScopeCancellation.startClock(inner, 0L);

        assertThat(inner.timeout.deadline).isEqualTo(5L);
    }

    @Test
    void deadlineIsThatOfAllAttemptsOrTheEarlierOne() {
        UnopenedBlocks unopened =
                new UnopenedBlocks(transactions.atomic().named("late").timeout(Duration.ofHours(1)));
        BlockScope outer = unopened.outermost(() -> {});
        long now = System.nanoTime();
        long hour = Duration.ofHours(1).toNanos();

        ScopeCancellation.startClock(outer, 0L);
        assertThat(outer.timeout.deadline - now).isBetween(hour, 2 * hour);
        ScopeCancellation.startClock(outer, now + 2 * hour);
        assertThat(outer.timeout.deadline).isEqualTo(now + 2 * hour);
        BlockScope inner = unopened.inside(outer, () -> {});
        ScopeCancellation.startClock(inner, now + 3 * hour);
        assertThat(inner.timeout.deadline).isEqualTo(now + 2 * hour);
        BlockScope overdue = unopened.outermost(() -> {});
        ScopeCancellation.startClock(overdue, now - 1);
        Await.until("it is cut short", overdue::rollsBack);
        assertThat(overdue.failure())
                .isInstanceOf(TransactionTimedOutException.class)
                .hasMessageContaining("'late'");
    }

    @Test
    void graceIsForWhatIsNotOverYet() {
        UnopenedBlocks unopened = new UnopenedBlocks(transactions);
        BlockScope over = unopened.outermost(() -> {});
        BlockScope closed = unopened.outermost(() -> {});
        CompletableFuture<Void> clock = new CompletableFuture<>();
        ScopeCancellation.timeout(over).start(clock);
        IllegalStateException reason = new IllegalStateException("aborted");
        ScopeCancellation.StoppedWork statement =
                new ScopeCancellation.StoppedWork(List.of(), List.of(), () -> seen.add("statement"));
        synchronized (over.lane) {
            over.phase = ScopePhase.ENDED;
            closed.phase = ScopePhase.OPEN;
        }

        ScopeCancellation.stop(over, statement, reason);
        assertThat(clock).as("what was to happen at the deadline").isCancelled();
        Await.until("the statement is cancelled", () -> seen.contains("statement"));
        closed.engine.dispatcher.shutdown();
        assertThat(closed.abort(reason))
                .as("after the close, which has a limit of its own")
                .isTrue();
        assertThat(closed.phase).isSameAs(ScopePhase.STOPPING);
    }

    @Test
    void cancelStartsTheEndAtOnce() {
        CountedExecutor executor = new CountedExecutor(fixtures.executor());
        Transactions counted = fixtures.transactions(1, builder -> builder.executor(executor));
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CountDownLatch open = new CountDownLatch(1);
        CompletableFuture<Integer> block = counted.atomic().getStageAsync(() -> {
            open.countDown();
            return stage;
        });
        Await.latch(open);
        Await.until("its body is away", executor::isIdle);
        int before = executor.given.get();

        block.cancel(true);

        assertThat(executor.given).hasValueGreaterThan(before);
        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
    }

    /** It was being rolled back when its time was up, so that nothing was left to cut short. */
    @Test
    void rollbackThatDoesNotComeBackIsWaitedForUntilTheDeadlineAndItsGrace() {
        CountDownLatch hangs = fixtures.latch();
        fixtures.on("rollback", real -> {
            hangs.await();
            return real.call();
        });
        IllegalStateException failure = new IllegalStateException("body");

        CompletableFuture<Void> block = transactions.atomic().timeout(LONGER).runAsync(() -> {
            transactions.submit(insert(1)).join();
            throw failure;
        });

        assertThat(Await.cause(block)).isSameAs(failure);
        hangs.countDown();
    }

    /** One thread for all delays: it would have come to the first before the second. */
    @Test
    void clockThatWasStoppedCutsNothingShort() {
        UnopenedBlocks unopened =
                new UnopenedBlocks(transactions.atomic().named("late").timeout(Duration.ofHours(1)));
        BlockScope stopped;
        long deadline;
        do {
            // A busy machine may be late with the stop: that says nothing.
            stopped = unopened.outermost(() -> {});
            deadline = System.nanoTime() + Duration.ofMillis(500).toNanos();
            ScopeCancellation.startClock(stopped, deadline);
            stopped.timeout.stop();
        } while (System.nanoTime() >= deadline);
        BlockScope overdue = unopened.outermost(() -> {});
        ScopeCancellation.startClock(overdue, deadline + 1);

        Await.until("the other is cut short", overdue::rollsBack);
        assertThat(stopped.rollsBack()).isFalse();
    }

    @Test
    void timeLimitOfABlockThatHadNoneIsMadeOnce() {
        BlockScope block = new UnopenedBlocks(transactions).outermost(() -> {});

        ScopeTimeout made = ScopeCancellation.timeout(block);

        assertThat(made.deadline).isZero();
        assertThat(ScopeCancellation.timeout(block)).isSameAs(made);
        assertThat(block.timeout).isSameAs(made);
    }
}
