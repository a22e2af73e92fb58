package dev.aatomic.runtime.hook;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Hang;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hooks for what is undone: by the block itself, by one around it, or by a savepoint. */
@Tag("D4")
@Tag("hooks")
final class RollbackHookTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();

    private void register(Transactions transactions, String name) {
        transactions.onCommit(() -> ran.add(name + " committed"));
        transactions.onRollback(() -> ran.add(name + " rolled back"));
    }

    /** The caller of a block whose driver does not answer is told without it, and so are its hooks. */
    @Test
    void blockThatIsGivenUpRunsThemBeforeItsCallerIsTold() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        try (Hang hang = new Hang("PreparedStatement.executeUpdate")) {
            database.source().fail(hang);
            Duration timeout = Duration.ofMillis(50);
            do {
                // A busy machine may not come to the hanging call in time.
                timeout = timeout.multipliedBy(2);
                ran.clear();
                Throwable failure =
                        Await.failure(transactions.atomic().timeout(timeout).getStageAsync(() -> {
                            register(transactions, "block");
                            return transactions.submit(insert(1));
                        }));
                assertThat(failure).isInstanceOf(TransactionTimedOutException.class);
            } while (!hang.wasReached());

            assertThat(ran).containsExactly("block rolled back");
            Await.until("closed physically", hang::wasClosedUnderIt);
        }
        // No hook is left that close() would wait for.
        Await.value(CompletableFuture.runAsync(transactions::close));
        assertThat(ran).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void outermostBlockThatRollsBackRunsThemWithItsConnectionGivenBack(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("body");

        Throwable thrown = Await.failure(transactions.atomic().getStageAsync(() -> {
            register(transactions, "first");
            transactions.onRollback(() -> ran.add("out " + database.source().open()));
            transactions.onRollback(() -> transactions.submit(insert(2)).join());
            register(transactions, "last");
            return transactions.submit(insert(1)).thenCompose(n -> CompletableFuture.failedFuture(failure));
        }));

        assertThat(thrown).isSameAs(failure);
        assertThat(ran).containsExactly("first rolled back", "out 0", "last rolled back");
        assertThat(database.rows()).containsExactly(2);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void nestedBlockThatRollsBackRunsItsOwnAtTheEndOfTheTransaction(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getStageAsync(() -> {
            register(transactions, "outer");
            return transactions
                    .atomic()
                    .<Integer>getStageAsync(() -> {
                        register(transactions, "nested");
                        transactions.atomic().savepoint(false).run(() -> register(transactions, "merged"));
                        return transactions.submit(bad());
                    })
                    .exceptionally(failure -> 0)
                    .thenCompose(n -> {
                        assertThat(ran).isEmpty();
                        register(transactions, "later");
                        return transactions.submit(insert(1));
                    });
        }));

        assertThat(ran)
                .containsExactly("outer committed", "nested rolled back", "merged rolled back", "later committed");
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void blockAroundUndoesWhatItsNestedOneHadReleased(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.failure(transactions.atomic().runAsync(() -> {
            register(transactions, "outer");
            transactions.atomic().run(() -> {
                register(transactions, "nested");
                transactions.submit(insert(1)).join();
            });
            throw new IOException("body");
        }));

        assertThat(ran).containsExactly("outer rolled back", "nested rolled back");
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void manualSavepointUndoesWhatWasRegisteredSince(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getStageAsync(() -> {
            register(transactions, "before");
            return transactions
                    .submit(insert(1))
                    .thenCompose(n -> transactions.savepoint())
                    .thenCompose(savepoint -> {
                        register(transactions, "since");
                        return transactions
                                .submit(insert(2))
                                .thenCompose(n -> transactions.savepointRollback(savepoint));
                    })
                    .thenAccept(n -> register(transactions, "after"));
        }));

        assertThat(ran).containsExactly("before committed", "since rolled back", "after committed");
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void everyWayToRollBackRunsThem() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            register(transactions, "asked");
            transactions.setRollbackOnly(true);
        });
        Await.failure(transactions.atomic().getStageAsync(() -> {
            register(transactions, "broken");
            return transactions.submit(bad()).exceptionally(failure -> 0);
        }));
        database.source().fail(JdbcFault.on("Connection.commit", new SQLException("refused", "40001")));
        Await.failure(transactions.atomic().getStageAsync(() -> {
            register(transactions, "refused");
            return transactions.submit(insert(1));
        }));

        assertThat(ran).containsExactly("asked rolled back", "broken rolled back", "refused rolled back");
    }

    @Test
    void noneRunsWhereTheOutcomeIsUnknown() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        database.source().fail(JdbcFault.on("Connection.commit", new SQLException("lost", "08006")));

        Await.failure(transactions.atomic().getStageAsync(() -> {
            register(transactions, "unknown");
            return transactions.submit(insert(1));
        }));

        assertThat(ran).isEmpty();
    }

    @Test
    void failureOfOneIsLoggedAndTheRestRuns() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("body");

        try (LogCapture log = new LogCapture()) {
            assertThat(Await.failure(transactions.atomic().runAsync(() -> {
                        transactions.onRollback(() -> {
                            throw new IllegalStateException("rollback hook");
                        });
                        transactions.onRollback(() -> {
                            throw new LinkageError("error of a rollback hook");
                        });
                        register(transactions, "next");
                        throw failure;
                    })))
                    .isSameAs(failure);
            assertThat(log.count("IllegalStateException: rollback hook")).isEqualTo(1);
            assertThat(log.count("error of a rollback hook")).isEqualTo(1);
        }
        assertThat(failure).hasNoSuppressedExceptions();
        assertThat(ran).containsExactly("next rolled back");
    }

    @Test
    void failingHookOfTheCommitLeavesThemAlone() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Throwable thrown = Await.failure(transactions.atomic().runAsync(() -> {
            transactions.onCommit(() -> {
                throw new IOException("hook");
            });
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        register(transactions, "nested");
                        throw new IOException("nested");
                    }))
                    .isInstanceOf(IOException.class);
            register(transactions, "last");
        }));

        assertThat(thrown).isInstanceOf(AfterCommitException.class);
        assertThat(((AfterCommitException) thrown).droppedHooks()).hasSize(1);
        assertThat(ran).containsExactly("nested rolled back");
    }

    @Test
    void outsideABlockItNeverRuns() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThatThrownBy(() -> transactions.onRollback(() -> ran.add("lost")))
                .isInstanceOf(NoTransactionException.class)
                .hasMessageContaining("bind(stage)");
        transactions.autocommit(() -> {
            transactions.onRollback(() -> ran.add("autocommit"));
            assertThatThrownBy(() -> transactions.onRollback(null)).isInstanceOf(NullPointerException.class);
            return transactions.submit(bad()).exceptionally(failure -> 0).join();
        });

        assertThat(ran).isEmpty();
    }
}
