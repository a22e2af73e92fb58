package dev.aatomic.runtime.block;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.OwnStage;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What fails in at least one other library of the field, by the number of the case. */
@Tag("peers")
final class PeersFailingCasesTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @EnumSource(Server.class)
    void case1IncompleteStageThatLaterWrites(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("after the write");

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .bind(fixtures.foreign().later(1))
                        .thenCompose(value -> transactions.submit(insert(value)))));
        Throwable thrown = Await.failure(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .bind(fixtures.foreign().later(2))
                        .thenCompose(value -> transactions.submit(insert(value)))
                        .thenCompose(n -> CompletableFuture.failedFuture(failure))));

        assertThat(thrown).isSameAs(failure);
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void case2AlreadyCancelledFuture(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Throwable failure = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            CompletableFuture<Integer> cancelled = new CompletableFuture<>();
            cancelled.cancel(true);
            return cancelled;
        }));

        assertThat(failure).isInstanceOf(CancellationException.class);
        assertNothingLeft(database, transactions);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void case3MinimalStages(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("minimal");

        Throwable thrown = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            return CompletableFuture.<Integer>failedStage(failure);
        }));
        assertThat(thrown).isSameAs(failure);
        assertNothingLeft(database, transactions);

        int value = Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(2));
            return CompletableFuture.completedStage(42);
        }));
        assertThat(value).isEqualTo(42);
        assertThat(database.rows()).containsExactly(2);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void case4FailedStageThatIsNoFuture(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        IllegalStateException failure = new IllegalStateException("own stage");

        Throwable thrown = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            return OwnStage.of(CompletableFuture.<Integer>failedFuture(failure));
        }));

        assertThat(thrown).isSameAs(failure);
        assertNothingLeft(database, transactions);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void case5CheckedCauseInsideACompletionException(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("checked");

        Throwable thrown = Await.failure(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(insert(1)).thenApply(n -> {
                    throw new CompletionException(failure);
                })));

        assertThat(thrown).isSameAs(failure);
        assertNothingLeft(database, transactions);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void case7TwoConcurrentChildrenOfWhichOneFails(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> good = transactions
                    .atomic()
                    .getStageAsync(() -> transactions
                            .submit(insert(1))
                            .thenCompose(fixtures.foreign()::later)
                            .thenCompose(n -> transactions.submit(insert(2))));
            CompletableFuture<Integer> failing = transactions
                    .atomic()
                    .getStageAsync(() -> transactions
                            .submit(insert(3))
                            .thenCompose(fixtures.foreign()::later)
                            .thenCompose(n -> CompletableFuture.failedFuture(new IOException("child"))));
            return CompletableFuture.allOf(good, failing.exceptionally(failure -> 0));
        }));

        assertThat(database.rows()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void case8InnerFailsAndOuterSwallows(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions
                                .atomic()
                                .<Integer>getStageAsync(() -> transactions
                                        .submit(insert(2))
                                        .thenCompose(m -> CompletableFuture.failedFuture(new IOException("inner"))))
                                .exceptionally(failure -> 0))));

        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void case9HookOfAScopeRolledBackToItsSavepoint(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .atomic()
                        .<Integer>getStageAsync(() -> {
                            transactions.onCommit(() -> ran.add("rolled back"));
                            return transactions
                                    .submit(insert(1))
                                    .thenCompose(m -> CompletableFuture.failedFuture(new IOException("inner")));
                        })
                        .exceptionally(failure -> 0)
                        .thenCompose(n -> transactions.atomic().getStageAsync(() -> {
                            transactions.onCommit(() -> ran.add("released, rows " + database.rows()));
                            return transactions.submit(insert(2));
                        }))
                        .thenCompose(n -> {
                            assertThat(ran).isEmpty();
                            return transactions.submit(insert(3));
                        })));

        assertThat(ran).containsExactly("released, rows [2, 3]");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void case10FirstOfSeveralHooksThrows(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("hook");
        CheckedRunnable<RuntimeException> dropped = () -> ran.add("dropped");

        Throwable thrown = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.onCommitRobust(() -> {
                throw new IOException("robust");
            });
            transactions.onCommit(() -> ran.add("after the robust one"));
            transactions.onCommit(() -> {
                throw failure;
            });
            transactions.onCommit(dropped);
            return transactions.submit(insert(1));
        }));

        assertThat(thrown).isInstanceOf(AfterCommitException.class).hasCause(failure);
        assertThat(((AfterCommitException) thrown).droppedHooks()).containsExactly(dropped);
        assertThat(((AfterCommitException) thrown).outcome()).isEqualTo(Outcome.COMMITTED);
        assertThat(ran).containsExactly("after the robust one");
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void case11HookUsesTheDatabase(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> {
                ran.add("connections held " + database.source().open());
                transactions.submit(insert(2)).join();
                ran.add("rows " + database.rows());
            });
            return transactions.submit(insert(1));
        }));

        assertThat(ran).containsExactly("connections held 0", "rows [1, 2]");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void case12CommitFailsThenRetryOnTheSameObject(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        Atomic atomic = transactions.atomic().named("retried");
        database.source().fail(JdbcFault.on("Connection.commit", new SQLException("serialization", "40001")));

        Throwable failure = Await.failure(atomic.getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("of the failed attempt"));
            return transactions.submit(insert(1));
        }));
        database.source().fail(JdbcFault.NONE);
        Await.value(atomic.getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("of the good attempt"));
            return transactions.submit(insert(1));
        }));

        assertThat(failure).isInstanceOf(TransactionSystemException.class);
        assertThat(ran).containsExactly("of the good attempt");
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void case13ScopesThatWaitForChildrenOnAsManyThreadsAndConnections(Server server) {
        int number = 4;
        PooledDatabase database = fixtures.database(server, number);
        Executor executor = fixtures.executors().threads(number);
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(executor));
        CyclicBarrier allHold = new CyclicBarrier(number);

        // Each holds a thread and a connection while it waits for its child.
        List<CompletableFuture<Integer>> nested = IntStream.range(0, number)
                .mapToObj(i -> transactions.atomic().getAsync(() -> {
                    allHold.await(30, TimeUnit.SECONDS);
                    return transactions
                            .atomic()
                            .getAsync(() -> transactions.submit(insert(i)).join())
                            .join();
                }))
                .toList();
        nested.forEach(Await::value);
        assertThat(database.rows()).containsExactly(0, 1, 2, 3);

        // With connections of their own they cannot all have one: one of them fails at once, the others go on.
        List<CompletableFuture<Integer>> independent = IntStream.range(number, 2 * number)
                .mapToObj(i -> transactions.atomic().getAsync(() -> {
                    transactions.submit(insert(10 * i)).join();
                    allHold.await(30, TimeUnit.SECONDS);
                    return transactions
                            .atomic()
                            .propagation(Propagation.REQUIRES_NEW)
                            .getAsync(() -> transactions.submit(insert(i)).join())
                            .join();
                }))
                .toList();
        independent.forEach(Await::end);
        assertThat(independent)
                .filteredOn(CompletableFuture::isCompletedExceptionally)
                .singleElement()
                .satisfies(failed -> assertThat(Await.failure(failed)).isInstanceOf(PoolDeadlockException.class));
        assertThat(database.rows()).hasSize(number + 2 * (number - 1));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void case15PoolWithAutocommitOff(Server server) {
        PooledDatabase database = fixtures.database(server, 1, false);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))))));

        assertThat(database.rows()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void case17OuterContextUsedInsideTheScope(Server server) {
        PooledDatabase database = fixtures.database(server, 2);
        Transactions transactions = fixtures.transactions(database);
        DSLContext outer = AatomicJooq.dsl(transactions, server == Server.H2 ? SQLDialect.H2 : SQLDialect.POSTGRES);
        IOException failure = new IOException("body");

        Throwable thrown = Await.cause(transactions.atomic().getStageAsync(() -> {
            outer.insertInto(DSL.table("entry")).values(1).execute();
            CompletionStage<Integer> second =
                    outer.insertInto(DSL.table("entry")).values(2).executeAsync();
            return second.thenCompose(n -> outer.transactionResultAsync(inner -> {
                        // jOOQ's own transaction gives a context of its own; the outer one means the same transaction.
                        outer.insertInto(DSL.table("entry")).values(3).execute();
                        return inner.dsl()
                                .insertInto(DSL.table("entry"))
                                .values(4)
                                .execute();
                    }))
                    .thenCompose(n -> CompletableFuture.failedFuture(failure));
        }));

        assertThat(thrown).isSameAs(failure);
        assertThat(database.rows()).isEmpty();
        assertThat(database.source().count("DataSource.getConnection")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void case18PlainScopeQueriesNeitherIsolationNorReadOnly(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        DSLContext dsl = AatomicJooq.dsl(transactions, server == Server.H2 ? SQLDialect.H2 : SQLDialect.POSTGRES);

        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));
        transactions
                .atomic()
                .run(() -> dsl.insertInto(DSL.table("entry")).values(2).execute());
        transactions
                .atomic()
                .run(() -> dsl.transaction(inner ->
                        inner.dsl().insertInto(DSL.table("entry")).values(3).execute()));

        assertThat(database.rows()).containsExactly(1, 2, 3);
        assertThat(database.source().names())
                .doesNotContain(
                        "Connection.getTransactionIsolation",
                        "Connection.setTransactionIsolation",
                        "Connection.isReadOnly",
                        "Connection.setReadOnly");
    }

    private static void assertNothingLeft(PooledDatabase database, Transactions transactions) {
        assertThat(database.rows()).isEmpty();
        assertThat(database.source().open()).isZero();
        // The thread is not poisoned either: the next block is outermost.
        int depth = transactions.atomic().get(() -> transactions.scope().depth());
        assertThat(depth).isZero();
    }
}
