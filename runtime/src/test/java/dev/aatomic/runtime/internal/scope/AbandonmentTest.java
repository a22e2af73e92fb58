package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G8: the caller is told, whether or not the driver comes back; and what it is told is true. */
@Tag("G8")
@Tag("G11")
final class AbandonmentTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> hooks = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1, builder -> builder.commitTimeout(Duration.ofMillis(50)));
    }

    /** The driver does not come back from a call until the end of the test. */
    private void hangs(String call) {
        CountDownLatch over = fixtures.latch();
        fixtures.on(call, real -> {
            Await.latch(over);
            return real.call();
        });
    }

    private DatabaseMetrics metrics() {
        return transactions.metrics().database("default");
    }

    private void registerHooks() {
        transactions.onCommit(() -> hooks.add("commit"));
        transactions.onRollback(() -> hooks.add("rollback"));
    }

    @Test
    void commitThatIsNotAnsweredIsUnknown() {
        hangs("commit");

        Throwable told = Await.cause(transactions.atomic().named("order").getStageAsync(() -> {
            registerHooks();
            return transactions.submit(insert(1));
        }));

        assertThat(told)
                .isInstanceOf(CommitOutcomeUnknownException.class)
                .hasMessage("Whether block 'order' committed is not known, because COMMIT was sent and not answered"
                        + " within PT0.05S. Ask the database before doing the work again");
        assertThat(metrics().unknown()).isEqualTo(1);
        assertThat(hooks).isEmpty();
        Await.until("the connection is thrown away", () -> fixtures.calls.contains("evict"));
        Await.until("its place goes to the next", () -> metrics().active() == 0);
        assertThat(fixtures.calls).doesNotContain("giveBack");
    }

    @Test
    void rollbackThatIsNotAnsweredIsOneAllTheSame() {
        hangs("rollback");
        IOException failure = new IOException("body");

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            registerHooks();
            return transactions.submit(insert(1)).thenCompose(v -> CompletableFuture.failedFuture(failure));
        });

        assertThat(Await.cause(block)).isSameAs(failure);
        assertThat(hooks).containsExactly("rollback");
        assertThat(metrics().rolledBack()).isEqualTo(1);
        assertThat(fixtures.calls).contains("evict");
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void connectionThatDoesNotComeBackIsNotTheBlocksFailure() {
        hangs("giveBack");

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            registerHooks();
            return transactions.submit(insert(1));
        });

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(hooks).containsExactly("commit");
        assertThat(metrics().committed()).isEqualTo(1);
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void whatWasLeftOpenAndIsNotClosedIsSaid() {
        hangs("endCopy");

        Throwable told = Await.cause(transactions.atomic().named("order").getStageAsync(() -> {
            registerHooks();
            return transactions.submit(insert(1));
        }));

        assertThat(told)
                .isInstanceOf(TransactionSystemException.class)
                .hasMessage("Block 'order' was rolled back because what it had left open was not closed within PT0.05S,"
                        + " and COMMIT was not sent");
        assertThat(hooks).containsExactly("rollback");
        assertThat(metrics().rolledBack()).isEqualTo(1);
        assertThat(fixtures.calls).doesNotContain("commit");
        assertThat(fixtures.database.rows()).isEmpty();
    }

    /** The body has failed: that is what the caller is told. */
    @Test
    void failureOfTheBodyIsToldThoughWhatWasLeftOpenIsNotClosed() {
        hangs("endCopy");
        IOException failure = new IOException("body");

        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(
                        () -> transactions.submit(insert(1)).thenCompose(v -> CompletableFuture.failedFuture(failure)));

        assertThat(Await.cause(block)).isSameAs(failure);
    }

    @Test
    void driverThatDoesNotComeBackFromAStatementIsGivenUpAfterTheGrace() {
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch over = fixtures.latch();
        CompletableFuture<Integer> step = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            registerHooks();
            CompletableFuture<Integer> stuck = transactions.submit(connection -> {
                insert(1).apply(connection);
                inStep.countDown();
                Await.latch(over);
                return insert(2).apply(connection);
            });
            stuck.whenComplete((value, thrown) -> step.completeExceptionally(thrown));
            return stuck;
        });
        Await.latch(inStep);
        CompletableFuture<Integer> next = transactions.atomic().getStageAsync(() -> transactions.submit(insert(7)));

        block.cancel(true);

        assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        assertThat(hooks).containsExactly("rollback");
        assertThat(Await.value(next)).as("who waited for the connection").isEqualTo(1);
        assertThat(fixtures.calls).contains("evict");
        assertThat(metrics().rolledBack()).isEqualTo(1);
        over.countDown();
        assertThat(Await.cause(step)).hasMessageContaining("given up");
        assertThat(fixtures.database.rows()).containsExactly(7);
    }

    @Test
    void poolThatDoesNotComeBackIsGivenUpAfterTheGrace() {
        hangs("open");

        CompletableFuture<Void> block = transactions
                .atomic()
                .named("order")
                .timeout(Duration.ofMillis(20))
                .runAsync(() -> hooks.add("body"));

        assertThat(Await.cause(block))
                .isInstanceOf(TransactionTimedOutException.class)
                .hasMessageContaining("'order' was not done within its timeout of PT0.02S");
        assertThat(hooks).isEmpty();
        assertThat(metrics().notBegun()).isEqualTo(1);
        assertThat(metrics().rolledBack()).isZero();
    }

    @Test
    void connectionThatIsNotEvenClosedHoldsNobodyUp() {
        hangs("commit");
        CountDownLatch over = fixtures.latch();
        fixtures.on("evict", real -> {
            Await.latch(over);
            return real.call();
        });

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));

        assertThat(Await.cause(block)).isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(metrics().active()).as("its connection is not free").isEqualTo(1);
        over.countDown();
        Await.until("its place goes to the next", () -> metrics().active() == 0);
    }

    // ---- after what only the engine could catch

    @Test
    void whatWasQueuedIsDropped() {
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch over = fixtures.latch();
        AtomicReference<BlockScope> open = new AtomicReference<>();
        AtomicReference<CompletableFuture<Integer>> queued = new AtomicReference<>();
        CompletableFuture<Integer> block = transactions.atomic().named("order").getStageAsync(() -> {
            BlockScope own = MemoryFixtures.block();
            new Thread(() -> {
                        own.submit(connection -> {
                            inStep.countDown();
                            Await.latch(over);
                            return 1;
                        });
                        queued.set(own.submit(insert(2)));
                        open.set(own);
                    })
                    .start();
            return new CompletableFuture<>();
        });
        Await.latch(inStep);
        Await.until("a step is queued", () -> open.get() != null);
        IllegalStateException defect = new IllegalStateException("defect");

        open.get().crash(defect);

        assertThat(Await.cause(block)).isSameAs(defect);
        assertThat(Await.cause(queued.get()))
                .hasMessage("A step of block 'order' was dropped before it ran: java.lang.IllegalStateException")
                .hasCause(defect);
        over.countDown();
        Await.until("its place goes to the next", () -> metrics().active() == 0);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void callerThatRunsTheBodyIsToldOnceItIsBack() {
        IllegalStateException defect = new IllegalStateException("defect");

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    registerHooks();
                    BlockScope own = MemoryFixtures.block();
                    transactions.submit(insert(1)).join();
                    Thread elsewhere = new Thread(() -> own.crash(defect));
                    elsewhere.start();
                    Await.until("it is given up", () -> own.phaseNow().isCounted() && !elsewhere.isAlive());
                }))
                .isSameAs(defect);
        assertThat(hooks).containsExactly("rollback");
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void listenerIsTold() {
        List<String> told = new CopyOnWriteArrayList<>();
        Transactions observed = fixtures.transactions(
                1,
                builder -> builder.listener(new TransactionListener() {
                    @Override
                    public void rolledBack(TransactionEvent event) {
                        told.add(event.name() + " rolled back");
                    }
                }));
        AtomicReference<BlockScope> open = new AtomicReference<>();
        CompletableFuture<Integer> block = observed.atomic().named("order").getStageAsync(() -> {
            open.set(MemoryFixtures.block());
            return new CompletableFuture<>();
        });
        Await.until("it is open", () -> open.get() != null);

        open.get().crash(new IllegalStateException("defect"));

        Await.end(block);
        Await.until("the listener is told", () -> !told.isEmpty());
        assertThat(told).containsExactly("order rolled back");
    }

    // ---- before it was opened, where nobody can be away

    @Test
    void blockThatHadNotBegunIsTold() {
        BlockScope block = new UnopenedBlocks(transactions).outermost(() -> {});
        CompletableFuture<Void> clock = new CompletableFuture<>();
        ScopeCancellation.timeout(block).start(clock);
        IllegalStateException defect = new IllegalStateException("defect");

        block.crash(defect);

        assertThat(Await.cause(block.future)).isSameAs(defect);
        assertThat(clock).as("its clock").isCancelled();
        assertThat(block.phase).isSameAs(ScopePhase.ABANDONED);
        assertThat(metrics().notBegun()).isEqualTo(1);
        Await.until("close has nothing to wait for", block.engine.unfinished::isEmpty);
        assertThatCode(() -> block.crash(new IllegalStateException("again"))).doesNotThrowAnyException();
        assertThat(metrics().notBegun()).isEqualTo(1);
    }

    /** There is no clock any more that would tell the caller in any case. */
    @Test
    void blockIsToldAfterTheCloseToo() {
        BlockScope block = new UnopenedBlocks(transactions).outermost(() -> {});
        IllegalStateException defect = new IllegalStateException("defect");
        transactions.close();

        block.crash(defect);

        assertThat(Await.cause(block.future)).isSameAs(defect);
    }

    /** The other library's transaction, of which only this is wanted here. */
    private static EnclosingTransaction enclosing(Runnable setRollbackOnly) {
        return (EnclosingTransaction) Proxy.newProxyInstance(
                AbandonmentTest.class.getClassLoader(),
                new Class<?>[] {EnclosingTransaction.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("setRollbackOnly")) {
                        setRollbackOnly.run();
                    }
                    return null;
                });
    }

    @Test
    @Tag("propagation")
    void transactionAroundIsKeptFromItsCommitBeforeTheCallerIsTold() {
        List<String> told = new CopyOnWriteArrayList<>();
        AtomicReference<BlockScope> own = new AtomicReference<>();
        own.set(new UnopenedBlocks(transactions)
                .outermost(
                        null,
                        () -> {},
                        enclosing(() -> told.add(
                                "rollback only, told " + own.get().future.isDone())),
                        false));
        IllegalStateException defect = new IllegalStateException("defect");

        own.get().crash(defect);

        assertThat(Await.cause(own.get().future)).isSameAs(defect);
        assertThat(told).containsExactly("rollback only, told false");
    }

    @Test
    @Tag("propagation")
    void transactionAroundThatCannotBeKeptFromItsCommitIsLoggedAndTheCallerIsTold() {
        BlockScope block = new UnopenedBlocks(transactions)
                .outermost(
                        null,
                        () -> {},
                        enclosing(() -> {
                            throw new IllegalStateException("cannot");
                        }),
                        false);
        IllegalStateException defect = new IllegalStateException("defect");
        try (LogCapture log = new LogCapture()) {
            block.crash(defect);

            assertThat(Await.cause(block.future)).isSameAs(defect);
            assertThat(log.count("The transaction around block 'order' could not be kept from its commit"))
                    .isEqualTo(1);
        }
    }

    @Test
    void nestedBlockWhoseSavepointIsNotReleasedIsSaidSo() {
        CountDownLatch over = fixtures.latch();
        fixtures.on("setSavepoint", real -> {
            ResourceSavepoint set = (ResourceSavepoint) real.call();
            return Proxy.newProxyInstance(
                    AbandonmentTest.class.getClassLoader(),
                    new Class<?>[] {ResourceSavepoint.class},
                    (self, method, arguments) -> {
                        if (method.getName().startsWith("release")) {
                            Await.latch(over);
                        }
                        return method.invoke(set, arguments);
                    });
        });
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        AtomicReference<CompletableFuture<Integer>> inner = new AtomicReference<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            inner.set(transactions.atomic().named("inner").getStageAsync(() -> {
                transactions.submit(insert(1)).join();
                MemoryFixtures.block().mayHaveFailedStatement();
                return stage;
            }));
            return inner.get();
        });
        Await.until("the inner one is handed out", () -> inner.get() != null);

        stage.complete(1);

        assertThat(Await.cause(inner.get()))
                .isInstanceOf(TransactionSystemException.class)
                .hasMessage("Block 'inner' was rolled back because its savepoint was not released within PT0.05S");
        over.countDown();
        Await.end(block);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void whatWasAcceptedBeforeTheEndIsDroppedToo() {
        BlockScope block = new UnopenedBlocks(transactions).outermost(() -> {});
        Step<Integer> step = new Step<>(block, insert(1));
        step.future.exceptionally(thrown -> 1);
        synchronized (block.lane) {
            block.phase = ScopePhase.EXITING;
            block.takeQueue();
            block.enqueue(step);
        }
        IllegalStateException defect = new IllegalStateException("defect");

        block.crash(defect);

        assertThat(Await.cause(step.future))
                .hasMessage("A step of block 'order' was dropped before it ran: java.lang.IllegalStateException");
        assertThat(Await.cause(block.future)).isSameAs(defect);
    }

    @Test
    void closeWaitsUntilTheCallerIsTold() {
        List<Runnable> tasks = new CopyOnWriteArrayList<>();
        AtomicReference<Executor> executor = new AtomicReference<>(fixtures.executor());
        Transactions slow = fixtures.transactions(
                1, builder -> builder.executor(task -> executor.get().execute(task)));
        BlockScope block = new UnopenedBlocks(slow).outermost(() -> {});
        executor.set(tasks::add);

        block.crash(new IllegalStateException("defect"));

        Await.until("the telling is handed over", () -> !tasks.isEmpty());
        executor.set(fixtures.executor());
        tasks.forEach(Runnable::run);
        Await.end(block.future);
        Await.until("close has nothing to wait for", block.engine.unfinished::isEmpty);
    }

    @Test
    void closeOfWhatWasLeftOpenThatDoesNotComeBackIsGivenUp() {
        hangs("endCopy");

        assertThat(Await.cause(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)))))
                .isInstanceOf(TransactionSystemException.class);
        assertThat(metrics().rolledBack()).isEqualTo(1);
        assertThat(fixtures.database.rows()).isEmpty();
    }
}
