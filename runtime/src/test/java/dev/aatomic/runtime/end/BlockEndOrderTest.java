package dev.aatomic.runtime.end;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Foreign;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.TestExecutors;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G1: COMMIT, then the connection's return, then the hooks, then the stage; and what its continuations may count on. */
@Tag("G1")
final class BlockEndOrderTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @ParameterizedTest
    @EnumSource(Server.class)
    void commitThenReturnThenHooksThenStage(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> seen = new CopyOnWriteArrayList<>();
        CompletableFuture<CompletableFuture<String>> self = new CompletableFuture<>();

        CompletableFuture<String> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            transactions.onCommit(() -> {
                seen.addAll(database.source().names().stream()
                        .filter(name -> name.equals("Connection.commit") || name.equals("Connection.close"))
                        .toList());
                seen.add("rows " + database.rows());
                seen.add("open " + database.source().open());
                seen.add("done " + Await.value(self).isDone());
            });
            return fixtures.foreign().later("value");
        });
        self.complete(block);

        assertThat(Await.value(block)).isEqualTo("value");
        assertThat(seen).containsExactly("Connection.commit", "Connection.close", "rows [1]", "open 0", "done false");
    }

    @Test
    void stageThatFailsIsDoneAfterRollbackAndReturn() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<Integer> open = transactions
                .atomic()
                .<Integer>getStageAsync(() -> {
                    transactions.submit(insert(1));
                    return fixtures.foreign().laterFailing(new IOException("fails"));
                })
                .handle((value, failure) -> database.source().open());

        assertThat(Await.value(open)).isZero();
        assertThat(database.source().names()).containsSubsequence("Connection.rollback", "Connection.close");
    }

    @Test
    void outermostContinuationsRunOnADispatchThreadAndHoldNothing() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.executor(fixtures.executors().threads(1)));
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        CompletableFuture<List<Object>> seen = transactions
                .atomic()
                .getStageAsync(() -> {
                    transactions.submit(insert(1));
                    return gate;
                })
                .thenApply(value -> {
                    Thread thread = Thread.currentThread();
                    // The only connection and the only dispatch thread: a continuation that held either would hang
                    // here.
                    transactions
                            .atomic()
                            .run(() -> transactions.submit(insert(2)).join());
                    return List.of(
                            TestExecutors.isDispatchOrSpare(thread),
                            Foreign.isForeign(thread),
                            database.source().open());
                });
        fixtures.foreign().execute(() -> gate.complete(1));

        assertThat(Await.value(seen)).containsExactly(true, false, 0);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void nestedStageIsDoneAfterItsRollback() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<Boolean> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            return transactions
                    .atomic()
                    .<Integer>getStageAsync(() -> {
                        transactions.submit(insert(2));
                        return fixtures.foreign().laterFailing(new IOException("inner"));
                    })
                    .handle((value, failure) ->
                            database.source().count(call -> call.isWith("Connection.rollback", "savepoint")) == 1
                                    && database.source().open() == 1);
        });

        assertThat(Await.value(block)).isTrue();
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void nestedContinuationsSeeWhatBecameOfIt(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<List<List<Integer>>> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            CompletableFuture<List<Integer>> kept = transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(insert(2)))
                    .thenCompose(n -> transactions.submit(Sql.entries()));
            return kept.thenCompose(first -> transactions
                    .atomic()
                    .<Integer>getStageAsync(() -> {
                        transactions.submit(insert(3));
                        return fixtures.foreign().laterFailing(new IOException("inner"));
                    })
                    .handle((value, failure) -> transactions.submit(Sql.entries()))
                    .thenCompose(second -> second.thenApply(entries -> List.of(first, entries))));
        });

        assertThat(Await.value(block)).containsExactly(List.of(1, 2), List.of(1, 2));
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void failureToGiveTheConnectionBackAfterCommitIsNotTheBlocks() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();
        for (Throwable failure : new Throwable[] {
            new SQLException("close"), new IllegalStateException("close"), new LinkageError("close")
        }) {
            database.execute("delete from entry");
            ran.clear();
            database.source().fail(JdbcFault.on("Connection.close", failure));

            assertThat(Await.value(transactions.atomic().getStageAsync(() -> {
                        transactions.onCommit(() -> ran.add("hook"));
                        return transactions.submit(insert(1));
                    })))
                    .isEqualTo(1);

            assertThat(ran).containsExactly("hook");
            assertThat(database.rows()).containsExactly(1);
        }
    }

    @Test
    void failureToRestoreAutocommitAfterCommitIsNotTheBlocks() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        database.source()
                .fail(call -> call.isWith("Connection.setAutoCommit", true) ? new SQLException("restore") : null);

        assertThat(Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)))))
                .isEqualTo(1);

        database.source().fail(JdbcFault.NONE);
        assertThat(database.rows()).containsExactly(1);
        assertThat(Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2)))))
                .isEqualTo(1);
    }

    @Test
    void blockingFormsReturnAfterTheEnd() throws Exception {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> seen = new CopyOnWriteArrayList<>();
        Thread caller = Thread.currentThread();

        int value = transactions.atomic().get(() -> {
            transactions.onCommit(
                    () -> seen.add("hook, open " + database.source().open()));
            seen.add("body on the caller's thread: " + (Thread.currentThread() == caller));
            return transactions.submit(insert(1)).join();
        });

        assertThat(value).isEqualTo(1);
        assertThat(seen).containsExactly("body on the caller's thread: true", "hook, open 0");
        assertThat(database.rows()).containsExactly(1);
        IOException failure = new IOException("checked");
        try {
            transactions.atomic().run(() -> {
                transactions.submit(insert(2)).join();
                throw failure;
            });
            throw new AssertionError("expected a failure");
        } catch (IOException e) {
            assertThat(e).isSameAs(failure);
        }
        assertThat(database.rows()).containsExactly(1);
    }
}
