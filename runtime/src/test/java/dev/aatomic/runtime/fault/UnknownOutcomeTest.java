package dev.aatomic.runtime.fault;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.Dialect;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** G11: where it is not known whether COMMIT took place, that is said, and nothing is built on a guess. */
@Tag("G11")
final class UnknownOutcomeTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();

    static Stream<Throwable> unknown() {
        return Stream.of(
                new SQLException("connection exception", "08000"),
                new SQLException("connection failure", "08006"),
                new SQLNonTransientConnectionException("resolution unknown", "08007"),
                new SQLException("statement completion unknown", "40003"),
                new SQLException("admin shutdown", "57P01"),
                new SQLException("crash shutdown", "57P02"),
                new SQLException("cannot connect now", "57P03"),
                new SQLException("no state"),
                new SQLTimeoutException("no state either"),
                new IllegalStateException("driver"),
                new LinkageError("driver"));
    }

    static Stream<Throwable> rolledBack() {
        return Stream.concat(refused(), vague());
    }

    /** The server's own words for a COMMIT that it does not do. */
    static Stream<Throwable> refused() {
        return Stream.of(
                new SQLException("unique violation", "23505"),
                new BatchUpdateException("foreign key violation", "23503", new int[0]),
                new SQLTransactionRollbackException("serialization failure", "40001"),
                new SQLException("deadlock detected", "40P01"),
                new SQLException("in failed transaction", "25P02"),
                new SQLException("idle in transaction session timeout", "25P03"),
                new SQLException("transaction timeout", "25P04"),
                new SQLFeatureNotSupportedException("not supported", "0A000"));
    }

    /** Perhaps the server's words, perhaps the driver's for an answer that it did not understand. */
    static Stream<Throwable> vague() {
        return Stream.of(
                new SQLException("query cancelled", "57014"),
                new SQLException("general error", "HY000"),
                new SQLException("protocol violation", "58030"),
                new SQLException("internal error", "XX000"));
    }

    private CompletableFuture<Integer> block(Transactions transactions, Atomic atomic) {
        return atomic.getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("commit"));
            transactions.onCommitRobust(() -> ran.add("robust commit"));
            transactions.onRollback(() -> ran.add("rollback"));
            return transactions.submit(insert(1));
        });
    }

    private static List<Integer> session(Transactions transactions) {
        return Await.value(transactions
                .atomic()
                .getStageAsync(
                        () -> transactions.submit(connection -> Sql.integers(connection, "select session_id()"))));
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void failureThatMayHideACommitIsUnknown(Throwable answer) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Atomic atomic = transactions.atomic().retry(RetryPolicy.ofMaxAttempts(5).retryIf(failure -> true));
        List<Integer> before = session(transactions);
        database.source().fail(JdbcFault.on("Connection.commit", answer));

        Throwable failure = Await.failure(block(transactions, atomic));

        assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class).hasCause(answer);
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(ran).as("hooks").isEmpty();
        assertThat(database.source().count("Connection.commit")).as("no retry").isEqualTo(1);
        assertThat(database.source().count("Connection.isValid"))
                .as("nothing to ask")
                .isZero();
        assertEvicted(database, transactions, before);
    }

    private static void assertEvicted(PooledDatabase database, Transactions transactions, List<Integer> before) {
        database.source().fail(JdbcFault.NONE);
        assertThat(session(transactions)).as("another connection").isNotEqualTo(before);
        assertThat(database.source().open()).isZero();
    }

    @ParameterizedTest
    @MethodSource("rolledBack")
    void answerOfALivingConnectionIsARollback(Throwable answer) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<Integer> before = session(transactions);
        database.source().fail(JdbcFault.on("Connection.commit", answer));

        Throwable failure = Await.failure(block(transactions, transactions.atomic()));

        assertThat(failure).isInstanceOf(TransactionSystemException.class).hasCause(answer);
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(ran).containsExactly("rollback");
        assertThat(database.rows()).isEmpty();
        database.source().fail(JdbcFault.NONE);
        assertThat(session(transactions)).as("the same connection").isEqualTo(before);
    }

    /** What the server itself refused it has rolled back, whatever becomes of the connection after that. */
    @ParameterizedTest
    @MethodSource("refused")
    void h1RefusalIsARollbackThoughTheConnectionIsLostAfterIt(Throwable answer) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<Integer> before = session(transactions);
        SQLException dead = new SQLException("closed", "08003");
        database.source()
                .fail(call -> call.is("Connection.commit")
                        ? answer
                        : call.is("Connection.isValid") || call.is("Connection.rollback") ? dead : null);

        Throwable failure = Await.failure(block(transactions, transactions.atomic()));

        assertThat(failure).isInstanceOf(TransactionSystemException.class).hasCause(answer);
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(ran).containsExactly("rollback");
        assertThat(database.rows()).isEmpty();
        assertEvicted(database, transactions, before);
    }

    /** As a driver answers that finds its connection dead, and throws, or finds it closed, and says so. */
    @ParameterizedTest
    @MethodSource("vague")
    void k6VagueAnswerOfAConnectionThatIsNotValidIsUnknown(Throwable answer) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        database.source().answer(call -> call.is("Connection.isValid") ? Boolean.FALSE : null);
        Transactions transactions = fixtures.transactions(database);
        List<Integer> before = session(transactions);
        database.source().fail(JdbcFault.on("Connection.commit", answer));

        Throwable failure = Await.failure(block(transactions, transactions.atomic()));

        assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class).hasCause(answer);
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(ran).isEmpty();
        assertEvicted(database, transactions, before);
    }

    @ParameterizedTest
    @MethodSource("vague")
    void vagueAnswerOfADeadConnectionIsUnknown(Throwable answer) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<Integer> before = session(transactions);
        SQLException dead = new SQLException("closed", "08003");
        database.source()
                .fail(call -> call.is("Connection.commit") ? answer : call.is("Connection.isValid") ? dead : null);

        Throwable failure = Await.failure(block(transactions, transactions.atomic()));

        assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class).hasCause(answer);
        assertThat(ran).isEmpty();
        assertEvicted(database, transactions, before);
    }

    /** A failure before COMMIT was called is a rollback, whatever it says. */
    @Test
    void failureBeforeCommitIsARollback() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);

        Throwable failure = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.onRollback(() -> ran.add("rollback"));
            return transactions
                    .submit(connection -> Sql.integers(connection, "select pg_backend_pid()"))
                    .thenCompose(pid -> {
                        database.integers("select case when pg_terminate_backend(" + pid.get(0) + ") then 1 end");
                        return transactions.submit(insert(1));
                    });
        }));

        assertThat(failure).isInstanceOf(SQLException.class);
        assertThat(ran).containsExactly("rollback");
        assertThat(database.rows()).isEmpty();
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
        assertThat(database.rows()).containsExactly(2);
    }

    @Test
    void serverThatDiesDuringCommitIsUnknown() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> pid = new CompletableFuture<>();
        database.source().fail(call -> {
            if (call.is("Connection.commit")) {
                database.integers("select case when pg_terminate_backend(" + Await.value(pid) + ", 5000) then 1 end");
            }
            return null;
        });

        Throwable failure = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("commit"));
            return transactions
                    .submit(insert(1))
                    .thenCompose(n -> transactions.submit(connection -> {
                        pid.complete(Sql.integers(connection, "select pg_backend_pid()")
                                .get(0));
                        return n;
                    }));
        }));

        assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(ran).isEmpty();
        assertThat(database.rows()).isEmpty();
        database.source().fail(JdbcFault.NONE);
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
    }

    /** What comes before COMMIT hangs until its block is given up, and returns before the connection is closed under it. */
    @Test
    void commitIsNotSentOnceItsCallerWasToldThatAllWasRolledBack() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        // Of a database that nobody knows, a transaction with a failed statement is tried before COMMIT.
        Transactions transactions = fixtures.transactions(
                database,
                builder ->
                        builder.commitTimeout(Duration.ofMillis(50)).dialects(metaData -> () -> Dialect.Family.OTHER));
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch isOver = new CountDownLatch(1);
        AtomicInteger aborts = new AtomicInteger();
        database.source().fail(call -> {
            if (call.is("Connection.setSavepoint")) {
                Await.latch(told);
            } else if (call.is("Connection.abort") && aborts.getAndIncrement() == 0) {
                Await.latch(isOver);
            }
            return null;
        });

        Throwable failure = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("commit"));
            transactions.onRollback(() -> ran.add("rollback"));
            transactions.submit(insert(1));
            return transactions.submit(bad()).handle((n, swallowed) -> {
                transactions.setRollbackOnly(false);
                return 1;
            });
        }));
        told.countDown();
        Await.until(
                "the one who was away is over",
                () -> aborts.get() > 1 || database.source().count("Connection.close") > 0);
        isOver.countDown();
        Await.until("the connection is closed", () -> database.source().open() == 0);

        assertThat(failure).isInstanceOf(TransactionSystemException.class);
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(ran).containsExactly("rollback");
        assertThat(database.source().count("Connection.commit")).isZero();
        assertThat(database.rows()).isEmpty();
        assertThat(failure).hasMessageContaining("COMMIT was not sent within PT0.05S");
    }
}
