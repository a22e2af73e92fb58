package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.RecordingListener;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a block ends on the thread that has run its body. */
final class ScopeExitTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @RegisterExtension
    final MemoryFixtures memory = new MemoryFixtures();

    private final AtomicInteger handedOver = new AtomicInteger();

    /** How a body ends whose block ends on its thread. */
    enum Body {
        RETURNS {
            @Override
            CompletableFuture<?> open(Transactions transactions) {
                return transactions
                        .atomic()
                        .runAsync(() -> transactions.submit(insert(1)).join());
            }
        },
        RETURNS_STAGE {
            @Override
            CompletableFuture<?> open(Transactions transactions) {
                return staged(transactions, () -> {
                    transactions.submit(insert(1)).join();
                    return CompletableFuture.completedFuture(1);
                });
            }
        },
        RETURNS_FAILED_STAGE {
            @Override
            CompletableFuture<?> open(Transactions transactions) {
                return staged(transactions, () -> {
                    transactions.submit(insert(1)).join();
                    return CompletableFuture.failedFuture(new IOException());
                });
            }
        },
        THROWS {
            @Override
            CompletableFuture<?> open(Transactions transactions) {
                return transactions.atomic().runAsync(() -> {
                    transactions.submit(insert(1)).join();
                    throw new IOException();
                });
            }
        };

        abstract CompletableFuture<?> open(Transactions transactions);

        private static CompletableFuture<Integer> staged(
                Transactions transactions, CheckedSupplier<CompletionStage<Integer>, ?> body) {
            return transactions.atomic().getStageAsync(body);
        }
    }

    /** What a driver or a pool does there is none of the block's work. */
    @Tag("G17")
    @ParameterizedTest
    @EnumSource
    void noScopeIsCurrentForTheDriver(Body body) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> seen = new CopyOnWriteArrayList<>();
        database.source().fail(call -> {
            if (call.is("Connection.commit") || call.is("Connection.rollback") || call.is("Connection.close")) {
                seen.add(call.name() + (isScopeCurrent(transactions) ? " in a scope" : " in none"));
            }
            return null;
        });

        Await.end(body.open(transactions));

        boolean commits = body == Body.RETURNS || body == Body.RETURNS_STAGE;
        assertThat(seen)
                .containsExactly(
                        commits ? "Connection.commit in none" : "Connection.rollback in none",
                        "Connection.close in none");
    }

    private static boolean isScopeCurrent(Transactions transactions) {
        try {
            transactions.scope();
            return true;
        } catch (NoTransactionException none) {
            return false;
        }
    }

    /** Nobody else could tell the caller: it would wait for ever. */
    @Tag("G1")
    @ParameterizedTest
    @EnumSource
    void whatIsThrownInsideTheEndReachesTheCaller(Body body) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        database.source().fail(JdbcFault.on("Connection.close", new IllegalStateException("cannot be closed")));

        try (ThrowingHandler log = new ThrowingHandler()) {
            CompletableFuture<?> block = body.open(transactions);

            Await.end(block);
            assertThat(log.hasThrown()).isTrue();
        }
    }

    // ---- who goes on where

    /** Counts what the executor is given. */
    private Transactions counting() {
        return memory.transactions(
                1,
                builder -> builder.executor(task -> {
                    handedOver.incrementAndGet();
                    memory.executor().execute(task);
                }));
    }

    private CompletableFuture<Void> waitingBehind(
            Transactions transactions, List<Thread> bodies, CountDownLatch goesOn) {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> first = transactions.atomic().runAsync(() -> {
            bodies.add(Thread.currentThread());
            begun.countDown();
            Await.latch(goesOn);
        });
        Await.latch(begun);
        return first;
    }

    @Tag("G2")
    @Test
    void nextBlockStartsOnTheThreadOfOneWhoseEndNobodyAttachedAnythingTo() {
        List<Thread> bodies = new CopyOnWriteArrayList<>();
        CountDownLatch goesOn = memory.latch();
        Transactions transactions = counting();
        waitingBehind(transactions, bodies, goesOn);
        CompletableFuture<Void> second = transactions.atomic().runAsync(() -> bodies.add(Thread.currentThread()));

        goesOn.countDown();

        Await.value(second);
        assertThat(handedOver).hasValue(1);
        assertThat(bodies.get(1)).isSameAs(bodies.get(0));
    }

    @Tag("G2")
    @Test
    void nextBlockStartsElsewhereWhereSomethingIsAttachedToTheEnd() {
        List<Thread> bodies = new CopyOnWriteArrayList<>();
        CountDownLatch goesOn = memory.latch();
        Transactions transactions = counting();
        CompletableFuture<Void> first = waitingBehind(transactions, bodies, goesOn);
        CompletableFuture<Void> after = first.thenRun(() -> bodies.add(null));
        CompletableFuture<Void> second = transactions.atomic().runAsync(() -> bodies.add(Thread.currentThread()));

        goesOn.countDown();

        Await.value(after);
        Await.value(second);
        assertThat(handedOver).hasValue(2);
    }

    @Tag("G2")
    @Test
    void nextBlockStartsElsewhereWhereTheCallerRanTheBody() {
        List<Thread> bodies = new CopyOnWriteArrayList<>();
        Transactions transactions = counting();
        AtomicReference<CompletableFuture<Void>> second = new AtomicReference<>();
        transactions.atomic().run(() -> {
            CountDownLatch queued = new CountDownLatch(1);
            new Thread(() -> {
                        second.set(transactions.atomic().runAsync(() -> bodies.add(Thread.currentThread())));
                        queued.countDown();
                    })
                    .start();
            Await.latch(queued);
        });

        Await.value(second.get());
        assertThat(handedOver).hasValue(1);
        assertThat(bodies).doesNotContain(Thread.currentThread());
    }

    // ---- a failure the engine alone could catch

    @Tag("G1")
    @Test
    void blockThatTheEngineLeftHalfDoneFails() {
        Transactions transactions = memory.transactions(1);
        AtomicReference<BlockScope> open = new AtomicReference<>();
        AtomicReference<CompletableFuture<Integer>> inner = new AtomicReference<>();
        CompletableFuture<Integer> never = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1)).join();
            inner.set(transactions.atomic().getStageAsync(() -> never));
            open.set(MemoryFixtures.block());
            return never;
        });
        Await.until("both are open", () -> open.get() != null && open.get().lane.innermost() != open.get());
        IllegalStateException defect = new IllegalStateException("defect");

        open.get().crash(defect);

        assertThat(Await.cause(block)).isSameAs(defect);
        assertThat(Await.cause(inner.get())).isSameAs(defect);
        assertThat(open.get().lane.innermost()).isNull();
        Await.until(
                "its place is free",
                () -> transactions.metrics().database("default").active() == 0);
        assertThat(memory.calls).contains("evict").doesNotContain("commit");
        assertThat(memory.database.rows()).isEmpty();
        open.get().crash(new IllegalStateException("again"));
        assertThat(transactions.metrics().database("default").rolledBack()).isEqualTo(1);
    }

    // ---- the body is over

    @Tag("G5")
    @Test
    void failureOfTheBodysStageDropsWhatHadNotItsTurn() {
        Transactions transactions = memory.transactions(1);
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch goesOn = memory.latch();
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        AtomicReference<CompletableFuture<Integer>> queued = new AtomicReference<>();
        IOException failure = new IOException("stage");
        CompletableFuture<Integer> block = transactions.atomic().named("order").getStageAsync(() -> {
            Scope scope = transactions.scope();
            new Thread(() -> {
                        scope.submit(connection -> {
                            inStep.countDown();
                            Await.latch(goesOn);
                            return 1;
                        });
                        queued.set(scope.submit(insert(2)));
                    })
                    .start();
            return stage;
        });
        Await.latch(inStep);
        Await.until("the second is queued", () -> queued.get() != null);

        stage.completeExceptionally(failure);

        assertThat(Await.cause(queued.get()))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessage("A step of block 'order' was dropped before it ran: java.io.IOException")
                .hasCause(failure);
        assertThat(block).as("while a step is under way").isNotDone();
        goesOn.countDown();
        assertThat(Await.cause(block)).isSameAs(failure);
        assertThat(memory.database.rows()).isEmpty();
    }

    @Tag("G5")
    @Test
    void bodyIsOverOnce() {
        Transactions transactions = memory.transactions(1);
        AtomicReference<BlockScope> open = new AtomicReference<>();
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            open.set(MemoryFixtures.block());
            return stage;
        });
        Await.until("it is open", () -> open.get() != null);

        assertThat(ScopeExit.finish(open.get(), 3, null)).isTrue();
        assertThat(ScopeExit.finish(open.get(), 4, null)).isFalse();

        assertThat(Await.value(block)).isEqualTo(3);
    }

    @Tag("G8")
    @Test
    void blockIsGivenUpOnlyWhereAFailureHasBegunToEndIt() {
        UnopenedBlocks unopened = new UnopenedBlocks(memory.transactions(2));
        for (ScopePhase phase : ScopePhase.values()) {
            assertThat(isGivenUp(unopened, phase, false, BlockScope::abandon))
                    .as("in " + phase)
                    .isEqualTo(phase == ScopePhase.STOPPING);
            assertThat(isGivenUp(unopened, phase, true, BlockScope::abandon))
                    .as("that fails, in " + phase)
                    .isEqualTo(
                            phase == ScopePhase.STOPPING || phase == ScopePhase.ENDING || phase == ScopePhase.WAITING);
        }
    }

    @Tag("G8")
    @Test
    void endIsGivenUpOnlyWhereItHasItsTurn() {
        UnopenedBlocks unopened = new UnopenedBlocks(memory.transactions(2));
        Duration limit = Duration.ofMillis(1);
        for (ScopePhase phase : ScopePhase.values()) {
            assertThat(isGivenUp(unopened, phase, false, block -> block.abandonEnding(limit)))
                    .as("in " + phase)
                    .isEqualTo(phase == ScopePhase.ENDING);
            assertThat(isGivenUp(unopened, phase, false, block -> {
                        block.connection();
                        block.abandonEnding(limit);
                    }))
                    .as("with a connection that is not closed yet, in " + phase)
                    .isEqualTo(phase == ScopePhase.ENDING);
            assertThat(isGivenUp(unopened, phase, false, block -> {
                        synchronized (block.lane) {
                            block.connection().closes();
                        }
                        block.abandonEnding(limit);
                    }))
                    .as("with a connection that is being closed, in " + phase)
                    .isEqualTo(
                            phase == ScopePhase.ENDING || phase == ScopePhase.EXITING || phase == ScopePhase.STOPPING);
        }
    }

    /** Whether a block in that phase is told its end by what somebody does. */
    private static boolean isGivenUp(
            UnopenedBlocks unopened, ScopePhase phase, boolean fails, Consumer<BlockScope> action) {
        BlockScope block = unopened.outermost(() -> {});
        synchronized (block.lane) {
            block.phase = phase;
            if (fails) {
                block.failsWith(new IOException("failed"));
            }
        }
        action.accept(block);
        if (block.phase == phase) {
            return false;
        }
        assertThat(block.phase).isSameAs(ScopePhase.ABANDONED);
        Await.until("its caller is told", block.future::isDone);
        return true;
    }

    @Tag("G15")
    @Test
    void closeWaitsUntilTheCallerIsTold() {
        List<Runnable> tasks = new CopyOnWriteArrayList<>();
        Transactions transactions = memory.transactions(
                1,
                builder -> builder.executor(task -> {
                    if (tasks.isEmpty()) {
                        tasks.add(task);
                    } else {
                        memory.executor().execute(task);
                    }
                }));
        UnopenedBlocks unopened = new UnopenedBlocks(transactions.atomic());
        Services engine = unopened.engine();
        BlockScope block = unopened.outermost(() -> {});
        transactions.atomic().run(() -> {
            assertThat(ScopeExit.keepFromIdle(MemoryFixtures.block())).isFalse();
            engine.refuseBlocks();
            assertThat(ScopeExit.keepFromIdle(unopened.inside(MemoryFixtures.block(), () -> {})))
                    .as("a nested one")
                    .isFalse();
        });
        assertThat(engine.unfinished.isEmpty()).isTrue();

        ThreadState thread = ThreadState.current();
        thread.runReserved(() -> ScopeExit.tell(block, null, thread, false));

        Await.until("it is handed over", () -> !tasks.isEmpty());
        assertThat(block.future.isDone()).isFalse();
        assertThat(engine.unfinished.isEmpty()).isFalse();
        tasks.get(0).run();
        Await.value(block.future);
        Await.until("close has nothing to wait for", engine.unfinished::isEmpty);
    }

    @Tag("G8")
    @Test
    void clockIsStoppedOnceTheCallerIsTold() {
        BlockScope block = new UnopenedBlocks(memory.transactions(1)).outermost(() -> {});
        CompletableFuture<Void> clock = new CompletableFuture<>();
        ScopeCancellation.timeout(block).start(clock);

        ScopeExit.tell(block, null, ThreadState.current(), false);

        assertThat(clock).isCancelled();
        Await.value(block.future);
    }

    @Tag("G1")
    @Test
    void verdictIsThatOfTheProblem() {
        CommitOutcomeUnknownException unknown = new CommitOutcomeUnknownException("unknown", null);
        IOException other = new IOException("other");

        assertThat(ScopeExit.end(true, null)).isSameAs(EndVerdict.End.COMMITTED);
        assertThat(ScopeExit.end(false, null)).isSameAs(EndVerdict.End.ROLLED_BACK);
        assertThat(ScopeExit.end(true, unknown)).isSameAs(EndVerdict.End.UNKNOWN);
        assertThat(ScopeExit.end(true, other)).isSameAs(EndVerdict.End.REFUSED);
    }

    @Tag("G1")
    @Test
    void laneIsClosedAfterWhatTheEngineFailedWithUnlessTheBlockIsNested() {
        UnopenedBlocks unopened = new UnopenedBlocks(memory.transactions(1));
        BlockScope outer = unopened.outermost(() -> {});
        BlockScope inner = unopened.inside(outer, () -> {});
        IllegalStateException defect = new IllegalStateException("defect");

        inner.crash(defect);
        assertThat(outer.phase).isSameAs(ScopePhase.WAITING);
        assertThat(outer.lane.innermost()).isSameAs(outer);
        outer.crash(defect);
        assertThat(outer.lane.innermost()).isNull();

        assertThat(Await.cause(inner.future)).isSameAs(defect);
        assertThat(Await.cause(outer.future)).isSameAs(defect);
    }

    @Tag("G2")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endThatComesLaterIsHandedToTheExecutor(boolean fails) {
        Transactions transactions = memory.transactions(1);
        List<String> threads = new CopyOnWriteArrayList<>();
        memory.on("endCopy", real -> {
            threads.add(Thread.currentThread().getName());
            return real.call();
        });
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CountDownLatch open = new CountDownLatch(1);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1)).join();
            open.countDown();
            return stage.minimalCompletionStage();
        });
        Await.latch(open);
        memory.calls.clear();

        if (fails) {
            stage.completeExceptionally(new IOException("stage"));
        } else {
            stage.complete(1);
        }

        Await.end(block);
        assertThat(threads).singleElement().matches(MemoryFixtures::isDispatch);
        assertThat(memory.calls)
                .as("what was left open is closed")
                .containsSubsequence("endCopy", fails ? "rollback" : "commit", "giveBack");
    }

    @Tag("G5")
    @Test
    void nestedBlockWithASavepointIsToldWhatBecameOfIt() {
        memory.database.add(7);
        IOException failure = new IOException("commits");
        Transactions transactions = memory.transactions(1);
        Await.end(transactions.atomic().runAsync(() -> {
            assertThatThrownBy(() -> transactions
                            .atomic()
                            .run(() -> transactions
                                    .submit(insert(7))
                                    .exceptionally(duplicate -> 0)
                                    .join()))
                    .as("one that is broken")
                    .isInstanceOf(UnexpectedRollbackException.class);
            assertThatThrownBy(() -> transactions
                            .atomic()
                            .noRollbackFor(IOException.class)
                            .run(() -> {
                                transactions.submit(insert(1)).join();
                                throw failure;
                            }))
                    .as("one that commits on its failure")
                    .isSameAs(failure);
            handedOver.incrementAndGet();
        }));

        assertThat(handedOver).as("what was looked at").hasValue(1);
    }

    @Tag("G5")
    @Test
    void nestedBlockWhoseSavepointIsNotReleasedFails() {
        SQLException refused = new SQLException("refused", "08000");
        memory.on("setSavepoint", real -> {
            ResourceSavepoint set = (ResourceSavepoint) real.call();
            return Proxy.newProxyInstance(
                    ScopeExitTest.class.getClassLoader(),
                    new Class<?>[] {ResourceSavepoint.class},
                    (self, method, arguments) -> {
                        if (method.getName().equals("release")) {
                            throw refused;
                        }
                        return method.invoke(set, arguments);
                    });
        });
        Transactions transactions = memory.transactions(1);

        assertThat(Await.cause(transactions
                        .atomic()
                        .runAsync(() -> transactions.atomic().run(() -> {
                            transactions.submit(insert(2)).join();
                            MemoryFixtures.block().mayHaveFailedStatement();
                        }))))
                .hasStackTraceContaining("refused");
        assertThat(memory.database.rows()).isEmpty();
    }

    @Tag("observability")
    @Test
    void blockThatHasNotBegunIsObservedToTheEnd() {
        RecordingListener listener = new RecordingListener();
        Transactions observed = memory.transactions(1, builder -> builder.listener(listener));
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> first = observed.atomic().getStageAsync(() -> stage);
        CompletableFuture<Void> second = observed.atomic().named("second").runAsync(() -> {});

        second.cancel(true);

        Await.until("it is told", () -> listener.lines().contains("rolledBack second 0"));
        stage.complete(1);
        Await.value(first);
    }

    @Tag("G5")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @SuppressWarnings("GuardedBy")
    void endThatWaitsForAChildKeepsNobodyFromTheLane(boolean hasConnection) {
        Transactions transactions = memory.transactions(1);
        List<String> threads = new CopyOnWriteArrayList<>();
        memory.on("giveBack", real -> {
            threads.add(Thread.currentThread().getName());
            return real.call();
        });
        AtomicReference<BlockScope> open = new AtomicReference<>();
        ChildTransaction child = reason -> {};
        CompletableFuture<Void> block = transactions.atomic().runAsync(() -> {
            BlockScope own = MemoryFixtures.block();
            if (hasConnection) {
                own.connection();
            }
            ChildTransactions.add(own, child, false);
            open.set(own);
        });
        Await.until(
                "its end waits",
                () -> open.get() != null && open.get().obligations.isWaitedFor());
        Await.until("the lane is free", () -> !open.get().lane.isPinned());

        ChildTransactions.remove(open.get(), child);

        Await.value(block);
        assertThat(open.get().obligations.isWaitedFor()).isFalse();
        assertThat(threads).singleElement().matches(MemoryFixtures::isDispatch);
    }

    @Tag("G5")
    @Test
    void blockThatFailsWithinAnotherIsUndoneAloneAndToldSo() {
        Transactions transactions = memory.transactions(1);
        Await.value(transactions.atomic().runAsync(() -> {
            transactions.submit(insert(1)).join();
            IOException failure = new IOException("inner");
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.submit(insert(2)).join();
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertThat(Await.cause(transactions
                            .atomic()
                            .getStageAsync(() -> transactions
                                    .submit(insert(3))
                                    .thenCompose(v -> CompletableFuture.failedFuture(failure)))))
                    .isSameAs(failure);
            transactions.atomic().run(() -> transactions.submit(insert(4)).join());
        }));

        assertThat(memory.database.rows()).containsExactly(1, 4);
    }

    @Tag("G5")
    @Test
    void blockWithoutASavepointThatFailsBreaksTheOneAroundItUnlessItCommitsOnThat() {
        Transactions transactions = memory.transactions(1);
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.submit(insert(1)).join();
                    assertThatThrownBy(
                                    () -> transactions.atomic().savepoint(false).run(() -> {
                                        throw new IOException("inner");
                                    }))
                            .isInstanceOf(IOException.class);
                }))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThat(memory.database.rows()).isEmpty();

        transactions.atomic().run(() -> {
            transactions.submit(insert(2)).join();
            assertThatThrownBy(() -> transactions
                            .atomic()
                            .savepoint(false)
                            .noRollbackFor(IOException.class)
                            .run(() -> {
                                throw new IOException("inner");
                            }))
                    .isInstanceOf(IOException.class);
        });
        assertThat(memory.database.rows()).containsExactly(2);
    }

    @Tag("G5")
    @Test
    void failureOfTheRollbackIsAddedToTheBlocksOwnExceptionOnly() {
        Transactions transactions = memory.transactions(1);
        SQLException cannot = new SQLException("cannot roll back", "08000");
        memory.on("rollback", real -> {
            throw cannot;
        });
        IOException failure = new IOException("body");

        assertThat(Await.cause(transactions.atomic().runAsync(() -> {
                    transactions.submit(insert(1));
                    transactions.submit(connection -> {
                        throw failure;
                    });
                })))
                .isInstanceOf(UnexpectedRollbackException.class)
                .satisfies(own -> assertThat(own.getSuppressed()).isNotEmpty());
        assertThat(Await.cause(transactions.atomic().runAsync(() -> {
                    transactions.submit(insert(1)).join();
                    throw failure;
                })))
                .isSameAs(failure);
        assertThat(failure.getSuppressed()).isEmpty();
    }

    @Tag("G5")
    @Test
    void whatANestedBlockChangedIsPutBackAtItsEnd() throws SQLException {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));
        transactions.atomic().run(() -> {
            int before = transactions.dataSource().getConnection().getHoldability();
            transactions
                    .atomic()
                    .run(() -> transactions.dataSource().getConnection().setHoldability(before == 1 ? 2 : 1));
            assertThat(transactions.dataSource().getConnection().getHoldability())
                    .isEqualTo(before);
        });
    }

    /** A log of the user's that is broken. */
    private static final class ThrowingHandler extends Handler implements AutoCloseable {

        private final Logger logger = Logger.getLogger("dev.aatomic.runtime.internal.jdbc");
        private volatile boolean thrown;

        private ThrowingHandler() {
            logger.addHandler(this);
        }

        boolean hasThrown() {
            return thrown;
        }

        @Override
        public void publish(LogRecord entry) {
            if (!thrown) {
                thrown = true;
                throw new IllegalStateException("The log is full");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
