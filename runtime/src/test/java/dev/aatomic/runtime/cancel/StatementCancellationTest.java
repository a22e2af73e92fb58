package dev.aatomic.runtime.cancel;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Hang;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.SlowStatement;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G7: cancelling a block stops its statement, whenever that starts, and no other's. */
@Tag("G7")
final class StatementCancellationTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final CompletableFuture<Scope> started = new CompletableFuture<>();

    private static void assertNothingLeft(PooledDatabase database, Transactions transactions) {
        assertThat(database.source().open()).isZero();
        assertThat(database.rows()).isEmpty();
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(9))));
        assertThat(database.rows()).containsExactly(9);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void statementInFlightIsCancelledAndItsConnectionStaysUsable(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        SlowStatement slow = new SlowStatement(database);
        List<Integer> before = session(server, transactions);
        CompletableFuture<List<Integer>> block = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(n -> transactions.submit(slow.step())));
        slow.awaitRunning();

        assertThat(block.cancel(true)).isTrue();

        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        assertThat(session(server, transactions))
                .as("the same connection as before")
                .isEqualTo(before);
        assertThat(slow.isRunning()).isFalse();
        assertNothingLeft(database, transactions);
    }

    private static List<Integer> session(Server server, Transactions transactions) {
        String sql = server == Server.POSTGRES ? "select pg_backend_pid()" : "select session_id()";
        return Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> Sql.integers(connection, sql))));
    }

    /** A database ignores a cancel that arrives before the statement does. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void statementThatStartsJustAfterTheCancelIsStoppedToo(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        SlowStatement slow = new SlowStatement(database);
        try (Hang hang = new Hang("Statement.executeQuery")) {
            database.source().fail(hang);
            // The first carries BEGIN, which a cancel waits for.
            CompletableFuture<List<Integer>> block = transactions
                    .atomic()
                    .getStageAsync(
                            () -> transactions.submit(insert(1)).thenCompose(n -> transactions.submit(slow.step())));
            hang.awaitReached();

            assertThat(block.cancel(true)).isTrue();
            Await.until("the cancel was sent", () -> database.source().count("Statement.cancel") > 0);
            hang.release();

            assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        }
        assertNothingLeft(database, transactions);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void statementThatAStepStartsAfterTheCancelIsStoppedToo(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        SlowStatement slow = new SlowStatement(database);
        CountDownLatch gate = new CountDownLatch(1);
        CompletableFuture<List<Integer>> block = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    insert(1).apply(connection);
                    started.complete(transactions.scope());
                    Await.latch(gate);
                    return slow.step().apply(connection);
                }));
        Await.value(started);

        assertThat(block.cancel(true)).isTrue();
        gate.countDown();

        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        assertNothingLeft(database, transactions);
    }

    /** K11: it waits for the cancel to be sent, which is meant for its statement and no later one. */
    @Test
    void k11InterruptFlagOfAThreadWhoseStatementIsBeingCancelledIsKept() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<Thread> thread = new AtomicReference<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        try (Hang statement = new Hang("PreparedStatement.executeUpdate");
                Hang cancel = new Hang("PreparedStatement.cancel")) {
            database.source()
                    .fail(call -> call.name().endsWith(".cancel") ? cancel.failure(call) : statement.failure(call));
            CompletableFuture<Integer> block = transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(connection -> {
                        thread.set(Thread.currentThread());
                        try {
                            return Sql.insert(connection, 1);
                        } finally {
                            flag.complete(Thread.interrupted());
                        }
                    }));
            statement.awaitReached();
            assertThat(block.cancel(true)).isTrue();
            cancel.awaitReached();
            statement.release();
            Await.until("waits for the cancel", () -> thread.get().getState() == Thread.State.WAITING);
            thread.get().interrupt();
            Await.until("goes on waiting", () -> !thread.get().isInterrupted() || flag.isDone());
            cancel.release();

            assertThat(Await.value(flag)).isTrue();
            assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        }
    }
}
