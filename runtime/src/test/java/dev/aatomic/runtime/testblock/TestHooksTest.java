package dev.aatomic.runtime.testblock;

import static dev.aatomic.runtime.support.Sql.entries;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.TestBlock;
import dev.aatomic.runtime.spi.TestBlock.HookCapture;
import dev.aatomic.runtime.spi.TestBlock.PendingHook;
import dev.aatomic.runtime.spi.TestBlocks;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The hooks of blocks in a test: they stay pending, and can be captured and run. */
@Tag("tests")
final class TestHooksTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();

    private PooledDatabase database;
    private Transactions transactions;
    private TestBlock test;

    private void on(Server server) {
        database = fixtures.database(server, 1);
        transactions = fixtures.transactions(database);
        test = TestBlocks.of(transactions).open("default", "the test");
    }

    private void block(String hook) {
        test.call(() -> {
            transactions.atomic().run(() -> transactions.onCommit(() -> ran.add(hook)));
            return null;
        });
    }

    @Test
    void djTest4HooksSinceAMarkThatAreStillPendingAreCaptured() {
        on(Server.H2);
        block("before");
        HookCapture capture = test.captureHooks();
        block("first");
        test.call(() -> {
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.onCommit(() -> ran.add("undone"));
                        throw new IllegalStateException("undone");
                    }))
                    .hasMessage("undone");
            transactions.atomic().run(() -> {
                transactions.onCommitRobust(() -> ran.add("second"));
                assertThatThrownBy(() -> transactions.atomic().run(() -> {
                            transactions.onCommit(() -> ran.add("undone inside"));
                            throw new IllegalStateException("undone");
                        }))
                        .hasMessage("undone");
                transactions.onRollback(() -> ran.add("not undone"));
                transactions.onCommitAsync(() -> CompletableFuture.completedFuture(ran.add("third")));
            });
            return null;
        });

        assertThat(capture.hooks())
                .extracting(PendingHook::kind)
                .containsExactly("onCommit", "onCommitRobust", "onCommitAsync");
        assertThat(capture.hooks())
                .allSatisfy(hook -> assertThat(hook.description()).contains("TestHooksTest"));
        assertThat(test.hooks()).hasSize(4);
        assertThat(ran).isEmpty();
        capture.run();

        assertThat(ran).containsExactly("first", "second", "third");
        test.end();
        assertThat(ran).containsExactly("first", "second", "third");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void djTest6HooksOfHooksRunAfterThemEachOnce(Server server) {
        on(server);
        HookCapture capture = test.captureHooks();
        test.call(() -> {
            transactions.atomic().run(() -> {
                transactions.onCommit(() -> {
                    ran.add("1");
                    transactions.onCommit(() -> ran.add("1.1"));
                    transactions.atomic().durable().run(() -> {
                        Await.value(transactions.submit(insert(1)));
                        transactions.onCommit(() -> {
                            ran.add("1.2");
                            transactions.onCommit(() -> ran.add("1.2.1"));
                        });
                    });
                });
                transactions.onCommit(() -> {
                    ran.add("2");
                    Await.value(transactions.submit(insert(2)));
                });
            });
            capture.run();
            assertThat(ran).containsExactly("1", "2", "1.1", "1.2", "1.2.1");
            assertThat(Await.value(transactions.submit(entries()))).containsExactly(1, 2);
            capture.run();
            return null;
        });

        assertThat(ran).hasSize(5);
        assertThat(test.end().unfinished()).isEmpty();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void djTest7RobustHooksAreLoggedAndOthersFail() {
        on(Server.H2);
        HookCapture capture = test.captureHooks();
        test.call(() -> {
            transactions.atomic().run(() -> {
                transactions.onCommitRobust(() -> {
                    throw new IllegalStateException("robust");
                });
                transactions.onCommit(() -> ran.add("between"));
                transactions.onCommit(() -> {
                    throw new IllegalStateException("ordinary");
                });
                transactions.onCommit(() -> ran.add("dropped"));
            });
            return null;
        });

        try (LogCapture log = new LogCapture()) {
            assertThatThrownBy(capture::run)
                    .isInstanceOf(AfterCommitException.class)
                    .hasMessageContaining("In test 'the test'")
                    .hasRootCauseMessage("ordinary");
            assertThat(log.count("robust")).isEqualTo(1);
        }
        assertThat(ran).containsExactly("between");
        test.end();
    }

    @Test
    void djTest8CapturedHooksStayPending() {
        on(Server.H2);
        HookCapture first = test.captureHooks();
        block("hook");
        first.run();

        assertThat(first.hooks()).hasSize(1);
        assertThat(test.hooks()).hasSize(1);
        test.end();
    }

    @Test
    void asynchronousHookIsAwaited() {
        on(Server.H2);
        CompletableFuture<String> gate = new CompletableFuture<>();
        HookCapture capture = test.captureHooks();
        test.call(() -> {
            transactions.atomic().run(() -> {
                transactions.onCommitAsync(() -> gate.thenApply(ran::add));
                transactions.onCommit(() -> ran.add("after"));
            });
            return null;
        });
        CompletableFuture<Void> run = CompletableFuture.runAsync(capture::run);
        assertThat(run).isNotDone();
        gate.complete("awaited");
        Await.value(run);

        assertThat(ran).containsExactly("awaited", "after");
        test.end();
    }

    @Test
    void hooksAreNotRunInsideABlock() {
        on(Server.H2);
        HookCapture capture = test.captureHooks();
        test.call(() -> {
            transactions
                    .atomic()
                    .named("open")
                    .run(() -> assertThatThrownBy(capture::run)
                            .isInstanceOf(TransactionManagementException.class)
                            .hasMessageContaining("'open'"));
            return null;
        });
        test.end();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void rollbackHooksRunAtTheEndOfTheBlockThatWouldBeOutermost(Server server) {
        on(server);
        test.call(() -> {
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.onRollback(() -> {
                            ran.add("rolled back, sees "
                                    + Await.value(transactions.submit(entries()))
                                            .size());
                            Await.value(transactions.submit(insert(1)));
                        });
                        Await.value(transactions.submit(insert(2)));
                        throw new IllegalStateException("undone");
                    }))
                    .hasMessage("undone");
            assertThat(ran).containsExactly("rolled back, sees 0");
            transactions.atomic().run(() -> {
                transactions.onRollback(() -> ran.add("kept"));
                assertThatThrownBy(() -> transactions.atomic().run(() -> {
                            transactions.onRollback(() -> ran.add("inner"));
                            throw new IllegalStateException("undone");
                        }))
                        .hasMessage("undone");
                assertThat(ran).hasSize(1);
            });
            assertThat(ran).containsExactly("rolled back, sees 0", "inner");
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions
                                .atomic()
                                .propagation(Propagation.REQUIRES_NEW)
                                .run(() -> transactions.onRollback(() -> ran.add("of a block that was kept")));
                        throw new IllegalStateException("undone");
                    }))
                    .hasMessage("undone");
            assertThat(Await.value(transactions.submit(entries()))).containsExactly(1);
            return null;
        });

        assertThat(test.end().unfinished()).isEmpty();
        assertThat(ran).hasSize(2);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void hookInAutocommitRunsAtOnce() {
        on(Server.H2);
        test.call(() -> {
            transactions.autocommit(() -> {
                transactions.onCommit(() -> ran.add("at once"));
                return null;
            });
            transactions
                    .atomic()
                    .propagation(Propagation.NOT_SUPPORTED)
                    .run(() -> transactions.onCommit(() -> ran.add("at once too")));
            return null;
        });

        assertThat(ran).containsExactly("at once", "at once too");
        assertThat(test.hooks()).isEmpty();
        test.end();
    }

    /** There is no block that they belong to, and after the test nothing may happen. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void rollbackHookOutsideAnyBlockDoesNotRun(Server server) {
        on(server);
        test.call(() -> {
            Await.value(transactions.submit(insert(1)));
            transactions.onRollback(() -> {
                ran.add("after the test");
                Await.value(transactions.submit(insert(2)));
            });
            return null;
        });
        test.end();

        assertThat(ran).isEmpty();
        assertThat(database.rows()).isEmpty();
    }
}
