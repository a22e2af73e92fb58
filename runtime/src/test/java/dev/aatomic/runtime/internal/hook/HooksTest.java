package dev.aatomic.runtime.internal.hook;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.InnerBlockException;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.autocommit.AutocommitContext;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.Unfinished;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What runs after the end of a transaction, in which order, and what its failure makes of what the caller gets. */
@Tag("hooks")
@Tag("D6")
final class HooksTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final List<Throwable> told = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(2);
    }

    private CheckedRunnable<RuntimeException> runs(String name) {
        return () -> ran.add(name);
    }

    private static <X extends Exception> CheckedRunnable<X> fails(X failure) {
        return () -> {
            throw failure;
        };
    }

    @Test
    void hooksRunInOrderOnceTheRowsAreThere() {
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("rows " + fixtures.database.rows()));
            transactions.onRollback(runs("rollback"));
            transactions.onCommitRobust(runs("robust"));
            transactions.onCommitAsync(() -> CompletableFuture.completedFuture(ran.add("async")));
            return transactions.submit(insert(1));
        });

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(ran).containsExactly("rows [1]", "robust", "async");
    }

    @Test
    void hookWorksOutsideTheTransaction() {
        transactions
                .atomic()
                .run(() -> transactions.onCommit(() -> {
                    transactions.submit(insert(2)).join();
                    ran.add("rows " + fixtures.database.rows());
                    assertThatThrownBy(transactions::isRollbackOnly).isInstanceOf(NoTransactionException.class);
                    transactions
                            .atomic()
                            .run(() -> transactions.submit(insert(3)).join());
                }));

        assertThat(ran).containsExactly("rows [2]");
        assertThat(fixtures.database.rows()).containsExactly(2, 3);
    }

    @Test
    void failureOfAHookSaysThatTheTransactionCommittedAndDropsTheLaterOnes() {
        IOException failure = new IOException("mail");
        CheckedRunnable<RuntimeException> dropped = runs("dropped");
        CheckedRunnable<RuntimeException> robust = runs("robust");

        Throwable told = Await.cause(transactions.atomic().named("order").getStageAsync(() -> {
            transactions.onCommit(runs("first"));
            transactions.onCommit(fails(failure));
            transactions.onCommit(dropped);
            transactions.onCommitRobust(robust);
            return transactions.submit(insert(1));
        }));

        assertThat(told)
                .isInstanceOf(AfterCommitException.class)
                .hasMessageStartingWith("Block 'order' committed, then its hook a lambda of ")
                .hasMessageContaining(" failed: java.io.IOException. 2 later hooks were dropped. Do not run the block")
                .hasCause(failure);
        AfterCommitException after = (AfterCommitException) told;
        assertThat(after.droppedHooks()).isEqualTo(List.of(dropped, robust));
        assertThat(after.result()).isEqualTo(1);
        assertThat(ran).containsExactly("first");
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void failureOfARobustHookIsLogged() {
        try (LogCapture log = new LogCapture()) {
            transactions.atomic().named("order").run(() -> {
                transactions.onCommitRobust(fails(new IOException("mail")));
                transactions.onCommit(runs("after"));
            });
            assertThat(log.count("of block 'order' failed after the end of its transaction"))
                    .isEqualTo(1);
        }
        assertThat(ran).containsExactly("after");
    }

    @Test
    void errorOfARobustHookIsNotTolerated() {
        Error error = new AssertionError("broken");

        assertThatThrownBy(() -> transactions
                        .atomic()
                        .run(() -> transactions.onCommitRobust(() -> {
                            throw error;
                        })))
                .isInstanceOf(AfterCommitException.class)
                .hasCause(error);
    }

    @Test
    void hooksOfWorkThatWasUndoneRunEvenAfterOneThatFailed() {
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.onCommit(fails(new IOException("mail")));
                    assertThatThrownBy(() -> transactions.atomic().run(() -> {
                                transactions.onCommit(runs("of what was undone"));
                                transactions.onRollback(runs("undone"));
                                throw new IllegalStateException();
                            }))
                            .isInstanceOf(IllegalStateException.class);
                    transactions.onCommit(runs("later"));
                }))
                .isInstanceOfSatisfying(
                        AfterCommitException.class,
                        told -> assertThat(told.droppedHooks()).hasSize(1));

        assertThat(ran).containsExactly("undone");
    }

    @Test
    void rollbackRunsItsOwnHooksAndTheirFailureIsLogged() {
        IllegalStateException failure = new IllegalStateException("body");
        try (LogCapture log = new LogCapture()) {
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.onCommit(runs("commit"));
                        transactions.onRollback(fails(new IOException()));
                        transactions.onRollback(runs("rollback"));
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertThat(log.count("failed after the end of its transaction")).isEqualTo(1);
        }
        assertThat(ran).containsExactly("rollback");
        assertThat(failure.getSuppressed()).isEmpty();
    }

    // ---- asynchronous

    @Test
    void callerWaitsForAnAsynchronousHookAndSoDoTheLaterOnes() {
        CompletableFuture<Integer> mail = new CompletableFuture<>();
        CountDownLatch registered = new CountDownLatch(1);
        CompletableFuture<Void> block = transactions.atomic().runAsync(() -> {
            transactions.onCommitAsync(() -> {
                registered.countDown();
                return mail;
            });
            transactions.onCommit(
                    () -> ran.add("after on " + Thread.currentThread().getName()));
        });
        Await.latch(registered);

        assertThat(block).isNotDone();
        assertThat(ran).isEmpty();
        assertThat(transactions.metrics().database("default").active())
                .as("connections")
                .isZero();
        mail.complete(1);

        Await.value(block);
        assertThat(ran).containsExactly("after on dispatch");
    }

    @Test
    void failureOfAnAsynchronousHookIsThatOfAHook() {
        CompletableFuture<Integer> mail = new CompletableFuture<>();
        IOException failure = new IOException("mail");
        CompletableFuture<Void> block = transactions.atomic().runAsync(() -> {
            transactions.onCommitAsync(() -> mail);
            transactions.onCommit(runs("dropped"));
        });
        mail.completeExceptionally(failure);

        assertThat(Await.cause(block)).isInstanceOf(AfterCommitException.class).hasCause(failure);
        assertThat(ran).isEmpty();
    }

    @Test
    void stageThatHasFailedAlreadyIsTheFailureOfItsHook() {
        IOException failure = new IOException("mail");

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.onCommitAsync(() -> CompletableFuture.failedFuture(failure));
                    transactions.onCommit(runs("dropped"));
                }))
                .isInstanceOf(AfterCommitException.class)
                .hasCause(failure);
        assertThat(ran).isEmpty();
    }

    @Test
    void asynchronousHookMustReturnAStage() {
        assertThatThrownBy(() -> transactions.atomic().run(() -> transactions.onCommitAsync(() -> null)))
                .isInstanceOf(AfterCommitException.class)
                .hasRootCauseMessage("The asynchronous hook returned null instead of a stage");
    }

    @Test
    void manyHooksThatAreDoneAtOnceDoNotPileUp() {
        transactions.atomic().run(() -> {
            for (int i = 0; i < 5_000; i++) {
                transactions.onCommitAsync(() -> CompletableFuture.completedFuture(null));
            }
            transactions.onCommit(runs("last"));
        });

        assertThat(ran).containsExactly("last");
    }

    // ---- together with what the caller gets anyway

    @Test
    void failureThatCommitsStaysTheCallersAndThatOfTheHookIsLogged() {
        IOException failure = new IOException("business");
        try (LogCapture log = new LogCapture()) {
            assertThatThrownBy(() -> transactions
                            .atomic()
                            .named("order")
                            .noRollbackFor(IOException.class)
                            .run(() -> {
                                transactions.onCommit(fails(new IllegalStateException("mail")));
                                throw failure;
                            }))
                    .isSameAs(failure);
            assertThat(log.count("A hook of block 'order' failed after its transaction"))
                    .isEqualTo(1);
        }
        assertThat(failure.getSuppressed()).isEmpty();
    }

    @Test
    void failureOfAHookIsAddedToAnExceptionOfTheBlocksOwn() {
        assertThatThrownBy(() -> transactions
                        .atomic()
                        .noRollbackFor(CommitOutcomeUnknownException.class)
                        .run(() -> {
                            transactions.onCommit(fails(new IllegalStateException("mail")));
                            throw new CommitOutcomeUnknownException("of another block", null);
                        }))
                .isInstanceOfSatisfying(
                        InnerBlockException.class,
                        told -> assertThat(told.getSuppressed())
                                .hasAtLeastOneElementOfType(AfterCommitException.class));
    }

    @Test
    void hookThatIsMeantForTheAutocommitContextRunsAtOnce() throws Exception {
        IOException failure = new IOException("mail");
        try (LogCapture log = new LogCapture()) {
            transactions.autocommit(() -> {
                transactions.onCommit(runs("commit"));
                transactions.onRollback(runs("rollback"));
                assertThatThrownBy(() -> transactions.onCommit(fails(failure))).isSameAs(failure);
                transactions.onCommitRobust(fails(failure));
                return null;
            });
            assertThat(log.count("'in autocommit' failed after the end of its transaction"))
                    .isEqualTo(1);
        }
        assertThat(ran).containsExactly("commit");
    }

    // ---- close()

    @Test
    @Tag("G15")
    void closeGivesUpAHookThatDoesNotComeToItsEnd() {
        Transactions closing = fixtures.transactions(1, builder -> builder.closeTimeout(Duration.ofMillis(20)));
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Integer> mail = new CompletableFuture<>();
        CompletableFuture<Void> block = closing.atomic().named("order").runAsync(() -> {
            closing.onCommitAsync(() -> {
                begun.countDown();
                return mail;
            });
            closing.onCommit(runs("later"));
            closing.onCommit(runs("latest"));
        });
        Await.latch(begun);

        Await.value(CompletableFuture.runAsync(closing::close));

        assertThat(Await.cause(block))
                .isInstanceOf(AfterCommitException.class)
                .hasMessageContaining("Block 'order' committed, then its hook ")
                .hasMessageContaining(" was given up: java.util.concurrent.CancellationException. 2 later hooks");
        try (LogCapture log = new LogCapture()) {
            mail.completeExceptionally(new IOException("too late"));
            Await.until("it is logged", () -> log.count("failed after the end of its transaction") == 1);
        }
        assertThat(ran).isEmpty();
    }

    @Test
    @Tag("G15")
    void closeWaitsForHooks() {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Integer> mail = new CompletableFuture<>();
        CompletableFuture<Void> block = transactions.atomic().runAsync(() -> {
            transactions.onCommitAsync(() -> {
                begun.countDown();
                return mail;
            });
            transactions.onCommit(() -> transactions
                    .atomic()
                    .run(() -> transactions.submit(insert(1)).join()));
        });
        Await.latch(begun);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(transactions::close);
        Await.until("new blocks are refused", () -> {
            try {
                transactions.atomic().run(() -> {});
                return false;
            } catch (TransactionManagementException refused) {
                return refused.getMessage().contains("was refused because these transactions are closed");
            }
        });
        assertThat(closed).isNotDone();

        mail.complete(1);

        Await.value(closed);
        Await.value(block);
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    /** The hooks of the block, which it has no more. */
    private Hooks taken(BlockScope block) {
        return new Hooks(
                block.transaction().takeHooks(true),
                AutocommitContext.forHooks(block, null),
                block.place(),
                "Block " + block.place() + " committed, then its hook",
                1,
                null,
                told::add);
    }

    @Test
    void threadThatRunsAHookWorksForThisLibraryAsLongAsItDoes() {
        AtomicReference<Hooks> hooks = new AtomicReference<>();
        transactions.atomic().run(() -> {
            transactions.onCommit(
                    () -> ran.add("inside " + ThreadState.current().isDispatch()));
            transactions.onCommit(fails(new IOException("mail")));
            hooks.set(taken(MemoryFixtures.block()));
        });
        assertThat(ThreadState.current().isDispatch()).as("before").isFalse();

        hooks.get().start(new Unfinished());

        assertThat(ThreadState.current().isDispatch()).as("afterwards").isFalse();
        assertThat(ran).containsExactly("inside true");
        assertThat(told).hasSize(1).hasOnlyElementsOfType(AfterCommitException.class);
    }

    @Test
    @Tag("G15")
    void hookThatIsAbortedLetsThoseForRollbackRun() {
        IOException reason = new IOException("closed");
        transactions.atomic().run(() -> {
            transactions.onCommitAsync(CompletableFuture::new);
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.onRollback(runs("undone"));
                        throw new IllegalStateException();
                    }))
                    .isInstanceOf(IllegalStateException.class);
            transactions.onCommit(runs("later"));
            Hooks hooks = taken(MemoryFixtures.block());
            hooks.start(new Unfinished());

            assertThat(hooks.abort(reason)).isTrue();

            Await.until("it is told", () -> !told.isEmpty());
        });

        assertThat(told)
                .singleElement()
                .satisfies(each -> assertThat(each)
                        .isInstanceOf(AfterCommitException.class)
                        .hasCause(reason));
        assertThat(ran).containsExactly("undone");
    }

    @Test
    @Tag("G15")
    void hooksThatAreGivenUpTellWhatBecameOfThemOnce() {
        transactions.atomic().named("order").run(() -> {
            BlockScope block = MemoryFixtures.block();
            CompletableFuture<Integer> mail = new CompletableFuture<>();
            transactions.onCommitAsync(() -> mail);
            transactions.onCommit(runs("later"));
            Unfinished unfinished = new Unfinished();
            Hooks hooks = taken(block);
            assertThat(hooks.abort(new IOException("before")))
                    .as("before they run")
                    .isFalse();
            hooks.start(unfinished);
            assertThat(unfinished.isEmpty()).isFalse();
            assertThat(hooks.isCancelled()).isFalse();
            assertThat(hooks.place()).isEqualTo("'order'");
            IOException reason = new IOException("closed");

            assertThat(hooks.giveUp(reason)).isTrue();
            assertThat(hooks.giveUp(reason)).isFalse();
            assertThat(hooks.abort(reason)).isFalse();

            assertThat(told).hasSize(1);
            assertThat(told.get(0))
                    .isInstanceOf(AfterCommitException.class)
                    .hasMessageContaining(" was given up: java.io.IOException. 1 later hooks")
                    .hasCause(reason);
            assertThat(unfinished.isEmpty()).isTrue();
            mail.complete(1);
        });

        assertThat(ran).isEmpty();
    }
}
