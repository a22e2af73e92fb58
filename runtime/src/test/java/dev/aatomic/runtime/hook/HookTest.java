package dev.aatomic.runtime.hook;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** D4 and D6: what drops a hook, and what a failing one means. */
@Tag("D4")
@Tag("D6")
@Tag("hooks")
final class HookTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @EnumSource(Server.class)
    void d4ManualSavepointsRollbackDropsTheHooksSince(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("before"));
            return transactions
                    .submit(insert(1))
                    .thenCompose(n -> transactions.savepoint())
                    .thenCompose(savepoint -> {
                        transactions.onCommit(() -> ran.add("since"));
                        return transactions
                                .atomic()
                                .getStageAsync(() -> {
                                    transactions.onCommit(() -> ran.add("nested since"));
                                    return transactions.submit(insert(2));
                                })
                                .thenCompose(n -> transactions.savepointRollback(savepoint));
                    })
                    .thenCompose(n -> {
                        transactions.onCommit(() -> ran.add("after"));
                        return transactions.submit(insert(3));
                    });
        }));

        assertThat(ran).containsExactly("before", "after");
        assertThat(database.rows()).containsExactly(1, 3);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void d4ReleasedSavepointKeepsItsHooks(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions.savepoint().thenCompose(savepoint -> {
                    transactions.onCommit(() -> ran.add("kept"));
                    return transactions.submit(insert(1)).thenCompose(n -> transactions.savepointCommit(savepoint));
                })));

        assertThat(ran).containsExactly("kept");
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void d6FailedHookSaysThatTheTransactionCommitted(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("hook");
        CheckedRunnable<RuntimeException> dropped = () -> ran.add("dropped");
        CheckedRunnable<RuntimeException> droppedRobust = () -> ran.add("dropped, robust");

        Throwable thrown = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("first"));
            transactions.onCommit(() -> {
                throw failure;
            });
            transactions.onCommit(dropped);
            transactions.onCommitRobust(droppedRobust);
            return transactions.submit(insert(1)).thenApply(n -> "result");
        }));

        assertThat(thrown).isInstanceOf(AfterCommitException.class).hasCause(failure);
        assertThat(thrown).hasMessageContaining("committed");
        AfterCommitException after = (AfterCommitException) thrown;
        assertThat(after.outcome()).isEqualTo(Outcome.COMMITTED);
        assertThat(after.result()).isEqualTo("result");
        assertThat(after.droppedHooks()).startsWith(dropped);
        assertThat(ran).containsExactly("first");
        assertThat(database.rows()).containsExactly(1);
        assertThat(database.source().open()).isZero();
    }

    @Test
    void d6RobustHookIsLoggedAndTheRestRuns() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThat(Await.value(transactions.atomic().getAsync(() -> {
                    transactions.onCommitRobust(() -> {
                        throw new IOException("robust");
                    });
                    transactions.onCommit(() -> ran.add("next"));
                    return 42;
                })))
                .isEqualTo(42);

        assertThat(ran).containsExactly("next");
    }

    @Test
    void d6ErrorOfARobustHookCountsAsOfAnOrdinaryOne() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        LinkageError error = new LinkageError("robust");

        assertThat(Await.failure(transactions.atomic().runAsync(() -> {
                    transactions.onCommitRobust(() -> {
                        throw error;
                    });
                    transactions.onCommit(() -> ran.add("dropped"));
                })))
                .isInstanceOf(AfterCommitException.class)
                .hasCause(error);
        assertThat(ran).isEmpty();
    }

    @Test
    void d6BlockingFormThrowsItToo() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThatThrownBy(() -> transactions.atomic().get(() -> {
                    transactions.onCommit(() -> {
                        throw new IOException("hook");
                    });
                    return transactions.submit(insert(1)).join();
                }))
                .isInstanceOf(AfterCommitException.class)
                .satisfies(thrown ->
                        assertThat(((AfterCommitException) thrown).result()).isEqualTo(1));
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void hooksRunOnADispatchThreadInTheOrderOfRegistration() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("1"));
            return transactions
                    .atomic()
                    .runAsync(() -> {
                        transactions.onCommit(() -> ran.add("2"));
                        transactions.atomic().savepoint(false).run(() -> transactions.onCommit(() -> ran.add("3")));
                    })
                    .thenCompose(fixtures.foreign()::later)
                    .thenAccept(ignored -> transactions.onCommit(() -> ran.add("4")));
        }));

        assertThat(ran).containsExactly("1", "2", "3", "4");
    }

    @Test
    void hookOfARolledBackBlockIsDroppedWithItsChildren() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("o1"));
            return transactions
                    .atomic()
                    .<Integer>getStageAsync(() -> {
                        transactions.onCommit(() -> ran.add("i1"));
                        transactions.atomic().run(() -> transactions.onCommit(() -> ran.add("nested")));
                        transactions.atomic().savepoint(false).run(() -> transactions.onCommit(() -> ran.add("i2")));
                        throw new IOException("inner");
                    })
                    .handle((n, failure) -> {
                        transactions.onCommit(() -> ran.add("o2"));
                        return n;
                    });
        }));

        assertThat(ran).containsExactly("o1", "o2");
    }

    @Test
    void hookThatFailsInItsOwnBlockNamesBothCommits() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Throwable thrown = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> transactions.atomic().run(() -> {
                transactions.submit(insert(2)).join();
                transactions.onCommit(() -> {
                    throw new IOException("inner hook");
                });
            }));
            transactions.onCommit(() -> ran.add("dropped"));
            return transactions.submit(insert(1));
        }));

        assertThat(thrown)
                .isInstanceOf(AfterCommitException.class)
                .hasCauseInstanceOf(AfterCommitException.class)
                .hasRootCauseInstanceOf(IOException.class);
        assertThat(ran).isEmpty();
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void hookMayOpenADurableBlockOnTheOnlyConnection() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.executor(fixtures.executors().threads(1)));

        Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> transactions
                    .atomic()
                    .durable()
                    .getStageAsync(() -> transactions.submit(insert(2)))
                    .join());
            return transactions.submit(insert(1)).thenCompose(n -> CompletableFuture.completedFuture(n));
        }));

        assertThat(database.rows()).containsExactly(1, 2);
    }

    /** What a hook of independent work opens is independent work of the block around, and stopped with it. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void t18BlockInAHookOfIndependentWorkIsCancelledWithTheBlockAround(Server server) {
        PooledDatabase database = fixtures.database(server, 3);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<CompletableFuture<Integer>> opened = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<Integer>> child = new CompletableFuture<>();
        CompletableFuture<Integer> outer = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(n -> {
                    CompletableFuture<Integer> independent = transactions
                            .atomic()
                            .propagation(Propagation.REQUIRES_NEW)
                            .getStageAsync(() -> {
                                transactions.onCommit(() -> openAndWait(transactions, opened));
                                return transactions.submit(insert(2));
                            });
                    child.complete(independent);
                    return independent;
                }));
        CompletableFuture<Integer> inHook = Await.value(opened);

        assertThat(outer.cancel(true)).isTrue();

        assertThat(Await.failure(inHook)).isInstanceOf(CancellationException.class);
        assertThat(Await.failure(outer)).isInstanceOf(CancellationException.class);
        assertThat(Await.failure(Await.value(child)))
                .isInstanceOfSatisfying(
                        AfterCommitException.class,
                        after -> assertThat(after.outcome()).isEqualTo(Outcome.COMMITTED));
        assertThat(ran).containsExactly("hook");
        assertThat(database.rows()).containsExactly(2);
    }

    /** In a hook: opens a block that does not end, and waits for it. */
    private void openAndWait(Transactions transactions, CompletableFuture<CompletableFuture<Integer>> opened) {
        ran.add("hook");
        CompletableFuture<Void> written = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> row = transactions.submit(insert(3));
            row.thenRun(() -> written.complete(null));
            return row.thenCompose(n -> new CompletableFuture<>());
        });
        written.thenRun(() -> opened.complete(block));
        block.join();
    }

    @Test
    void nullHookIsRefusedAtOnce() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions
                .atomic()
                .run(() ->
                        assertThatThrownBy(() -> transactions.onCommit(null)).isInstanceOf(NullPointerException.class));
    }
}
