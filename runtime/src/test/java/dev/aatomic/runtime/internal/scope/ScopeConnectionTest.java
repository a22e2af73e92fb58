package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.internal.jdbc.PostgresCopy;
import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.Sql;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G3: a block's share of the connection, and what a failure there makes of the block. */
@Tag("G3")
@Tag("G19")
final class ScopeConnectionTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    private CompletableFuture<Integer> inserts() {
        return transactions.atomic().named("order").getStageAsync(() -> transactions.submit(insert(1)));
    }

    // ---- the transaction is ended from within

    @Test
    void statementThatEndsTheTransactionMakesTheOutcomeUnknown() {
        fixtures.on("isTransactionOpen", real -> false);

        assertThat(Await.cause(inserts()))
                .isInstanceOf(CommitOutcomeUnknownException.class)
                .hasMessageContaining("Whether what block 'order' did was committed is not known, because its"
                        + " transaction was ended from within, by the statement that was sent last: block 'order'");
        assertThat(fixtures.calls).doesNotContain("commit");
        assertThat(transactions.metrics().database("default").unknown()).isEqualTo(1);
    }

    @Test
    void statementThatFailsAndEndsTheTransactionDoesSoToo() {
        fixtures.database.add(1);
        fixtures.on("isTransactionOpen", real -> false);

        assertThat(Await.cause(inserts()))
                .isInstanceOf(CommitOutcomeUnknownException.class)
                .hasMessageContaining("by a statement that failed, see the cause")
                .hasRootCauseInstanceOf(SQLException.class);
    }

    @Test
    void transactionThatIsGoneAtTheEndIsNoticed() {
        AtomicBoolean gone = new AtomicBoolean();
        fixtures.on("isTransactionOpen", real -> !gone.get());

        assertThat(Await.cause(transactions
                        .atomic()
                        .getStageAsync(
                                () -> transactions.submit(insert(1)).whenComplete((value, thrown) -> gone.set(true)))))
                .isInstanceOf(CommitOutcomeUnknownException.class)
                .hasMessageContaining("after the last statement, through the driver's own connection");
    }

    @Test
    void transactionThatWasEndedThroughTheDriverIsNotBegunAgain() {
        AtomicBoolean gone = new AtomicBoolean();
        fixtures.on("isTransactionOpen", real -> !gone.get());
        fixtures.on("isUnwrapped", real -> true);

        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    insert(1).apply(connection);
                    gone.set(true);
                    assertThatThrownBy(() -> insert(2).apply(connection))
                            .hasMessageContaining("before a statement, through the driver's own connection");
                    seen.add("refused");
                    return 1;
                }));

        assertThat(Await.cause(block)).isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(seen).containsExactly("refused");
    }

    @Test
    void connectionThatNobodyTookAwayIsNotAskedBeforeAStatement() {
        AtomicBoolean first = new AtomicBoolean(true);
        fixtures.on("isTransactionOpen", real -> !first.getAndSet(false));

        assertThat(Await.cause(inserts())).isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(fixtures.calls).contains("statementStarts", "statementEnded");
    }

    // ---- a COPY that was left open

    @Test
    void copyThatWasLeftOpenRollsBack() {
        fixtures.on("endCopy", real -> PostgresCopy.End.CANCELLED);

        assertThat(Await.cause(inserts()))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCauseInstanceOf(TransactionManagementException.class);
        assertThat(fixtures.calls).contains("rollback", "giveBack").doesNotContain("commit");
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void copyThatCannotBeEndedCostsTheConnection() {
        fixtures.on("endCopy", real -> PostgresCopy.End.OUT_OF_STEP);

        Throwable told = Await.cause(inserts());

        assertThat(told.getCause())
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageStartingWith("Block 'order' left a COPY open that it had begun");
        assertThat(fixtures.calls).contains("evict").doesNotContain("commit", "giveBack");
    }

    // ---- statements

    @Test
    void failedStatementBreaksTheBlock() {
        fixtures.database.add(1);

        Throwable told = Await.cause(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(insert(1)).exceptionally(duplicate -> {
                    seen.add(duplicate.getClass().getSimpleName());
                    return 0;
                })));

        assertThat(told).isInstanceOf(UnexpectedRollbackException.class).hasCauseInstanceOf(SQLException.class);
        assertThat(fixtures.calls).contains("rollback").doesNotContain("commit");
    }

    @Test
    void failureOfTheFirstStatementToBeginIsTheBlocks() {
        SQLException cannot = new SQLException("cannot begin", "08000");
        fixtures.on("begin", real -> {
            throw cannot;
        });

        assertThat(Await.cause(inserts())).isSameAs(cannot);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void statementThatCannotBeNotedFailsTheBlock() {
        IllegalStateException defect = new IllegalStateException("defect");
        fixtures.on("statementStarts", real -> {
            throw defect;
        });

        assertThat(Await.cause(inserts())).isSameAs(defect);
    }

    @Test
    void interruptFlagIsNoneOfTheDrivers() {
        fixtures.on("connection", real -> {
            seen.add("interrupted: " + Thread.currentThread().isInterrupted());
            return real.call();
        });

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    Thread.currentThread().interrupt();
                    int inserted = insert(1).apply(connection);
                    seen.add("after: " + Thread.interrupted());
                    return inserted;
                })));

        assertThat(seen).contains("interrupted: false", "after: true").doesNotContain("interrupted: true");
    }

    @Test
    void statementsOfOtherThreadsWaitForTheirTurn() {
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            Connection connection = transactions.dataSource().getConnection();
            CompletableFuture<Integer> elsewhere = new CompletableFuture<>();
            Thread other = new Thread(() -> {
                try {
                    elsewhere.complete(Sql.insert(connection, 2));
                } catch (Throwable t) {
                    elsewhere.completeExceptionally(t);
                }
            });
            other.start();
            return elsewhere.thenCombine(transactions.submit(insert(1)), Integer::sum);
        });

        assertThat(Await.value(block)).isEqualTo(2);
        assertThat(fixtures.database.rows()).containsExactly(1, 2);
    }

    @Test
    void failureOfAStatementOnAnotherThreadArrivesThere() {
        fixtures.database.add(2);
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            Connection connection = transactions.dataSource().getConnection();
            CompletableFuture<Integer> elsewhere = new CompletableFuture<>();
            new Thread(() -> {
                        try {
                            elsewhere.complete(Sql.insert(connection, 2));
                        } catch (Throwable t) {
                            seen.add(t.getClass().getSimpleName());
                            elsewhere.complete(3);
                        }
                    })
                    .start();
            return elsewhere;
        });

        assertThat(Await.cause(block)).isInstanceOf(UnexpectedRollbackException.class);
        assertThat(seen).containsExactly("SQLException");
    }

    @Test
    void connectionOfAStepIsNotUsedElsewhereWhileTheStepRuns() {
        CompletableFuture<Integer> block = transactions
                .atomic()
                .named("order")
                .getStageAsync(() -> transactions.submit(connection -> {
                    AtomicReference<Throwable> refused = new AtomicReference<>();
                    CountDownLatch over = new CountDownLatch(1);
                    new Thread(() -> {
                                try {
                                    Sql.insert(connection, 2);
                                } catch (Throwable t) {
                                    refused.set(t);
                                } finally {
                                    over.countDown();
                                }
                            })
                            .start();
                    Await.latch(over);
                    seen.add(String.valueOf(refused.get().getMessage()));
                    return insert(1).apply(connection);
                }));

        Await.end(block);
        assertThat(seen.get(0)).contains("A connection of a step of block 'order' was used on another thread");
    }

    // ---- savepoints through the handle

    @Test
    void savepointOfTheHandleUndoesWhatCameAfter() {
        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    insert(1).apply(connection);
                    Savepoint savepoint = connection.setSavepoint();
                    insert(2).apply(connection);
                    connection.rollback(savepoint);
                    insert(3).apply(connection);
                    Savepoint released = connection.setSavepoint("named");
                    insert(4).apply(connection);
                    connection.releaseSavepoint(released);
                    assertThatThrownBy(() -> connection.rollback(released)).isInstanceOf(SQLException.class);
                    return 1;
                }))
                .handle((value, thrown) -> null));

        assertThat(fixtures.calls).contains("setSavepoint");
    }

    @Test
    void savepointsOfTheBlockUndoWhatCameAfter() {
        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(one -> transactions.savepoint())
                        .thenCompose(savepoint -> transactions
                                .submit(insert(2))
                                .thenCompose(two -> transactions.savepointRollback(savepoint)))
                        .thenCompose(back -> transactions.savepoint())
                        .thenCompose(savepoint -> transactions
                                .submit(insert(3))
                                .thenCompose(three -> transactions.savepointCommit(savepoint)))));

        assertThat(fixtures.database.rows()).containsExactly(1, 3);
    }

    // ---- the wrong block

    @Test
    void workForABlockFromInsideANestedOneIsRefused() {
        CompletableFuture<Integer> block = transactions.atomic().named("outer").getStageAsync(() -> {
            Scope outer = transactions.scope();
            return transactions.atomic().named("inner").getStageAsync(() -> {
                assertThatThrownBy(() -> outer.submit(insert(1)))
                        .isInstanceOf(TransactionManagementException.class)
                        .hasMessageStartingWith(
                                "A step or statement was submitted to block 'outer' from inside block 'inner'");
                return transactions.submit(insert(2));
            });
        });

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(fixtures.database.rows()).containsExactly(2);
    }

    @Test
    void workAfterTheEndIsRefused() {
        AtomicReference<Scope> left = new AtomicReference<>();
        Await.value(transactions.atomic().named("order").runAsync(() -> left.set(transactions.scope())));
        Scope over = left.get();

        assertThat(over.isOpen()).isFalse();
        assertThatThrownBy(() -> over.submit(insert(1)))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageStartingWith("Work was refused because block 'order' has ended");
        assertThatThrownBy(() -> over.onCommit(() -> {})).isInstanceOf(TransactionManagementException.class);
        assertThatThrownBy(() -> over.setRollbackOnly(true)).isInstanceOf(TransactionManagementException.class);
        assertThatThrownBy(over::isRollbackOnly).isInstanceOf(TransactionManagementException.class);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void rollbackFlagIsThatOfTheBlock() {
        Await.value(transactions.atomic().runAsync(() -> {
            transactions.submit(insert(1)).join();
            assertThat(transactions.isRollbackOnly()).isFalse();
            transactions.atomic().run(() -> {
                transactions.submit(insert(2)).join();
                transactions.setRollbackOnly(true);
                assertThat(transactions.isRollbackOnly()).isTrue();
            });
            assertThat(transactions.isRollbackOnly()).isFalse();
            transactions.setRollbackOnly(true);
            transactions.setRollbackOnly(false);
        }));

        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    // ---- what nobody looks at

    @Test
    @Tag("G5")
    void failureThatNobodyLooksAtBreaksTheBlock() {
        IOException unseen = new IOException("unseen");

        assertThat(Await.cause(transactions.atomic().runAsync(() -> {
                    transactions.submit(insert(1));
                    transactions.submit(connection -> {
                        throw unseen;
                    });
                    transactions.submit(insert(2));
                })))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCause(unseen);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    @Tag("G5")
    void failureThatIsLookedAtBreaksNothing() {
        Await.value(transactions.atomic().runAsync(() -> {
            CompletableFuture<Integer> seenLater = transactions.submit(connection -> {
                throw new IOException("seen");
            });
            CompletableFuture<Integer> seenToo = transactions.submit(connection -> {
                throw new IOException("seen too");
            });
            seenLater.exceptionally(thrown -> 0);
            seenToo.exceptionally(thrown -> 0);
            transactions.submit(insert(1));
        }));

        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    @Tag("G5")
    void nestedBlockThatNobodyLooksAtBreaksTheOneAroundIt() {
        assertThat(Await.cause(transactions.atomic().runAsync(() -> {
                    transactions.submit(insert(1));
                    transactions.atomic().runAsync(() -> {
                        throw new IOException("unseen");
                    });
                })))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThat(fixtures.database.rows()).isEmpty();
    }
}
