package dev.aatomic.runtime.end;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G5: what failed is not forgotten, whether or not somebody looked. */
@Tag("G5")
final class NothingLeftBehindTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @ParameterizedTest
    @EnumSource(Server.class)
    void failedStatementMarksItsBlockAndFurtherOnesAreRefused(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<Throwable> first = new AtomicReference<>();
        AtomicReference<Throwable> second = new AtomicReference<>();

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            first.set(Await.cause(transactions.submit(bad())));
            assertThat(transactions.isRollbackOnly()).isTrue();
            second.set(Await.cause(transactions.submit(insert(2))));
            return CompletableFuture.completedFuture(42);
        });

        assertThat(Await.failure(block))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCause(first.get());
        assertThat(first.get()).isInstanceOf(SQLException.class);
        assertThat(second.get())
                .isInstanceOf(TransactionManagementException.class)
                .hasCause(first.get());
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void statementWhoseFailureTheStepSwallowedMarksToo(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<Throwable> swallowed = new AtomicReference<>();

        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions.submit(connection -> {
                            try {
                                return Sql.update(connection, Sql.BAD);
                            } catch (SQLException e) {
                                swallowed.set(e);
                                return 0;
                            }
                        })));

        assertThat(Await.failure(block))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCause(swallowed.get());
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void nestedBlockConfinesAFailedStatement(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            return transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(bad()))
                    .handle((n, failure) -> n)
                    .thenCompose(n -> transactions.submit(insert(2)));
        }));

        assertThat(database.rows()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void savepointAndFlagLetABlockGoOn(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions.savepoint())
                        .thenCompose(savepoint -> transactions
                                .submit(bad())
                                .handle((n, failure) -> failure)
                                .thenCompose(failure -> {
                                    assertThat(failure).isNotNull();
                                    transactions.setRollbackOnly(false);
                                    return transactions.savepointRollback(savepoint);
                                })
                                .thenCompose(ignored -> transactions.savepointCommit(savepoint)))
                        .thenCompose(ignored -> transactions.submit(insert(2)))));

        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void failedStepThatNobodyLookedAtMarks() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("unseen");

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(connection -> {
                throw failure;
            });
            return transactions.submit(insert(1)).handle((n, ignored) -> 1);
        });

        assertThat(Await.failure(block))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCause(failure);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void failedStepThatSomebodyLookedAtDoesNotMark() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> attached = transactions.submit(connection -> {
                throw new IOException("seen by a continuation");
            });
            attached.exceptionally(failure -> 0);
            CompletableFuture<Integer> joined = transactions.submit(connection -> {
                throw new IOException("seen by join");
            });
            assertThatThrownBy(joined::join).hasRootCauseInstanceOf(IOException.class);
            return transactions.submit(insert(1));
        }));

        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void failedChildThatNobodyLookedAtMarks() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("unseen");

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.atomic().runAsync(() -> {
                throw failure;
            });
            return transactions.submit(insert(1)).handle((n, ignored) -> 1);
        });

        assertThat(Await.failure(block))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCause(failure);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void failedChildThatSomebodyLookedAtDoesNotMark() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getStageAsync(() -> {
            transactions
                    .atomic()
                    .runAsync(() -> {
                        throw new IOException("seen");
                    })
                    .exceptionally(failure -> null);
            return transactions.submit(insert(1));
        }));

        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void failedChildOfABlockingFormIsTheCallersAffair() throws Exception {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.submit(insert(2)).join();
                        throw new IOException("caught");
                    }))
                    .isInstanceOf(IOException.class);
            transactions.submit(insert(3)).join();
        });

        assertThat(database.rows()).containsExactly(1, 3);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void j4LaterFailuresAreLoggedAndNotAddedToTheUsersOwn(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        IllegalStateException failure = new IllegalStateException("the user's");
        SQLException rollback = new SQLException("rollback");
        database.source().fail(call -> call.is("Connection.rollback") ? rollback : null);

        try (LogCapture log = new LogCapture()) {
            CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
                transactions.submit(insert(1));
                throw failure;
            });

            assertThat(Await.failure(block)).isSameAs(failure);
            // The user may throw the same one again in another block, whose caller is somebody else.
            assertThat(failure.getSuppressed()).isEmpty();
            assertThat(log.count("A rollback failed")).isEqualTo(1);
        }
        assertThat(database.rows()).isEmpty();
    }

    /** J1: what has torn one block from its end leaves nobody waiting who had queued in another. */
    @Test
    void j1WhatWaitsInABlockThatWasTornIsToldToo() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Scope> entered = new CompletableFuture<>();
        CompletableFuture<Integer> outer = transactions.atomic().getStageAsync(() -> {
            entered.complete(transactions.scope());
            return new CompletableFuture<>();
        });
        Scope scope = Await.value(entered);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch queued = new CountDownLatch(1);
        InternalError torn = new InternalError("torn");
        CompletableFuture<?> nested = scope.call(() -> transactions.atomic().runAsync(() -> {
            transactions.atomic().getStageAsync(CompletableFuture::new);
            running.countDown();
            Await.latch(queued);
            throw torn;
        }));
        Await.latch(running);
        CompletableFuture<Integer> step = scope.submit(insert(1));
        CompletableFuture<Integer> next =
                scope.call(() -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
        queued.countDown();

        assertThat(Await.failure(outer)).isSameAs(torn);
        assertThat(Await.cause(nested)).isSameAs(torn);
        // They may have had their turn before the tear was noticed; told they are in any case.
        Await.end(step);
        Await.end(next);
        assertThat(database.rows()).isEmpty();
    }
}
