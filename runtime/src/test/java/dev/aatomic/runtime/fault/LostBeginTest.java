package dev.aatomic.runtime.fault;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.Isolation;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TcpProxy;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * G11: PostgreSQL's driver sends BEGIN ahead of the first statement without waiting for its answer. If the server refuses BEGIN, as it
 * does when a cancel or a time limit hits just that, the statement commits on its own, and no rollback can undo it.
 */
@Tag("G11")
final class LostBeginTest {

    private static final String UNCHECKED_MILLIS = "com.zaxxer.hikari.aliveBypassWindowMs";

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final PooledDatabase database = fixtures.database(Server.POSTGRES, 2);
    private final TcpProxy proxy = new TcpProxy(database.port());
    private final HikariDataSource pool = pool();
    private final Transactions transactions =
            fixtures.transactions(Transactions.builder().database("default", pool, 1));
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final CompletableFuture<BaseConnection> driver = new CompletableFuture<>();

    private HikariDataSource pool() {
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(database.urlBy(proxy.port()));
        configuration.setMaximumPoolSize(1);
        // It hands out what it got back just now unchecked, also where that is longer ago.
        System.setProperty(UNCHECKED_MILLIS, "60000");
        try {
            return new HikariDataSource(configuration);
        } finally {
            System.clearProperty(UNCHECKED_MILLIS);
        }
    }

    @AfterEach
    void closeProxy() {
        proxy.release();
        transactions.close();
        pool.close();
        proxy.close();
    }

    /** From now on the server does not understand BEGIN. */
    private void loseBegin() {
        proxy.change(chunk -> new String(chunk, StandardCharsets.ISO_8859_1)
                .replace("BEGIN\0", "BEGIX\0")
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    private void findBegin() {
        proxy.change(chunk -> chunk);
    }

    private void assertUnknown(CompletableFuture<?> block) {
        Throwable failure = Await.failure(block);

        assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class).hasMessageContaining("BEGIN");
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(ran).as("hooks").isEmpty();
        assertThat(attempts).as("no retry").hasValue(1);
    }

    private void assertUsable() {
        findBegin();
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(9))));
        assertThat(database.rows()).contains(9);
    }

    @Test
    void statementWithoutItsBeginIsUnknown() {
        loseBegin();

        assertUnknown(transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(3).retryIf(failure -> true))
                .getStageAsync(() -> {
                    attempts.incrementAndGet();
                    transactions.onCommit(() -> ran.add("commit"));
                    transactions.onRollback(() -> ran.add("rollback"));
                    return transactions.submit(insert(1));
                }));

        assertThat(database.rows()).as("what the server has done").containsExactly(1);
        assertUsable();
    }

    @Test
    void batchWithoutItsBeginIsUnknown() {
        loseBegin();

        assertUnknown(transactions.atomic().getStageAsync(() -> {
            attempts.incrementAndGet();
            return transactions.submit(connection -> {
                try (PreparedStatement statement = connection.prepareStatement("insert into entry values (?)")) {
                    for (int value = 1; value <= 2; value++) {
                        statement.setInt(1, value);
                        statement.addBatch();
                    }
                    return statement.executeBatch();
                }
            });
        }));
        assertUsable();
    }

    @Test
    void bodyThatSwallowsTheFailureLearnsOfItAtTheEnd() {
        loseBegin();

        assertUnknown(transactions.atomic().getStageAsync(() -> {
            attempts.incrementAndGet();
            return transactions
                    .submit(insert(1))
                    .exceptionally(failure -> 0)
                    .thenCompose(n -> transactions.submit(insert(2)))
                    .exceptionally(failure -> {
                        // A statement now would be in another transaction than the first.
                        transactions.setRollbackOnly(false);
                        return 0;
                    })
                    .thenCompose(n -> transactions.submit(insert(3)))
                    .exceptionally(failure -> 0);
        }));

        assertThat(database.rows()).containsExactly(1);
        assertUsable();
    }

    @Test
    void failureInANestedBlockIsNotUndoneByItsEnd() {
        loseBegin();

        assertUnknown(transactions.atomic().getStageAsync(() -> {
            attempts.incrementAndGet();
            return transactions
                    .atomic()
                    .savepoint(false)
                    .getStageAsync(() -> transactions.submit(insert(1)))
                    .exceptionally(failure -> 0);
        }));
        assertUsable();
    }

    @Test
    void failureThatReachedNoServerIsRolledBack() {
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    try (PreparedStatement statement = connection.prepareStatement("insert into entry values (?)")) {
                        return statement.executeUpdate();
                    }
                }));

        assertThat(Await.failure(block)).isInstanceOf(SQLException.class).hasMessageContaining("parameter");
        assertUsable();
    }

    @Test
    void failureAfterBeginIsRolledBack() {
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> transactions.submit(Sql.bad()));

        assertThat(Await.failure(block)).isInstanceOf(SQLException.class);
        assertUsable();
    }

    /** A cancel that is sent at once could hit BEGIN; whatever is short ends by itself. */
    @Test
    void firstStatementIsCancelledWhenBeginIsOver() {
        CompletableFuture<Void> running = new CompletableFuture<>();
        CompletableFuture<Object> block = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    running.complete(null);
                    return Sql.integers(connection, "select 1 from pg_sleep(60)");
                }));
        Await.value(running);

        assertThat(block.cancel(true)).isTrue();

        assertThat(Await.failure(block)).isInstanceOf(CancellationException.class);
        assertUsable();
    }

    @Test
    void firstStatementThatDoesNotAnswerItsCancelIsUnknown() {
        transactions.atomic().run(() -> transactions.submit(insert(8)));

        assertUnknown(transactions.atomic().timeout(Duration.ofSeconds(2)).getStageAsync(() -> {
            attempts.incrementAndGet();
            return transactions.submit(connection -> {
                proxy.hold();
                return insert(1).apply(connection);
            });
        }));

        proxy.release();
        assertUsable();
    }

    /** A block whose first statement is this one. */
    private CompletableFuture<Integer> firstStatement(String sql) {
        return firstStatement(sql, () -> {});
    }

    private CompletableFuture<Integer> firstStatement(String sql, Runnable before) {
        return transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(3).retryIf(failure -> true))
                .getStageAsync(() -> {
                    attempts.incrementAndGet();
                    return transactions.submit(connection -> {
                        driver.complete(connection.unwrap(BaseConnection.class));
                        before.run();
                        return Sql.update(connection, sql);
                    });
                });
    }

    /** A cancel from outside may have refused BEGIN, and that answer is lost too. */
    @Test
    void b6ConnectionLostBeforeBeginIsAnsweredIsUnknown() {
        transactions.atomic().run(() -> transactions.submit(insert(8)));
        CompletableFuture<Integer> block = firstStatement("insert into entry values (1)", proxy::hold);
        Await.until(
                "the server has done it",
                () -> database.integers("select count(*) from pg_stat_activity where state = 'idle in transaction' and"
                                        + " query like 'insert%' and pid <> pg_backend_pid()")
                                .get(0)
                        > 0);

        proxy.cut();

        assertUnknown(block);
        proxy.release();
        assertUsable();
    }

    @Test
    void b7ConnectionLostAfterBeginWasAnsweredIsRolledBack() {
        CompletableFuture<Integer> block = firstStatement(
                "insert into entry select 1 from pg_sleep(case when not exists (select from deferred) then 60"
                        + " else 0 end) /* " + database.schema() + " */");
        Await.until(
                "the driver has read BEGIN's answer",
                () -> driver.isDone() && Await.value(driver).getTransactionState() == TransactionState.OPEN);
        database.execute("insert into deferred values (1)");

        proxy.cut();

        assertThat(Await.value(block)).as("of the second attempt").isEqualTo(1);
        assertThat(attempts).hasValue(2);
        assertThat(database.rows()).containsExactly(1);
    }

    /** The server has ended the session before it read anything: what it says is its answer to BEGIN. */
    @Test
    void b8SessionThatWasEndedBeforeBeginIsRolledBack() {
        int session = Await.value(transactions
                        .atomic()
                        .getStageAsync(() ->
                                transactions.submit(connection -> Sql.integers(connection, "select pg_backend_pid()"))))
                .get(0);
        database.integers("select case when pg_terminate_backend(" + session + ", 5000) then 1 end");

        assertThat(Await.value(firstStatement("insert into entry values (1)"))).isEqualTo(1);

        assertThat(attempts).as("the second on another connection").hasValue(2);
        assertThat(database.rows()).containsExactly(1);
    }

    /** Where BEGIN travels with another statement of ours, that one's failure tells. */
    @Test
    void b9BeginRefusedAheadOfTheIsolationIsRolledBack() {
        loseBegin();

        Throwable failure = Await.failure(transactions
                .atomic()
                .isolation(Isolation.SERIALIZABLE)
                .getStageAsync(() -> transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(insert(1)))
                        .handle((n, swallowed) -> {
                            findBegin();
                            return n;
                        })
                        .thenCompose(n -> transactions.submit(insert(2)))
                        .exceptionally(swallowed -> 0)));

        assertThat(failure).isInstanceOf(UnexpectedRollbackException.class).hasCauseInstanceOf(SQLException.class);
        assertThat(database.rows()).isEmpty();
        assertUsable();
    }

    @Test
    void b10BeginRefusedAheadOfASavepointHasDoneNothingYet() {
        loseBegin();

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(insert(1)))
                        .handle((n, swallowed) -> {
                            findBegin();
                            return n;
                        })
                        .thenCompose(n -> transactions.submit(insert(2)))));

        assertThat(database.rows()).containsExactly(2);
    }

    /** Only the first statement carries BEGIN. */
    @Test
    void k7LaterStatementThatLosesTheConnectionIsRolledBack() {
        Throwable failure = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.onRollback(() -> ran.add("rollback"));
            return transactions
                    .submit(insert(1))
                    .thenCompose(n -> transactions.submit(connection -> Sql.integers(
                            connection, "select case when pg_terminate_backend(pg_backend_pid()) then 1 end")));
        }));

        assertThat(failure).isInstanceOf(SQLException.class);
        assertThat(ran).containsExactly("rollback");
        assertThat(database.rows()).isEmpty();
        assertUsable();
    }

    @Test
    void k7FirstStatementAfterWhatCarriedBeginIsALaterOne() {
        Throwable failure = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.onRollback(() -> ran.add("rollback"));
            return transactions
                    .savepoint()
                    .thenCompose(n -> transactions.submit(connection -> {
                        proxy.hold();
                        proxy.cut();
                        return insert(1).apply(connection);
                    }));
        }));

        assertThat(failure).isInstanceOf(SQLException.class);
        assertThat(ran).containsExactly("rollback");
        proxy.release();
        assertUsable();
    }
}
