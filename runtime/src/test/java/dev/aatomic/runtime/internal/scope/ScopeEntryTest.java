package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G2: how a block gets its turn and its connection, on which thread its body runs, and why it does not. */
@Tag("G2")
final class ScopeEntryTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    private void logThread() {
        ran.add(Thread.currentThread().getName().replaceAll("[\\d-]+$", ""));
    }

    private static String here() {
        return Thread.currentThread().getName().replaceAll("[\\d-]+$", "");
    }

    // ---- which thread

    @Test
    void bodyRunsOnADispatchThread() {
        Await.value(transactions.atomic().runAsync(this::logThread));

        assertThat(ran).singleElement().matches(MemoryFixtures::isDispatch);
    }

    @Test
    void bodyOfABlockingFormRunsOnItsCaller() {
        transactions.atomic().run(() -> {
            logThread();
            assertThat(transactions.metrics().database("default").begun()).isEqualTo(1);
            transactions.submit(insert(1)).join();
            transactions.atomic().run(this::logThread);
        });

        assertThat(ran).containsExactly(here(), here());
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void bodyOfABlockingFormRunsOnItsCallerAfterAWaitForTheConnectionToo() {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> stage);
        Thread caller = new Thread(() -> transactions.atomic().run(this::logThread), "caller");
        caller.start();
        Await.until("it waits", () -> transactions.metrics().database("default").waiting() == 1);
        assertThat(ran).isEmpty();

        stage.complete(1);

        Await.value(first);
        Await.until("it has run", () -> !ran.isEmpty());
        assertThat(ran).containsExactly("caller");
    }

    @Test
    void workerOfAForkJoinPoolOnlyWaits() {
        Await.value(ForkJoinPool.commonPool()
                .submit(() -> transactions.atomic().run(() -> {
                    logThread();
                    transactions.submit(insert(1)).join();
                })));

        assertThat(ran).containsExactly("aatomic-spare");
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void nestedBlockingFormOnAnotherThreadRunsThere() {
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            Scope scope = transactions.scope();
            CompletableFuture<Integer> done = new CompletableFuture<>();
            new Thread(
                            () -> {
                                try {
                                    scope.call(() -> {
                                        transactions.atomic().run(() -> {
                                            logThread();
                                            transactions.submit(insert(3)).join();
                                        });
                                        return 1;
                                    });
                                    done.complete(1);
                                } catch (Throwable t) {
                                    done.completeExceptionally(t);
                                }
                            },
                            "nested")
                    .start();
            return done;
        });

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(ran).containsExactly("nested");
        assertThat(fixtures.database.rows()).containsExactly(3);
    }

    @Test
    void failureOfABlockingFormIsThrownAsItIs() {
        IOException failure = new IOException("body");

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.submit(insert(1)).join();
                    throw failure;
                }))
                .isSameAs(failure);
        assertThatThrownBy(() -> transactions.atomic().get(() -> {
                    transactions.atomic().run(() -> {
                        throw failure;
                    });
                    return 1;
                }))
                .isSameAs(failure);
        assertThat(fixtures.database.rows()).isEmpty();
        assertThat(transactions.<Integer, RuntimeException>autocommit(() -> 3)).isEqualTo(3);
    }

    // ---- not entered

    @Test
    void poolThatGivesNoConnectionFailsTheBlock() {
        SQLException down = new SQLException("down", "08001");
        fixtures.on("open", real -> {
            throw down;
        });

        assertThat(Await.cause(transactions.atomic().named("order").runAsync(this::logThread)))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageStartingWith("Block 'order' was not entered: database 'default' gave no connection: "
                        + "java.sql.SQLException with SQLState 08001")
                .hasCause(down);
        assertThatThrownBy(() -> transactions.atomic().run(this::logThread))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasCause(down);
        assertThat(ran).isEmpty();
        assertThat(transactions.metrics().database("default").notBegun()).isEqualTo(2);
        assertThat(transactions.metrics().database("default").active()).isZero();
    }

    @Test
    void blockIsRefusedWhereNobodyMayWait() {
        Transactions full = fixtures.transactions(1, builder -> builder.maxWaiting(0));
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> first = full.atomic().getStageAsync(() -> stage);

        assertThat(Await.cause(full.atomic().named("order").runAsync(this::logThread)))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageStartingWith("Block 'order' was not entered: it would have had to wait");
        assertThatThrownBy(() -> full.atomic().run(this::logThread))
                .isInstanceOf(CannotCreateTransactionException.class);
        assertThat(full.metrics().database("default").notBegun()).isEqualTo(2);
        stage.complete(4);
        assertThat(Await.value(first)).isEqualTo(4);
        assertThat(ran).isEmpty();
    }

    @Test
    void closedTransactionsRefuse() {
        transactions.close();

        assertThatThrownBy(
                        () -> Await.thrown(transactions.atomic().named("order").runAsync(this::logThread)))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessage("Block 'order' was refused because these transactions are closed");
        assertThatThrownBy(() -> transactions.atomic().run(this::logThread))
                .isInstanceOf(TransactionManagementException.class);
        assertThatThrownBy(() -> Await.thrown(
                        transactions.atomic().timeout(Duration.ofHours(1)).runAsync(this::logThread)))
                .isInstanceOf(TransactionManagementException.class);
        assertThatThrownBy(() -> transactions.autocommit(
                        () -> transactions.submit(insert(1)).join()))
                .hasStackTraceContaining("was refused because these transactions are closed");
        assertThat(ran).isEmpty();
    }

    @Test
    @Tag("G14")
    void childThatWouldWaitForItsParentsConnectionIsRefused() {
        CompletableFuture<Integer> block = transactions.atomic().named("outer").getStageAsync(() -> {
            CompletableFuture<Integer> child = transactions
                    .atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .named("child")
                    .getStageAsync(() -> transactions.submit(insert(1)));
            return child.exceptionally(refused -> {
                ran.add(refused.getMessage());
                return 5;
            });
        });

        assertThat(Await.value(block)).isEqualTo(5);
        assertThat(ran).hasSize(1);
        assertThat(ran.get(0))
                .contains("Block 'child' was not entered: it needs a connection of its own of database 'default', and"
                        + " would have waited for ever")
                .contains("of database 'default' by block 'outer'")
                .contains("Its body did not run; give the pool more connections");
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    @Tag("G14")
    void blockingChildThatWouldWaitForItsParentIsRefused() {
        transactions
                .atomic()
                .run(() -> assertThatThrownBy(() -> transactions
                                .atomic()
                                .propagation(Propagation.REQUIRES_NEW)
                                .run(this::logThread))
                        .isInstanceOf(PoolDeadlockException.class));
        transactions
                .atomic()
                .run(() -> assertThatThrownBy(() -> transactions.<Integer, Exception>autocommit(
                                () -> transactions.submit(insert(1)).get()))
                        .hasStackTraceContaining("Work outside any transaction was not done: it needs a connection"));

        assertThat(ran).isEmpty();
        assertThat(transactions.metrics().database("default").waiting()).isZero();
    }

    @Test
    void childOnAConnectionOfItsOwnCommitsByItself() {
        Transactions two = fixtures.transactions(2);
        IOException failure = new IOException("outer");

        assertThatThrownBy(() -> two.atomic().run(() -> {
                    two.submit(insert(1)).join();
                    two.atomic()
                            .propagation(Propagation.REQUIRES_NEW)
                            .run(() -> two.submit(insert(2)).join());
                    two.<Integer, RuntimeException>autocommit(
                            () -> two.submit(insert(3)).join());
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(fixtures.database.rows()).containsExactly(2, 3);
    }

    @Test
    @Tag("G5")
    void endWaitsForAChildThatNobodyWaitsFor() {
        Transactions two = fixtures.transactions(2);
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Void> block = two.atomic().runAsync(() -> {
            two.submit(insert(1)).join();
            two.atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .getStageAsync(() -> two.submit(insert(2)).thenCompose(v -> stage));
        });
        Await.until("both are open", () -> two.metrics().database("default").active() == 2);
        assertThat(block).isNotDone();
        assertThat(fixtures.database.rows()).isEmpty();

        stage.complete(1);

        Await.value(block);
        assertThat(fixtures.database.rows()).containsExactly(1, 2);
    }

    @Test
    @Tag("G5")
    void childThatFailsUnseenBreaksItsParent() {
        Transactions two = fixtures.transactions(2);

        assertThat(Await.cause(two.atomic().runAsync(() -> {
                    two.submit(insert(1)).join();
                    two.atomic().propagation(Propagation.REQUIRES_NEW).runAsync(() -> {
                        throw new IOException("unseen");
                    });
                })))
                .hasCauseInstanceOf(IOException.class);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void nestedBlockInOneThatHasEndedIsRefused() {
        AtomicReference<Scope> left = new AtomicReference<>();
        Await.value(transactions.atomic().named("outer").runAsync(() -> left.set(transactions.scope())));

        assertThatThrownBy(() -> left.get().call(() -> {
                    Await.thrown(transactions.atomic().runAsync(this::logThread));
                    return 1;
                }))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("block 'outer' has ended");
        assertThat(ran).isEmpty();
    }

    @Test
    void blockThatTheExecutorRefusesIsNotEntered() {
        Transactions refusing = fixtures.transactions(
                1,
                builder -> builder.executor(task -> {
                    throw new RejectedExecutionException("full");
                }));

        assertThat(Await.cause(refusing.atomic().named("order").runAsync(this::logThread)))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageStartingWith(
                        "Block 'order' was not entered: java.util.concurrent.RejectedExecutionException")
                .hasMessageEndingWith("Its body did not run");
        assertThat(ran).isEmpty();
        assertThat(refusing.metrics().database("default").notBegun()).isEqualTo(1);
        assertThat(refusing.metrics().database("default").active()).isZero();
    }

    @Test
    @Tag("G18")
    void executorThatNeverStartsABlockDoesNotKeepItFromRunning() {
        Transactions lazy = fixtures.transactions(1, builder -> builder.executor(task -> {}));

        Await.value(lazy.atomic().runAsync(this::logThread));

        assertThat(ran).containsExactly("aatomic-spare");
    }

    // ---- opened by the test

    /** Whether nothing keeps another thread from taking the lane, in the body of its innermost block. */
    private static boolean isUnpinned(BlockScope block) {
        synchronized (block.lane) {
            boolean free = block.lane.beginEnd(block);
            if (free) {
                block.lane.unpinLocked();
            }
            return free;
        }
    }

    @Test
    void blockThatComesAsAllIsClosedIsNotEntered() {
        UnopenedBlocks unopened = new UnopenedBlocks(transactions);
        unopened.engine().refuseBlocks();
        BlockScope late = unopened.outermost(this::logThread);

        ScopeEntry.open(late, ThreadState.current());

        assertThat(Await.cause(late.future))
                .hasMessage("Block 'order' was refused because these transactions are closed");
        assertThat(transactions.metrics().database("default").active()).isZero();
        assertThat(ran).isEmpty();
    }

    @Test
    void blockThatWasCutShortBeforeItsTurnTakesNoConnection() {
        UnopenedBlocks unopened = new UnopenedBlocks(transactions);
        fixtures.calls.clear();
        BlockScope late = unopened.outermost(this::logThread);
        IllegalStateException reason = new IllegalStateException("cut short");
        UnopenedBlocks.cut(late, reason);

        ScopeEntry.open(late, ThreadState.current());

        assertThat(Await.cause(late.future)).isSameAs(reason);
        Await.until(
                "its place is free",
                () -> transactions.metrics().database("default").active() == 0);
        assertThat(transactions.metrics().database("default").notBegun()).isEqualTo(1);
        assertThat(fixtures.calls).doesNotContain("open");
        assertThat(ran).isEmpty();
    }

    @Test
    void blockThatIsCutShortAsItGetsItsConnectionGivesItBack() {
        BlockScope late = new UnopenedBlocks(transactions).outermost(this::logThread);
        fixtures.calls.clear();
        IllegalStateException reason = new IllegalStateException("cut short");
        fixtures.on("open", real -> {
            late.abort(reason);
            return real.call();
        });

        ScopeEntry.open(late, ThreadState.current());

        assertThat(Await.cause(late.future)).isSameAs(reason);
        assertThat(fixtures.calls).contains("open", "giveBack");
        assertThat(late.phase).isSameAs(ScopePhase.ENDED);
        assertThat(late.lane.isPinned()).isFalse();
        assertThat(ran).isEmpty();
    }

    @Test
    void nestedBlockWhoseTurnComesAsTheOneAroundItIsCutShortIsNotEntered() {
        UnopenedBlocks unopened = new UnopenedBlocks(transactions);
        IllegalStateException reason = new IllegalStateException("cut short");
        assertThat(Await.cause(transactions.atomic().runAsync(() -> {
                    BlockScope outer = block();
                    ThreadState thread = ThreadState.current();
                    BlockScope inner = unopened.inside(outer, this::logThread);
                    LaneExecution.pin(outer.lane, outer, thread);
                    outer.abort(reason);

                    ScopeEntry.take(inner, thread, false);

                    assertThat(Await.cause(inner.future))
                            .isInstanceOf(CannotCreateTransactionException.class)
                            .hasMessage("Block 'order' was not entered: java.lang.IllegalStateException. Its body did"
                                    + " not run")
                            .hasCause(reason);
                    assertThat(inner.phase).isSameAs(ScopePhase.ENDED);
                    assertThat(outer.lane.innermost()).isSameAs(outer);
                    assertThat(outer.lane.isPinned()).isFalse();
                    ran.add("looked");
                })))
                .isSameAs(reason);

        assertThat(ran).containsExactly("looked");
    }

    @Test
    void turnOfABlockThatHasNothingToDoLetsGoOfTheLane() {
        transactions.atomic().run(() -> {
            LaneExecution.pin(block().lane, block(), ThreadState.current());

            ScopeEntry.take(block(), ThreadState.current(), false);

            assertThat(isUnpinned(block())).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bodyBeginsWithTheLaneUnpinned(boolean observed) {
        Transactions some = fixtures.transactions(
                1, builder -> observed ? builder.listener(new TransactionListener() {}) : builder);
        List<Boolean> unpinned = new CopyOnWriteArrayList<>();
        some.atomic().run(() -> {
            unpinned.add(isUnpinned(block()));
            some.atomic().run(() -> unpinned.add(isUnpinned(block())));
        });
        Await.value(some.atomic().runAsync(() -> {
            unpinned.add(isUnpinned(block()));
            some.atomic().runAsync(() -> unpinned.add(isUnpinned(block())));
        }));
        CompletableFuture<Integer> elsewhere = new CompletableFuture<>();
        Await.value(some.atomic().getStageAsync(() -> {
            BlockScope outer = block();
            new Thread(() -> outer.runHere(() -> {
                        some.atomic().run(() -> unpinned.add(isUnpinned(block())));
                        elsewhere.complete(1);
                    }))
                    .start();
            return elsewhere;
        }));

        assertThat(unpinned).containsExactly(true, true, true, true, true);
    }

    @Test
    void blockThatIsGivenUpAsItGetsItsConnectionLeavesItsLane() {
        BlockScope late = new UnopenedBlocks(transactions).outermost(this::logThread);
        IllegalStateException reason = new IllegalStateException("cut short");
        fixtures.calls.clear();
        fixtures.on("open", real -> {
            UnopenedBlocks.cut(late, reason);
            late.abandon();
            return real.call();
        });

        ScopeEntry.open(late, ThreadState.current());

        assertThat(Await.cause(late.future)).isSameAs(reason);
        Await.until("the pool is back", () -> late.phase == ScopePhase.ENDED);
        Await.until("it has left its lane", () -> late.lane.innermost() == null);
        Await.until("the connection is thrown away", () -> fixtures.calls.contains("evict"));
        assertThat(transactions.metrics().database("default").notBegun()).isEqualTo(1);
        assertThat(ran).isEmpty();
    }

    @Test
    void childWaitsForAConnectionThatWillBeFree() {
        Transactions two = fixtures.transactions(2);
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> other = two.atomic().getStageAsync(() -> stage);
        CompletableFuture<Integer> outer = two.atomic()
                .getStageAsync(
                        () -> two.atomic().propagation(Propagation.REQUIRES_NEW).getStageAsync(() -> {
                            logThread();
                            return CompletableFuture.completedFuture(3);
                        }));
        Await.until("it waits", () -> two.metrics().database("default").waiting() == 1);
        assertThat(ran).isEmpty();

        stage.complete(1);

        Await.value(other);
        assertThat(Await.value(outer)).isEqualTo(3);
        assertThat(ran).hasSize(1);
    }

    // ---- what the engine cannot go on after

    /** Which may have torn the other from its end. */
    @Test
    @Tag("G1")
    void bodyThatRunsOutOfStackWithABlockInsideFailsTheWholeLane() {
        AtomicReference<BlockScope> open = new AtomicReference<>();
        StackOverflowError full = new StackOverflowError("full");
        fixtures.on("rollback", real -> {
            try {
                Await.until("it is given up", () -> open.get().phaseNow().isCounted());
            } catch (AssertionError never) {
                ran.add("rolled back instead");
            }
            return real.call();
        });

        assertThat(Await.cause(transactions.atomic().runAsync(() -> {
                    open.set(block());
                    transactions.submit(insert(1)).join();
                    transactions.atomic().getStageAsync(CompletableFuture::new);
                    throw full;
                })))
                .isSameAs(full);

        Await.until("the connection is back", () -> fixtures.database.open() == 0);
        assertThat(ran).isEmpty();
        assertThat(fixtures.calls).contains("evict");
    }

    @Test
    @Tag("G1")
    void nestedBlockThatIsTornFromItsEndOnItsCallersThreadFailsTheWholeLane() {
        StackOverflowError full = new StackOverflowError("full");
        fixtures.on("endCopy", real -> {
            throw full;
        });

        assertThat(Await.cause(transactions.atomic().getStageAsync(() -> {
                    BlockScope outer = block();
                    new Thread(() -> outer.runHere(() -> {
                                try {
                                    transactions
                                            .atomic()
                                            .run(() -> transactions
                                                    .submit(insert(3))
                                                    .join());
                                } catch (StackOverflowError thrown) {
                                    ran.add("thrown");
                                }
                            }))
                            .start();
                    return new CompletableFuture<>();
                })))
                .isSameAs(full);

        Await.until("the caller of the nested one has its end", () -> !ran.isEmpty());
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    @Tag("G1")
    void callerThatCouldNotBeToldIsToldWithWhatItFailedWith() {
        AtomicBoolean full = new AtomicBoolean();
        UnopenedBlocks unopened = new UnopenedBlocks(transactions);
        Context opener = UnopenedBlocks.opener(() -> {
            if (full.getAndSet(false)) {
                throw new StackOverflowError("full");
            }
            return null;
        });
        BlockScope block = unopened.blocking(opener, () -> full.set(true));

        assertThatThrownBy(() -> ScopeEntry.openHere(block)).isInstanceOf(StackOverflowError.class);

        assertThat(Await.cause(block.future)).isInstanceOf(StackOverflowError.class);
        assertThat(full).isFalse();
    }

    // ---- who observes

    /** Writes down what it is told. */
    private final class Recording implements TransactionListener {

        private void add(String what, TransactionEvent event) {
            ran.add(what + " " + event.name());
        }

        @Override
        public void began(TransactionEvent event) {
            add("began", event);
        }

        @Override
        public void waiting(TransactionEvent event) {
            add("waiting", event);
        }

        @Override
        public void committed(TransactionEvent event) {
            add("committed", event);
        }

        @Override
        public void rolledBack(TransactionEvent event) {
            add("rolled back", event);
        }
    }

    @Test
    @Tag("observability")
    void listenerIsToldOfEachBlock() {
        Transactions observed = fixtures.transactions(1, builder -> builder.listener(new Recording()));
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CountDownLatch open = new CountDownLatch(1);
        CompletableFuture<Integer> first = observed.atomic().named("first").getStageAsync(() -> {
            observed.atomic().named("inner").run(() -> {});
            assertThatThrownBy(() -> observed.atomic().named("failed").run(() -> {
                        throw new IOException();
                    }))
                    .isInstanceOf(IOException.class);
            open.countDown();
            return stage;
        });
        Await.latch(open);
        CompletableFuture<Void> second = observed.atomic().named("second").runAsync(() -> {});
        stage.complete(1);
        Await.value(first);
        Await.value(second);

        Await.until("all is told", () -> ran.contains("committed second"));
        assertThat(ran)
                .contains(
                        "began first",
                        "committed inner",
                        "rolled back failed",
                        "waiting second",
                        "committed first",
                        "began second",
                        "committed second");
    }
}
