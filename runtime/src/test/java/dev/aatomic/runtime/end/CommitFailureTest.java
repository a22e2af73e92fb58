package dev.aatomic.runtime.end;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.Sql.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.spi.Dialect;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Hang;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/** D2, D3 and D5: committed means committed, and a hook belongs to one transaction. */
@Tag("D2")
@Tag("D3")
@Tag("D5")
@Tag("G11")
final class CommitFailureTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @Test
    void d2CommitAnsweredWithRollbackFails() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();

        Throwable failure = Await.failure(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(n -> {
                    transactions.onCommit(() -> ran.add("hook"));
                    return transactions.submit(connection -> {
                        // Behind the library's back: it cannot know that the server has given the transaction up.
                        Connection driver = (Connection) connection.unwrap(PGConnection.class);
                        try {
                            Sql.update(driver, Sql.BAD);
                        } catch (SQLException expected) {
                            return expected.getSQLState();
                        }
                        throw new AssertionError("expected to fail");
                    });
                })));

        assertThat(failure).isInstanceOf(TransactionException.class);
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(ran).isEmpty();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void d2FlagTakenBackOverAnAbortedTransactionFails() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();

        // The driver does not say that the server answered COMMIT with ROLLBACK.
        Throwable failure = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("hook"));
            return transactions
                    .submit(insert(1))
                    .thenCompose(n -> transactions.submit(bad()))
                    .handle((n, swallowed) -> {
                        transactions.setRollbackOnly(false);
                        return 1;
                    });
        }));

        assertThat(failure).isInstanceOf(TransactionException.class);
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(ran).isEmpty();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void d2AnswerAsADriverReportsIt() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        SQLException answer = new SQLException("The database returned ROLLBACK", "25P02");
        database.source().fail(JdbcFault.on("Connection.commit", answer));

        Throwable failure = Await.failure(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));

        assertThat(failure).isInstanceOf(TransactionSystemException.class).hasCause(answer);
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void deferredConstraintFailsTheCommit() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();

        Throwable failure = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("hook"));
            transactions.submit(insert(1));
            return transactions.submit(update("insert into deferred values (1), (1)"));
        }));

        assertThat(failure).isInstanceOf(TransactionSystemException.class).hasCauseInstanceOf(SQLException.class);
        assertThat(ran).isEmpty();
        assertThat(database.rows()).isEmpty();
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
        assertThat(database.rows()).containsExactly(2);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void unknownOutcomeIsSaid(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();
        for (Throwable answer : new Throwable[] {
            new SQLException("connection lost", "08006"),
            new SQLException("terminated", "57P01"),
            new SQLException("unknown", "40003"),
            new SQLException("no state"),
            new IllegalStateException("driver"),
            new LinkageError("driver")
        }) {
            database.source().fail(JdbcFault.on("Connection.commit", answer));

            Throwable failure = Await.failure(transactions.atomic().getStageAsync(() -> {
                transactions.onCommit(() -> ran.add("hook"));
                return transactions.submit(insert(1));
            }));

            assertThat(failure).as("for %s", answer).isInstanceOf(CommitOutcomeUnknownException.class);
            assertThat(failure).hasCause(answer);
            assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(database.source().open()).isZero();
        }
        assertThat(ran).isEmpty();
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void d3HookDiesWithItsTransaction(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();
        for (Throwable answer : new Throwable[] {
            new SQLException("serialization", "40001"), new SQLException("lost", "08006"), new IllegalStateException()
        }) {
            database.source().fail(JdbcFault.on("Connection.commit", answer));
            Await.failure(transactions.atomic().getStageAsync(() -> {
                transactions.onCommit(() -> ran.add("of the failed one"));
                transactions.onCommitRobust(() -> ran.add("robust, of the failed one"));
                return transactions.submit(insert(1));
            }));
            database.source().fail(JdbcFault.NONE);

            transactions.atomic().run(() -> transactions.onCommit(() -> ran.add("next")));
        }

        assertThat(ran).containsExactly("next", "next", "next");
    }

    @Test
    void d3DroppedHookNeverRunsLater() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();
        Await.failure(transactions.atomic().runAsync(() -> {
            transactions.onCommit(() -> {
                throw new IllegalStateException("hook");
            });
            transactions.onCommit(() -> ran.add("dropped"));
        }));
        database.source().fail(JdbcFault.on("Connection.commit", new IllegalStateException("commit")));
        Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("nothing was committed"));
            return transactions.submit(insert(1));
        }));
        database.source().fail(JdbcFault.NONE);
        transactions.atomic().run(() -> {});

        assertThat(ran).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void d5PoolWithAutocommitOffWorksAndDurableMeansCommitted(Server server) {
        PooledDatabase database = fixtures.database(server, 1, false);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();

        Await.value(transactions.atomic().durable().getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("hook sees " + database.rows()));
            transactions.submit(insert(1));
            return transactions.atomic().getStageAsync(() -> transactions.submit(insert(2)));
        }));
        assertThat(database.rows()).containsExactly(1, 2);
        assertThat(ran).containsExactly("hook sees [1, 2]");

        Await.failure(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(3))
                        .thenCompose(n -> CompletableFuture.failedFuture(new IllegalStateException("body")))));
        assertThat(database.rows()).containsExactly(1, 2);

        transactions.autocommit(() -> transactions.submit(insert(4)).join());
        assertThat(database.rows()).containsExactly(1, 2, 4);
        assertThat(Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(Sql.entries()))))
                .containsExactly(1, 2, 4);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void failedReleaseIsItsBlocksFailure(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        SQLException release = new SQLException("release", "HY000");
        database.source().fail(JdbcFault.on("Connection.releaseSavepoint", release));
        AtomicReference<Throwable> inner = new AtomicReference<>();

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            return transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(insert(2)))
                    .handle((n, failure) -> {
                        inner.set(failure);
                        return 1;
                    });
        });
        Await.end(block);

        if (inner.get() == null) {
            // Left to COMMIT: then the inner work is the outer's, whatever became of it.
            assertThat(database.rows()).isIn(List.of(1, 2), List.of());
        } else {
            assertThat(inner.get())
                    .isInstanceOf(TransactionSystemException.class)
                    .hasCause(release);
            assertThat(database.rows()).doesNotContain(2);
        }
    }

    /**
     * K2: on H2 a failed statement leaves the transaction alive, and what put autocommit on again would commit it. It is tried before COMMIT
     * where nobody knows that.
     */
    @Test
    void k2ProbeThatFailsInALivingTransactionRollsItBack() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.dialects(metaData -> () -> Dialect.Family.OTHER));
        List<String> ran = new CopyOnWriteArrayList<>();
        SQLException refused = new SQLException("no savepoint", "HY000");
        database.source().fail(JdbcFault.on("Connection.setSavepoint", refused));

        Throwable failure = Await.failure(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("hook"));
            transactions.submit(insert(1));
            return transactions.submit(bad()).handle((n, swallowed) -> {
                transactions.setRollbackOnly(false);
                return 1;
            });
        }));

        assertThat(failure).isInstanceOf(TransactionSystemException.class).hasCause(refused);
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(database.source().count("Connection.rollback")).isEqualTo(1);
        assertThat(database.source().count("Connection.commit")).isZero();
        assertThat(ran).isEmpty();
        assertThat(database.rows()).isEmpty();
    }

    /** K10: the nested block is told what became of it, and the one around it cannot commit. */
    @Test
    void k10ReleaseThatHangsFailsItsBlockAndBreaksTheOneAround() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.commitTimeout(Duration.ofMillis(50)));
        AtomicReference<Throwable> nested = new AtomicReference<>();
        try (Hang hang = new Hang("Connection.releaseSavepoint")) {
            database.source().fail(hang);

            Throwable failure = Await.failure(transactions
                    .atomic()
                    .getStageAsync(() -> transactions
                            .submit(insert(1))
                            .thenCompose(n -> transactions.atomic().getStageAsync(() -> {
                                transactions.submit(insert(2));
                                return transactions.submit(bad()).handle((m, swallowed) -> {
                                    transactions.setRollbackOnly(false);
                                    return 1;
                                });
                            }))
                            .handle((n, thrown) -> {
                                nested.set(thrown.getCause());
                                return 1;
                            })));

            assertThat(nested.get())
                    .isExactlyInstanceOf(TransactionSystemException.class)
                    .hasMessageContaining("its savepoint was not released within PT0.05S")
                    .hasNoCause();
            assertThat(failure)
                    .isExactlyInstanceOf(UnexpectedRollbackException.class)
                    .hasCause(nested.get());
            assertThat(hang.wasClosedUnderIt()).isTrue();
        }
        assertThat(database.rows()).isEmpty();
    }
}
