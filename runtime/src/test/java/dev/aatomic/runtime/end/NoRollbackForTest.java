package dev.aatomic.runtime.end;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Failures that commit: the caller gets them all the same. */
@Tag("failures")
final class NoRollbackForTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();

    private CompletableFuture<Integer> failing(Transactions transactions, Atomic atomic, Throwable failure) {
        return atomic.getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("commit"));
            transactions.onRollback(() -> ran.add("rollback"));
            return transactions.submit(insert(1)).thenCompose(n -> CompletableFuture.failedFuture(failure));
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void namedFailureCommitsAndReachesTheCaller(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("named");

        assertThat(Await.failure(
                        failing(transactions, transactions.atomic().noRollbackFor(IOException.class), failure)))
                .isSameAs(failure);

        assertThat(ran).containsExactly("commit");
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void subclassesCountUnderTheWrappersOfFutures() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        FileNotFoundException failure = new FileNotFoundException("named");

        assertThat(Await.failure(failing(
                        transactions,
                        transactions.atomic().noRollbackFor(IllegalStateException.class, IOException.class),
                        new CompletionException(new ExecutionException(failure)))))
                .isSameAs(failure);

        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void blockingFormCommitsToo() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("named");

        assertThatThrownBy(() -> transactions
                        .atomic()
                        .noRollbackFor(IOException.class)
                        .run(() -> {
                            transactions.submit(insert(1)).join();
                            throw failure;
                        }))
                .isSameAs(failure);

        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void otherFailuresRollBackAndTheLastSettingCounts() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        Atomic atomic = transactions.atomic().noRollbackFor(IOException.class);

        Await.failure(failing(transactions, atomic, new IllegalStateException("other")));
        Await.failure(failing(transactions, atomic, new RuntimeException(new IOException("only a cause"))));
        Await.failure(failing(
                transactions, atomic.noRollbackFor(IllegalStateException.class), new IOException("named before")));

        assertThat(ran).containsExactly("rollback", "rollback", "rollback");
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void nestedBlockKeepsItsWorkAndTheOneAroundDecidesForItself(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        Atomic tolerant = transactions.atomic().noRollbackFor(IOException.class);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> failing(transactions, tolerant, new IOException("nested"))
                        .exceptionally(failure -> 0)));
        assertThat(database.rows()).containsExactly(1);
        assertThat(ran).containsExactly("commit");

        database.execute("delete from entry");
        Await.failure(transactions
                .atomic()
                .getStageAsync(() -> failing(transactions, tolerant, new IOException("nested, let through"))));
        assertThat(database.rows()).isEmpty();

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> failing(transactions, tolerant.savepoint(false), new IOException("merged"))
                        .exceptionally(failure -> 0)));
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void brokenBlockRollsBackAllTheSame(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        Atomic tolerant = transactions.atomic().noRollbackFor(Throwable.class);

        Throwable failure = Await.cause(tolerant.getStageAsync(
                () -> transactions.submit(insert(1)).thenCompose(n -> transactions.submit(bad()))));
        Await.failure(tolerant.runAsync(() -> {
            transactions.submit(insert(2)).join();
            transactions.setRollbackOnly(true);
            throw new IOException("asked");
        }));

        // Bare it would say that the block has committed.
        assertThat(failure).isInstanceOf(UnexpectedRollbackException.class).hasCauseInstanceOf(SQLException.class);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void failureOfCommitIsWhatTheCallerMustKnow() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("named");
        database.source().fail(JdbcFault.on("Connection.commit", new SQLException("refused", "23505")));

        Throwable thrown =
                Await.failure(failing(transactions, transactions.atomic().noRollbackFor(IOException.class), failure));

        assertThat(thrown).isInstanceOf(TransactionSystemException.class).hasSuppressedException(failure);
        assertThat(ran).containsExactly("rollback");
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void classThatIsNoExceptionIsRefusedWhenBuilt() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Atomic atomic = fixtures.transactions(database).atomic();

        assertThatThrownBy(() -> atomic.noRollbackFor(IOException.class, String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("noRollbackFor")
                .hasMessageContaining("java.lang.String");
    }
}
