package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.body.Body;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.support.RecordingListener;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G5: what a block knows of itself and of those around it, and how it ends. */
@Tag("G5")
final class BlockScopeTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(3, builder -> builder.database("other", fixtures.source(), 2));
    }

    // ---- its place in the tree

    @Test
    void blockKnowsThoseAroundIt() {
        transactions.atomic().run(() -> {
            BlockScope outer = block();
            assertThat(outer.parent()).isNull();
            assertThat(outer.outermost()).isSameAs(outer);
            assertThat(outer.depth()).isZero();
            assertThat(outer.opener()).isNull();
            transactions
                    .atomic()
                    .run(() -> transactions.atomic().run(() -> {
                        BlockScope inner = block();
                        assertThat(inner.outermost()).isSameAs(outer);
                        assertThat(inner.depth()).isEqualTo(2);
                        assertThat(inner.parent().parent()).isSameAs(outer);
                        assertThat(inner.opener()).isSameAs(inner.parent());
                        assertThat(inner.contains(inner)).isTrue();
                        assertThat(inner.contains(outer)).isFalse();
                        assertThat(outer.contains(inner)).isTrue();
                    }));
        });
    }

    @Test
    void blockIsUndoneWithTheNearestThatHasASavepoint() {
        transactions.atomic().run(() -> {
            BlockScope outer = block();
            assertThat(outer.hasSavepoint()).isFalse();
            assertThat(outer.undoneWith()).isSameAs(outer);
            transactions.atomic().run(() -> {
                BlockScope nested = block();
                assertThat(nested.hasSavepoint()).isTrue();
                assertThat(nested.wantsSavepoint()).isTrue();
                assertThat(nested.undoneWith()).isSameAs(nested);
                transactions.atomic().savepoint(false).run(() -> {
                    assertThat(block().hasSavepoint()).isFalse();
                    assertThat(block().wantsSavepoint()).isFalse();
                    assertThat(block().undoneWith()).isSameAs(nested);
                });
            });
            transactions
                    .atomic()
                    .savepoint(false)
                    .run(() -> assertThat(block().undoneWith()).isSameAs(outer));
        });
    }

    @Test
    void blockInABrokenOneHasNoSavepoint() {
        transactions.atomic().run(() -> {
            transactions.setRollbackOnly(true);
            block().transaction().markBroken(new IOException());
            transactions.atomic().run(() -> assertThat(block().hasSavepoint()).isFalse());
        });
    }

    @Test
    void blockInOneThatWillRollBackHasItsOwn() {
        transactions.atomic().run(() -> {
            transactions.setRollbackOnly(true);
            transactions.atomic().run(() -> assertThat(block().hasSavepoint()).isTrue());
        });
    }

    @Test
    void djangosBlockInOneThatWillRollBackHasNone() {
        Transactions djangos = fixtures.transactions(1, builder -> builder.silentRollback(true));
        djangos.atomic().run(() -> {
            djangos.setRollbackOnly(true);
            djangos.atomic().run(() -> assertThat(block().hasSavepoint()).isFalse());
        });
    }

    @Test
    void blockKnowsWhetherItIsOnAnotherConnectionThanItsOpener() {
        transactions.atomic().run(() -> {
            BlockScope outer = block();
            assertThat(outer.isOnOtherConnection()).isFalse();
            transactions
                    .atomic()
                    .run(() -> assertThat(block().isOnOtherConnection()).isFalse());
            transactions
                    .atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .run(() -> assertThat(block().openerElsewhere()).isSameAs(outer));
            transactions.database("other").atomic().run(() -> {
                BlockScope other = block();
                assertThat(other.openerElsewhere()).isSameAs(outer);
                transactions.database("default").atomic().run(() -> {
                    assertThat(block().parent()).isSameAs(outer);
                    assertThat(block().openerElsewhere()).isSameAs(other);
                });
            });
        });
    }

    // ---- what it says of itself

    @Test
    void blockSaysWhereItIs() {
        transactions.atomic().named("order").run(() -> {
            assertThat(block().name()).isEqualTo("order");
            assertThat(block().place()).isEqualTo("'order'");
            assertThat(block().openingPlace()).isEqualTo("'order'");
        });
    }

    @Test
    void outermostBlockSaysWhereItWasOpenedIfSomebodyWillAsk() {
        Transactions watched = fixtures.transactions(1, builder -> builder.warnIfHeldLongerThan(Duration.ofMinutes(1)));
        watched.atomic().named("order").run(() -> {
            assertThat(block().openingPlace()).startsWith("'order' (opened at ");
            watched.atomic()
                    .named("inner")
                    .run(() -> assertThat(block().openingPlace()).isEqualTo("'inner'"));
        });
    }

    @Test
    void blockIsOpenUntilItEnds() {
        AtomicReference<BlockScope> left = new AtomicReference<>();
        transactions.atomic().run(() -> {
            left.set(block());
            assertThat(block().isOpen()).isTrue();
            assertThat(block().phaseNow().isOver()).isFalse();
            assertThat(block().phaseNow().isCounted()).isFalse();
        });

        assertThat(left.get().isOpen()).isFalse();
        assertThat(left.get().phaseNow().isOver()).isTrue();
        assertThat(left.get().phaseNow().isCounted()).isTrue();
        assertThat(left.get().isCancelled()).isFalse();
    }

    @Test
    void onlyACancelledBlockIsOne() {
        AtomicReference<BlockScope> left = new AtomicReference<>();
        CompletableFuture<Integer> never = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            left.set(block());
            return never;
        });
        Await.until("it is open", () -> left.get() != null);
        assertThat(left.get().isCancelled()).isFalse();

        block.cancel(true);

        Await.end(block);
        assertThat(left.get().isCancelled()).isTrue();
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    left.set(block());
                    throw new IOException();
                }))
                .isInstanceOf(IOException.class);
        assertThat(left.get().isCancelled()).as("one that failed").isFalse();
    }

    @Test
    void blockMakesItsConnectionWhenItIsNeeded() {
        transactions.atomic().run(() -> {
            assertThat(block().connection).isNull();
            ScopeConnection connection = block().connection();
            assertThat(block().connection).isNotNull();
            assertThat(block().connection()).isSameAs(connection);
        });
    }

    // ---- what a test does with it

    @Test
    void blockThatWaitsIsNothingElseYet() {
        UnopenedBlocks unopened = new UnopenedBlocks(transactions);
        BlockScope block = unopened.outermost(() -> {});

        assertThat(block.pinsLane()).isTrue();
        assertThat(block.isRefusable()).isTrue();
        assertThat(block.startsOnCaller()).isFalse();
        assertThat(unopened.blocking(null, () -> {}).startsOnCaller()).isTrue();
        assertThat(block.isOpen()).isFalse();
        assertThat(block.phaseNow().isOver()).isFalse();
        assertThat(ChildTransactions.of(block)).isEmpty();
        assertThat(block.value()).isNull();
        assertThat(block.ownSavepoint()).isNull();
        assertThat(block.hasFailedStatement()).isFalse();
        assertThat(block.isNested()).isFalse();
        assertThat(block.covers(block.database())).isTrue();
        EnclosingWork.keepFromCommit(block);
        block.reportQuiet();
        synchronized (block.lane) {
            assertThat(block.openAtOnce(ThreadState.current())).isFalse();
            block.become(ScopePhase.ENDED);
        }
        assertThat(block.isRefusable()).isFalse();
    }

    @Test
    void askedForRollbackIsOnlyRememberedWhereThereIsSomething() {
        BlockScope block = new UnopenedBlocks(transactions).outermost(() -> {});
        synchronized (block.lane) {
            assertThat(block.isRollbackAsked()).isFalse();
            block.askForRollback(false);
            assertThat(block.obligations).isNull();
            block.askForRollback(true);
            assertThat(block.isRollbackAsked()).isTrue();
            block.askForRollback(false);
            assertThat(block.isRollbackAsked()).isFalse();
        }
    }

    @Test
    @SuppressWarnings("GuardedBy")
    void nestedBlockOpensAtOnceUnlessItIsObservedOrOverOrForAnotherThread() {
        UnopenedBlocks unopened = new UnopenedBlocks(transactions);
        Transactions observed = fixtures.transactions(1, builder -> builder.listener(new RecordingListener()));
        List<BlockScope> observedBlock = new CopyOnWriteArrayList<>();
        observed.atomic().run(() -> observedBlock.add(block()));
        transactions.atomic().run(() -> {
            BlockScope outer = block();
            ThreadState thread = ThreadState.current();
            BlockScope watched = unopened.inside(outer, () -> {});
            watched.observation = observedBlock.get(0).observation;
            BlockScope over = unopened.inside(outer, () -> {});
            BlockScope inner = unopened.inside(outer, () -> seen.add("inner"));
            BlockScope[] elsewhere = new BlockScope[1];
            Thread other = new Thread(
                    () -> elsewhere[0] = new BlockScope(outer, outer.settings, outer, Body.of(() -> {}), true));
            other.start();
            Await.until("it is made", () -> !other.isAlive());
            synchronized (outer.lane) {
                over.become(ScopePhase.ENDED);
                assertThat(watched.openAtOnce(thread)).as("observed").isFalse();
                assertThat(over.openAtOnce(thread)).as("over").isFalse();
                assertThat(elsewhere[0].openAtOnce(thread))
                        .as("for another thread")
                        .isFalse();
                assertThat(outer.lane.innermost()).isSameAs(outer);
                assertThat(inner.openAtOnce(thread)).isTrue();
                assertThat(outer.lane.innermost()).isSameAs(inner);
            }
            assertThat(thread.opened).isSameAs(inner);
            inner.run(thread);
            assertThat(thread.opened).isNull();
            assertThat(inner.phase).isSameAs(ScopePhase.ENDED);
            assertThat(outer.lane.innermost()).isSameAs(outer);
        });

        assertThat(seen).containsExactly("inner");
    }

    @Test
    void whatWasBoundToTheThreadIsThereForTheBodyOnly() {
        Transactions capturing = fixtures.transactions(
                1,
                builder -> builder.contextCapture(task -> () -> {
                    seen.add("in");
                    task.run();
                    seen.add("out");
                }));
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> block = capturing.atomic().getStageAsync(() -> {
            seen.add("outer");
            capturing.atomic().runAsync(() -> seen.add("inner"));
            return stage;
        });
        Await.until("its body has returned", () -> seen.size() == 6);

        stage.complete(1);

        Await.value(block);
        assertThat(seen).containsExactly("in", "outer", "in", "inner", "out", "out");
    }

    @Test
    void quietLaneIsTheOutermostBlocksToTell() {
        RecordingListener listener = new RecordingListener();
        Transactions observed = fixtures.transactions(1, builder -> builder.listener(listener));
        observed.atomic()
                .named("outer")
                .run(() -> observed.atomic().named("inner").run(() -> block().reportQuiet()));

        Await.until("it is told", () -> listener.lines().contains("idle inner 1"));
    }

    @Test
    void overdueBlockFailsWithThatThoughItWouldCommitOnWhatItsBodyThrew() {
        IOException thrown = new IOException("body");
        BlockScope block = new UnopenedBlocks(
                        transactions.atomic().named("order").noRollbackFor(IOException.class))
                .outermost(() -> {});
        synchronized (block.lane) {
            block.become(ScopePhase.OPEN);
            block.ended(null, thrown);
            assertThat(block.rollsBack()).isFalse();
            block.timeout = new ScopeTimeout(System.nanoTime() - 1);
            assertThat(block.decideEnd()).isFalse();
            assertThat(block.failure())
                    .isInstanceOf(TransactionTimedOutException.class)
                    .hasSuppressedException(thrown);
            assertThat(block.phase).isSameAs(ScopePhase.ENDING);
        }
    }

    @Test
    void endIsDecidedByWhatTheBodyEndedWithAndTheClock() {
        UnopenedBlocks unopened =
                new UnopenedBlocks(transactions.atomic().noRollbackFor(IOException.class, CancellationException.class));
        assertThat(decided(unopened, null, 0L)).isTrue();
        assertThat(decided(unopened, new IOException("commits"), 0L)).isTrue();
        assertThat(decided(unopened, new IllegalStateException("rolls back"), 0L))
                .isFalse();
        long past = System.nanoTime() - 1;
        assertThat(decided(unopened, null, past)).isFalse();
        IllegalStateException failure = new IllegalStateException("rolls back");
        assertThat(decided(unopened, failure, past)).isFalse();
        assertThat(failure.getSuppressed())
                .as("of a block that rolls back anyway")
                .isEmpty();
        assertThat(decided(
                        unopened, null, System.nanoTime() + Duration.ofHours(1).toNanos()))
                .isTrue();
        BlockScope cancels = unopened.outermost(() -> {});
        synchronized (cancels.lane) {
            cancels.ended(null, new CancellationException("of something else"));
        }
        assertThat(cancels.isCancelled()).isFalse();
    }

    private static boolean decided(UnopenedBlocks unopened, @Nullable Throwable thrown, long deadline) {
        BlockScope block = unopened.outermost(() -> {});
        synchronized (block.lane) {
            block.become(ScopePhase.OPEN);
            block.ended(null, thrown);
            if (deadline != 0L) {
                block.timeout = new ScopeTimeout(deadline);
            }
            return block.decideEnd();
        }
    }

    @Test
    void abandonedBlockDecidesNothing() {
        BlockScope block = new UnopenedBlocks(transactions).outermost(() -> {});
        synchronized (block.lane) {
            block.become(ScopePhase.ABANDONED);
            assertThat(block.decideEnd()).isFalse();
        }
        assertThat(block.phase).isSameAs(ScopePhase.ABANDONED);
    }

    @Test
    @SuppressWarnings("GuardedBy")
    void nestedBlockIsOverAtOnceUnlessTheDatabaseHasAPartInItsEnd() {
        UnopenedBlocks unopened = new UnopenedBlocks(transactions);
        BlockScope outermost = unopened.outermost(() -> {});
        transactions.atomic().run(() -> {
            BlockScope outer = block();
            BlockScope failed = unopened.inside(outer, () -> {});
            BlockScope plain = unopened.inside(outer, () -> {});
            synchronized (outermost.lane) {
                assertThat(outermost.endAtOnce(true)).isFalse();
            }
            LaneExecution.pin(outer.lane, outer, ThreadState.current());
            synchronized (outer.lane) {
                failed.failsWith(new IOException("failed"));
                assertThat(failed.endAtOnce(true)).isFalse();
                assertThat(plain.endAtOnce(false)).isFalse();
                plain.becomeInnermost();
                plain.become(ScopePhase.ENDING);
                assertThat(plain.endAtOnce(true)).isTrue();
            }
            assertThat(plain.phase).isSameAs(ScopePhase.ENDED);
            assertThat(outer.lane.innermost()).isSameAs(outer);
            assertThat(outer.lane.isPinned()).isFalse();
        });
    }

    @Test
    void rollbackThatWasAskedForAroundANestedBlockIsThatOfTheBlockAround() {
        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            BlockScope outer = block();
            transactions.atomic().run(() -> outer.setRollbackOnly(true));
            assertThat(transactions.isRollbackOnly()).isTrue();
        });

        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void blockThatRanWithoutWhatWasCapturedIsBroken() {
        IOException problem = new IOException("not restored");

        assertThat(Await.cause(transactions.atomic().runAsync(() -> {
                    transactions.submit(insert(1)).join();
                    block().runsWithoutCaptured(problem);
                    assertThat(block().hasFailedStatement()).isTrue();
                })))
                .hasCause(problem);
    }

    @Test
    void codeIsInTheBlockThatItRunsIn() {
        transactions.atomic().run(() -> {
            BlockScope outer = block();
            transactions.atomic().run(() -> {
                outer.execute(() -> seen.add("outer " + (ThreadState.currentContext() == outer)));
                assertThat(ThreadState.currentContext()).isNotSameAs(outer);
            });
        });

        Await.until("it has run", () -> !seen.isEmpty());
        assertThat(seen).containsExactly("outer true");
    }
}
