package dev.aatomic.runtime.end;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** K11: what is the cause, and what else failed, is where the javadoc of {@link TransactionException} says, and nowhere else. */
@Tag("G16")
@Tag("failures")
final class SuppressedFailureTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final SQLException rollback = new SQLException("rollback", "HY000");
    private final IOException business = new IOException("business");
    private PooledDatabase database;
    private Transactions transactions;

    @BeforeEach
    void open() {
        database = fixtures.database(Server.H2, 1);
        transactions = fixtures.transactions(database);
    }

    private CompletableFuture<Integer> swallowed() {
        return transactions.submit(bad()).exceptionally(failure -> 0);
    }

    @Test
    void k11FailedRollbackIsSuppressedInWhatIsOursAndTheCauseLeftAsItIs() {
        database.source().fail(JdbcFault.on("Connection.rollback", rollback));
        AtomicReference<Throwable> broken = new AtomicReference<>();

        Throwable failure = Await.failure(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(bad()).exceptionally(thrown -> {
                    broken.set(thrown);
                    return 0;
                })));

        assertThat(failure).isInstanceOf(UnexpectedRollbackException.class).hasCause(broken.get());
        assertThat(failure.getSuppressed()).containsExactly(rollback);
        assertThat(broken.get()).hasNoSuppressedExceptions();
    }

    @Test
    void k11FailureThatWasToCommitIsSuppressedInWhatSaysThatAllWasRolledBack() {
        Throwable failure = Await.failure(transactions
                .atomic()
                .noRollbackFor(IOException.class)
                .getStageAsync(() -> swallowed().thenCompose(n -> CompletableFuture.failedFuture(business))));

        assertThat(failure).isInstanceOf(UnexpectedRollbackException.class).hasCauseInstanceOf(SQLException.class);
        assertThat(failure.getSuppressed()).containsExactly(business);
        assertThat(business).hasNoSuppressedExceptions();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "08006"})
    void k11FailedCommitHasTheDatabasesErrorAsCauseAndTheRestSuppressed(String state) {
        SQLException commit = new SQLException("commit", state);
        database.source()
                .fail(call -> call.is("Connection.commit") ? commit : call.is("Connection.rollback") ? rollback : null);

        Throwable failure = Await.failure(transactions
                .atomic()
                .noRollbackFor(IOException.class)
                .getStageAsync(() ->
                        transactions.submit(insert(1)).thenCompose(n -> CompletableFuture.failedFuture(business))));

        assertThat(failure).isInstanceOf(TransactionException.class).hasCause(commit);
        if (((TransactionException) failure).outcome() == Outcome.UNKNOWN) {
            assertThat(failure.getSuppressed()).containsExactly(business);
        } else {
            assertThat(failure.getSuppressed()).containsExactly(rollback, business);
        }
        assertThat(commit.getSuppressed()).isEmpty();
        assertThat(business).hasNoSuppressedExceptions();
    }

    @Test
    void k11RollbackToASavepointThatFailsIsLoggedBesideTheUsersFailureAndBreaksTheBlockAround() {
        database.source().fail(call -> call.is("Connection.rollback") && call.argument() != null ? rollback : null);
        try (LogCapture log = new LogCapture()) {
            Throwable failure = Await.failure(transactions
                    .atomic()
                    .getStageAsync(() -> transactions
                            .submit(insert(1))
                            .thenCompose(n -> transactions
                                    .atomic()
                                    .<Integer>getStageAsync(() -> transactions
                                            .submit(insert(2))
                                            .thenCompose(m -> CompletableFuture.failedFuture(business))))
                            .exceptionally(thrown -> 0)));

            assertThat(failure).isInstanceOf(UnexpectedRollbackException.class).hasCause(business);
            assertThat(failure).hasNoSuppressedExceptions();
            assertThat(business).hasNoSuppressedExceptions();
            assertThat(log.count("could not go back to its savepoint")).isEqualTo(1);
        }
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void k11RollbackToASavepointThatFailsIsSuppressedInWhatIsOurs() {
        database.source().fail(call -> call.is("Connection.rollback") && call.argument() != null ? rollback : null);
        AtomicReference<Throwable> nested = new AtomicReference<>();

        Throwable failure = Await.failure(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions
                                .atomic()
                                .getStageAsync(
                                        () -> transactions.submit(insert(2)).thenCompose(m -> swallowed())))
                        .handle((n, thrown) -> {
                            nested.set(thrown.getCause());
                            return 0;
                        })));

        assertThat(nested.get()).isInstanceOf(UnexpectedRollbackException.class).hasCauseInstanceOf(SQLException.class);
        assertThat(nested.get().getSuppressed()).containsExactly(rollback);
        assertThat(failure).isInstanceOf(UnexpectedRollbackException.class).hasCause(nested.get());
        assertThat(failure).hasNoSuppressedExceptions();
    }
}
