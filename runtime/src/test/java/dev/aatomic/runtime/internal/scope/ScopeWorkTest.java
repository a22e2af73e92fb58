package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G3: what may be done in a block from where, and where what was attached in it goes on. */
@Tag("G3")
final class ScopeWorkTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    private BlockScope ended() {
        AtomicReference<BlockScope> left = new AtomicReference<>();
        transactions.atomic().named("order").run(() -> left.set(block()));
        return left.get();
    }

    // ---- the wrong block

    @Test
    void nothingOfABlockIsForThoseNestedInIt() {
        String refused = "A step or statement was submitted to block 'outer' from inside block 'inner'";
        transactions.atomic().named("outer").run(() -> {
            BlockScope outer = block();
            transactions.atomic().named("inner").run(() -> {
                assertThatThrownBy(() -> outer.submit(insert(1))).hasMessageStartingWith(refused);
                assertThatThrownBy(() -> outer.executeStatement(() -> seen.add("ran")))
                        .hasMessageStartingWith(refused);
                assertThatThrownBy(outer::openConnection).hasMessageStartingWith(refused);
            });
        });

        assertThat(seen).isEmpty();
    }

    @Test
    void blockThatHasEndedTakesNothing() {
        BlockScope ended = ended();
        String refused = "Work was refused because block 'order' has ended";

        assertThatThrownBy(() -> ended.submit(insert(1))).hasMessageStartingWith(refused);
        assertThatThrownBy(() -> ended.executeStatement(() -> seen.add("ran"))).hasMessageStartingWith(refused);
        assertThatThrownBy(ended::openConnection)
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageStartingWith(refused);
        assertThat(seen).isEmpty();
    }

    @Test
    void connectionThatIsOpenedInAStepIsTheSteps() {
        CompletableFuture<Integer> block = transactions
                .atomic()
                .named("order")
                .getStageAsync(() -> transactions.submit(connection -> {
                    Connection inside = transactions.dataSource().getConnection();
                    Thread elsewhere = new Thread(() -> {
                        try {
                            Sql.insert(inside, 1);
                        } catch (Exception refused) {
                            seen.add(refused.getMessage());
                        }
                    });
                    elsewhere.start();
                    Await.until("it is over", () -> !elsewhere.isAlive());
                    return 1;
                }));

        Await.end(block);
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0)).contains("A connection of a step of block 'order' was used on another thread");
    }

    @Test
    void statementHasWhatWasBoundToTheThreadThatSubmittedIt() {
        Transactions capturing = fixtures.transactions(
                1,
                builder -> builder.contextCapture(task -> {
                    seen.add("captured");
                    return task;
                }));
        capturing.atomic().run(() -> {
            seen.clear();
            block().executeStatement(() -> seen.add("ran"));
        });

        assertThat(seen).containsExactly("captured", "ran");
    }

    // ---- what failed, or comes too late

    @Tag("G5")
    @Test
    void failureOfWorkThatSomebodyLooksAtIsNoneOfTheBlocks() {
        Await.value(transactions.atomic().runAsync(() -> {
            ScopeFuture<Integer> seenBefore = future();
            seenBefore.exceptionally(thrown -> 1);
            ScopeWork.failed(block(), seenBefore, new IOException("seen"));
            ScopeFuture<Integer> seenAfter = future();
            ScopeWork.failed(block(), seenAfter, new IOException("seen later"));
            seenAfter.exceptionally(thrown -> 1);
        }));
        assertThat(Await.cause(transactions.atomic().runAsync(() -> {
                    transactions.submit(insert(1));
                    ScopeWork.failed(block(), future(), new IOException("unseen"));
                })))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasRootCauseMessage("unseen");
    }

    private static ScopeFuture<Integer> future() {
        return new ScopeFuture<>(block().engine().dispatcher);
    }

    @Tag("G5")
    @Test
    void workThatComesTooLateBreaksABlockThatCanStillRollBack() {
        AtomicReference<BlockScope> open = new AtomicReference<>();
        ChildTransaction child = reason -> {};
        CompletableFuture<Void> block = transactions.atomic().named("order").runAsync(() -> {
            transactions.submit(insert(1)).join();
            ChildTransactions.add(block(), child, false);
            open.set(block());
        });
        Await.until("its body is over", () -> open.get() != null && open.get().phase == ScopePhase.EXITING);

        assertThatThrownBy(() -> open.get().submit(insert(2)))
                .hasMessageStartingWith("Work was refused because block 'order' has ended");
        ChildTransactions.remove(open.get(), child);

        assertThat(Await.cause(block)).isInstanceOf(UnexpectedRollbackException.class);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    /** What is accepted and not over, beside children, when work comes too late. */
    @Tag("G5")
    @ParameterizedTest
    @ValueSource(strings = {"running", "queued", "inside"})
    void workThatComesWhileOtherWorkIsNotOverBreaksTheBlock(String what) {
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch goesOn = fixtures.latch();
        CompletableFuture<Integer> inner = new CompletableFuture<>();
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        AtomicReference<BlockScope> open = new AtomicReference<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1)).join();
            BlockScope own = block();
            open.set(own);
            if (what.equals("inside")) {
                transactions.atomic().getStageAsync(() -> inner);
                inStep.countDown();
            } else {
                Thread elsewhere = new Thread(() -> own.submit(connection -> {
                    inStep.countDown();
                    Await.latch(goesOn);
                    return 1;
                }));
                elsewhere.start();
            }
            return stage;
        });
        Await.latch(inStep);
        if (what.equals("queued")) {
            open.get().submit(insert(2));
        }
        stage.complete(1);
        Await.until("its body is over", () -> open.get().phase == ScopePhase.EXITING);

        assertThatThrownBy(() -> open.get().submit(insert(3))).hasMessageStartingWith("Work was refused");
        goesOn.countDown();
        inner.complete(1);

        assertThat(Await.cause(block)).isInstanceOf(UnexpectedRollbackException.class);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    /** Or is refused for another reason. */
    @Tag("G5")
    @Test
    void refusalInABlockThatIsOpenBreaksNothing() {
        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            ScopeWork.refusal(block());
        });
        BlockScope exiting = new UnopenedBlocks(transactions).outermost(() -> {});
        synchronized (exiting.lane) {
            exiting.become(ScopePhase.OPEN);
            exiting.become(ScopePhase.EXITING);
            exiting.takeQueue();
            ScopeWork.refusedLate(exiting, new IOException("too late"));
            assertThat(exiting.obligations).as("with nothing to wait for").isNull();
            exiting.running++;
            ScopeWork.refusedLate(exiting, new IOException("too late"));
            assertThat(exiting.obligations).as("while work runs").isNotNull();
        }

        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    // ---- what goes on

    @Test
    void whatGoesOnAfterTheEndDoesSoOnADispatchThread() {
        BlockScope ended = ended();

        ended.execute(() -> seen.add(Thread.currentThread().getName()));

        Await.until("it has run", () -> !seen.isEmpty());
        assertThat(seen).singleElement().matches(MemoryFixtures::isDispatch);
    }

    @Test
    void whatGoesOnAfterTheEndNeedsNoOtherThreadWhereOneOfOursIs() {
        BlockScope ended = ended();
        Await.value(transactions.atomic().runAsync(() -> {
            Thread here = Thread.currentThread();
            ended.execute(() -> seen.add("at once " + (Thread.currentThread() == here)));
            assertThat(seen).containsExactly("at once true");
            ended.executeLater(() -> seen.add("later " + (Thread.currentThread() == here)));
            Await.until("it has run", () -> seen.size() == 2);
        }));

        assertThat(seen).containsExactly("at once true", "later false");
    }

    @Test
    void whatGoesOnInABlockDoesNotDoSoInsideOneThatIsNestedInIt() {
        transactions.atomic().run(() -> {
            BlockScope outer = block();
            transactions.atomic().run(() -> {
                outer.execute(() -> seen.add("outer"));
                seen.add("inner is over");
            });
        });

        Await.until("it has run", () -> seen.size() == 2);
        assertThat(seen).containsExactly("inner is over", "outer");
    }

    @Test
    void whatGoesOnInANestedBlockMayDoSoInsideTheOneAroundIt() {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        Await.value(transactions.atomic().getStageAsync(() -> {
            AtomicReference<BlockScope> inner = new AtomicReference<>();
            CompletableFuture<Integer> nested = transactions.atomic().getStageAsync(() -> {
                inner.set(block());
                return stage;
            });
            inner.get().execute(() -> seen.add("inner"));
            assertThat(seen).containsExactly("inner");
            block().execute(() -> seen.add("outer"));
            assertThat(seen).containsExactly("inner", "outer");
            stage.complete(1);
            return nested;
        }));
    }
}
