package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G5: what a block knows of itself, of those around it, and of what its end answers for. */
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
            transactions.atomic().run(() -> assertThat(block().hasSavepoint()).isFalse());
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
            assertThat(block().hasNotEnded()).isTrue();
            assertThat(block().isCounted()).isFalse();
        });

        assertThat(left.get().isOpen()).isFalse();
        assertThat(left.get().hasNotEnded()).isFalse();
        assertThat(left.get().isCounted()).isTrue();
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

    // ---- what its end answers for

    @Test
    void failureOfWorkThatSomebodyLooksAtIsNoneOfTheBlocks() {
        Await.value(transactions.atomic().runAsync(() -> {
            ScopeFuture<Integer> seenBefore = future();
            seenBefore.exceptionally(thrown -> 1);
            block().workFailed(seenBefore, new IOException("seen"));
            ScopeFuture<Integer> seenAfter = future();
            block().workFailed(seenAfter, new IOException("seen later"));
            seenAfter.exceptionally(thrown -> 1);
        }));
        assertThat(Await.cause(transactions.atomic().runAsync(() -> {
                    transactions.submit(insert(1));
                    block().workFailed(future(), new IOException("unseen"));
                })))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasRootCauseMessage("unseen");
    }

    private static ScopeFuture<Integer> future() {
        return new ScopeFuture<>(block().engine().dispatcher);
    }

    @Test
    void endWaitsForItsChildren() {
        ChildTransaction child = reason -> seen.add("cancelled");
        AtomicReference<BlockScope> open = new AtomicReference<>();
        CompletableFuture<Void> block = transactions.atomic().runAsync(() -> {
            assertThat(block().addChild(child, false)).isTrue();
            assertThat(block().children()).containsExactly(child);
            open.set(block());
        });
        Await.until("its body is over", () -> open.get() != null && open.get().phase == ScopePhase.EXITING);
        assertThat(block).isNotDone();
        assertThat(open.get().addChild(reason -> {}, false)).as("from outside").isFalse();
        ChildTransaction ofAHook = reason -> {};
        assertThat(open.get().addChild(ofAHook, true)).as("from a hook").isTrue();

        open.get().removeChild(child);
        open.get().removeChild(child);
        assertThat(block).isNotDone();
        open.get().removeChild(ofAHook);

        Await.value(block);
        assertThat(seen).isEmpty();
        assertThat(open.get().addChild(child, true)).as("after the end").isFalse();
        open.get().removeChild(child);
    }

    @Test
    void childOfABlockThatFailsIsCancelled() {
        CompletableFuture<Void> block = transactions.atomic().runAsync(() -> {
            BlockScope own = block();
            own.addChild(
                    new ChildTransaction() {
                        @Override
                        public void cancelBy(Throwable failure) {
                            seen.add("cancelled by " + failure.getMessage());
                            own.removeChild(this);
                        }
                    },
                    false);
            throw new IOException("body");
        });

        assertThat(Await.cause(block)).hasMessage("body");
        assertThat(seen).containsExactly("cancelled by body");
    }

    @Test
    void workThatComesTooLateBreaksABlockThatCanStillRollBack() {
        AtomicReference<BlockScope> open = new AtomicReference<>();
        ChildTransaction child = reason -> {};
        CompletableFuture<Void> block = transactions.atomic().named("order").runAsync(() -> {
            transactions.submit(insert(1)).join();
            block().addChild(child, false);
            open.set(block());
        });
        Await.until("its body is over", () -> open.get() != null && open.get().phase == ScopePhase.EXITING);

        assertThatThrownBy(() -> open.get().submit(insert(2)))
                .hasMessageStartingWith("Work was refused because block 'order' has ended");
        open.get().removeChild(child);

        assertThat(Await.cause(block)).isInstanceOf(UnexpectedRollbackException.class);
        assertThat(fixtures.database.rows()).isEmpty();
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
