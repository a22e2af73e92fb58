package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.internal.jdbc.dialect.PostgresCopy;
import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.lang.reflect.Proxy;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** G3: a block's share of the connection, and what a failure there makes of the block. */
@Tag("G3")
@Tag("G19")
final class ScopeConnectionTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    /** Where something is left open or changed on the driver's connection. */
    @RegisterExtension
    final Fixtures real = new Fixtures();

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
        assertThat(fixtures.calls).doesNotContain("commit");
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
                    assertThat(block().hasFailedStatement()).isTrue();
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
    void statementThatCannotBeNotedBreaksTheBlockThoughItIsLookedAt() {
        IllegalStateException defect = new IllegalStateException("defect");
        fixtures.on("statementStarts", real -> {
            throw defect;
        });

        assertThat(Await.cause(transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(insert(1)).exceptionally(thrown -> 0))))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCause(defect);
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

    // ---- one call, by its kind

    private static Throwable thrownBy(HandleOwner.Kind kind, SQLException failure) {
        try {
            block().connection().call(kind, null, connection -> {
                throw failure;
            });
            throw new AssertionError("The call did not throw");
        } catch (SQLException thrown) {
            return thrown;
        }
    }

    private static void call(HandleOwner.Kind kind) {
        try {
            block().connection().call(kind, null, connection -> null);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private long count(String call) {
        return fixtures.calls.stream().filter(call::equals).count();
    }

    @ParameterizedTest
    @EnumSource
    void callBeginsTheTransactionIfItsKindNeedsOne(HandleOwner.Kind kind) {
        transactions.atomic().run(() -> {
            call(kind);

            assertThat(count("begin") > 0)
                    .isEqualTo(kind == HandleOwner.Kind.STATEMENT
                            || kind == HandleOwner.Kind.UNWRAP
                            || kind == HandleOwner.Kind.PREPARE);
            assertThat(count("unwrapped")).isEqualTo(kind == HandleOwner.Kind.UNWRAP ? 1 : 0);
            assertThat(count("propertyTouched")).isEqualTo(kind == HandleOwner.Kind.PROPERTY ? 1 : 0);
            assertThat(block().hasFailedStatement()).isEqualTo(kind == HandleOwner.Kind.UNWRAP);
            assertThat(count("statementStarts")).as("without a statement").isZero();
            assertThat(count("statementEnded")).as("without a statement").isZero();
            assertThat(block().lane.isPinned()).as("after the call").isFalse();
        });
    }

    @ParameterizedTest
    @EnumSource
    void failureOfACallBreaksTheBlockUnlessItIsOnlyAProperty(HandleOwner.Kind kind) {
        SQLException failure = new SQLException("call");
        CompletableFuture<Void> block = transactions.atomic().runAsync(() -> {
            transactions.submit(insert(1)).join();
            assertThat(thrownBy(kind, failure)).isSameAs(failure);
            assertThat(block().lane.isPinned()).as("after the call").isFalse();
            assertThat(count("statementEnded")).as("of the statement before").isEqualTo(1);
        });

        if (kind == HandleOwner.Kind.PROPERTY) {
            Await.value(block);
            assertThat(fixtures.database.rows()).containsExactly(1);
        } else {
            assertThat(Await.cause(block))
                    .isInstanceOf(UnexpectedRollbackException.class)
                    .hasCause(failure);
            assertThat(fixtures.database.rows()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void brokenBlockRefusesWhatIsExecuted(HandleOwner.Kind kind) {
        AtomicBoolean refused = new AtomicBoolean();
        Await.end(transactions.atomic().named("order").runAsync(() -> {
            transactions.submit(insert(1)).join();
            transactions.setRollbackOnly(true);
            block().transaction().markBroken(new IOException());
            try {
                block().connection().call(kind, null, connection -> null);
            } catch (TransactionManagementException told) {
                assertThat(told)
                        .hasMessageStartingWith("A statement was refused because block 'order' is going to roll back");
                refused.set(true);
            }
        }));

        assertThat(refused.get()).isEqualTo(kind == HandleOwner.Kind.STATEMENT || kind == HandleOwner.Kind.UNWRAP);
    }

    @Test
    void statementIsPreparedOnlyInATransactionThatIsNotLost() {
        Await.end(transactions.atomic().named("order").runAsync(() -> {
            transactions.submit(insert(1)).join();
            block().transaction().lose("was lost", new IOException("network"));
            assertThatThrownBy(() -> call(HandleOwner.Kind.PREPARE))
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessageStartingWith(
                            "A statement was refused because the transaction of block 'order' was lost");
            seen.add("refused");
        }));

        assertThat(seen).containsExactly("refused");
    }

    @Test
    void eachStatementThatStartsEnds() {
        fixtures.database.add(2);
        Await.end(transactions.atomic().runAsync(() -> {
            transactions.submit(insert(1)).join();
            seen.add("after one " + count("statementStarts") + " " + count("statementEnded"));
            transactions.submit(insert(2)).exceptionally(duplicate -> 0).join();
            seen.add("after a failure " + count("statementStarts") + " " + count("statementEnded"));
        }));

        assertThat(seen).containsExactly("after one 1 1", "after a failure 2 2");
    }

    @Test
    void statementThatStartsAfterTheCancelEnds() {
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch goesOn = fixtures.latch();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    inStep.countDown();
                    Await.latch(goesOn);
                    return insert(1).apply(connection);
                }));
        Await.latch(inStep);

        block.cancel(true);
        goesOn.countDown();

        Await.end(block);
        Await.until("the connection is back", () -> fixtures.database.open() == 0);
        assertThat(count("statementStarts")).isEqualTo(1);
        assertThat(count("statementEnded")).isEqualTo(1);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void failureThatTellsOfALostBeginMakesTheOutcomeUnknown() {
        fixtures.database.add(1);
        fixtures.on("hasLostBegin", real -> true);

        assertThat(Await.cause(inserts())).isInstanceOf(CommitOutcomeUnknownException.class);
    }

    @Test
    void failureToBeginBreaksTheBlockThoughItIsLookedAt() {
        SQLException cannot = new SQLException("cannot begin", "08000");
        fixtures.on("begin", real -> {
            throw cannot;
        });

        assertThat(Await.cause(transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(insert(1)).exceptionally(thrown -> 0))))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCause(cannot);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void callOfAStepIsSeenByWhoLooksBeforeDuringAndAfterIt(boolean fails) {
        List<Integer> progress = new CopyOnWriteArrayList<>();
        if (fails) {
            fixtures.database.add(1);
        }
        Await.end(transactions.atomic().runAsync(() -> {
            BlockScope block = block();
            fixtures.on("statementEnded", real -> {
                progress.add(block.lane.progress());
                return real.call();
            });
            transactions
                    .submit(connection -> {
                        progress.add(block.lane.progress());
                        try {
                            return insert(1).apply(connection);
                        } finally {
                            progress.add(block.lane.progress());
                        }
                    })
                    .exceptionally(duplicate -> 0)
                    .join();
        }));

        assertThat(progress).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void eachCallOfAStepIsProgress() {
        transactions
                .atomic()
                .run(() -> transactions
                        .submit(connection -> {
                            BlockScope block = block();
                            int before = block.lane.progress();
                            int during = block.connection()
                                    .call(HandleOwner.Kind.FETCH, null, driver -> block.lane.progress());
                            assertThat(during).isGreaterThan(before);
                            assertThat(block.lane.progress()).isGreaterThan(during);
                            return 1;
                        })
                        .join());
    }

    @Test
    void connectionOfABlockIsNotForThoseNestedInIt() throws SQLException {
        transactions.atomic().named("outer").run(() -> {
            Connection outer = transactions.dataSource().getConnection();
            transactions
                    .atomic()
                    .named("inner")
                    .run(() -> assertThatThrownBy(() -> Sql.insert(outer, 1))
                            .hasStackTraceContaining(
                                    "A step or statement was submitted to block 'outer' from inside block 'inner'"));
        });
    }

    // ---- what it says of itself

    @Test
    void connectionIsOpenAsLongAsItsBlock() {
        AtomicReference<ScopeConnection> left = new AtomicReference<>();
        transactions.atomic().named("order").run(() -> {
            left.set(block().connection());
            assertThat(left.get().isOpen()).isTrue();
            assertThat(left.get().isAutocommit()).isFalse();
            assertThat(left.get()).hasToString("block 'order'");
            assertThat(left.get().ownerInStep()).isSameAs(left.get());
        });

        assertThat(left.get().isOpen()).isFalse();
    }

    @Test
    void databaseIsAskedWhatItIsOnce() throws SQLException {
        transactions
                .atomic()
                .run(() -> assertThat(block().connection().sqlRules("SELECT 1")).isNotNull());
        fixtures.calls.clear();
        transactions.atomic().run(() -> block().connection().sqlRules("SELECT 1"));

        assertThat(fixtures.calls).doesNotContain("begin", "connection");
    }

    @Test
    void rollbackToASavepointOfTheHandleUndoesWhatCameAfterIt() {
        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    insert(1).apply(connection);
                    Savepoint savepoint = connection.setSavepoint();
                    insert(2).apply(connection);
                    connection.rollback(savepoint);
                    return insert(3).apply(connection);
                })));

        assertThat(fixtures.database.rows()).containsExactly(1, 3);
    }

    @Test
    void savepointsAreToldApartByTheirIds() {
        transactions
                .atomic()
                .run(() -> transactions
                        .submit(connection -> {
                            int first = connection.setSavepoint().getSavepointId();
                            assertThat(connection.setSavepoint().getSavepointId())
                                    .isGreaterThan(first);
                            return 1;
                        })
                        .join());
    }

    @Test
    void savepointThatWasReleasedIsGone() {
        Await.end(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    insert(1).apply(connection);
                    Savepoint savepoint = connection.setSavepoint("named");
                    insert(2).apply(connection);
                    connection.releaseSavepoint(savepoint);
                    seen.add("released");
                    assertThatThrownBy(() -> connection.rollback(savepoint)).isInstanceOf(SQLException.class);
                    seen.add("gone");
                    return 1;
                })));

        assertThat(seen).containsExactly("released", "gone");
    }

    // ---- what was left open or changed

    @Test
    void whatABlockLeavesOpenIsClosedAndWhatItChangesPutBack() throws SQLException {
        PooledDatabase database = real.database(Server.H2, 1);
        Transactions onH2 = real.transactions(database);
        int before = onH2.atomic()
                .<Integer, SQLException>get(
                        () -> onH2.dataSource().getConnection().getHoldability());
        onH2.atomic().run(() -> {
            Connection connection = onH2.dataSource().getConnection();
            connection.setHoldability(before == 1 ? 2 : 1);
            connection.createStatement().execute("select 1");
        });

        List<String> calls = database.source().names();
        assertThat(calls.indexOf("Statement.close")).isPositive().isLessThan(calls.lastIndexOf("Connection.commit"));
        int after = onH2.atomic()
                .<Integer, SQLException>get(
                        () -> onH2.dataSource().getConnection().getHoldability());
        assertThat(after).isEqualTo(before);
    }

    @Test
    void interruptFlagOutlivesTheEndThatClosesWhatWasLeftOpen() throws SQLException {
        Transactions onH2 = real.transactions(real.database(Server.H2, 1));
        onH2.atomic().run(() -> {
            Connection connection = onH2.dataSource().getConnection();
            connection.createStatement().execute("select 1");
            connection.setHoldability(connection.getHoldability() == 1 ? 2 : 1);
            Thread.currentThread().interrupt();
        });

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void savepointThatIsNoneOfTheHandlesIsRefused() {
        Savepoint foreign = (Savepoint) Proxy.newProxyInstance(
                ScopeConnectionTest.class.getClassLoader(),
                new Class<?>[] {Savepoint.class},
                (self, method, arguments) -> null);
        assertForeign(connection -> connection.rollback(foreign));
        assertForeign(connection -> connection.releaseSavepoint(foreign));
    }

    /** What is done with a savepoint. */
    private interface Use {
        void of(Connection connection) throws SQLException;
    }

    private void assertForeign(Use use) {
        assertThat(Await.cause(transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(connection -> {
                            use.of(connection);
                            return 1;
                        }))))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageStartingWith("The savepoint is of type");
    }

    @Test
    void whatCannotBeClosedOrPutBackIsSaid() throws SQLException {
        PooledDatabase database = real.database(Server.H2, 1);
        Transactions onH2 = real.transactions(database);
        try (LogCapture log = new LogCapture()) {
            onH2.atomic().named("order").run(() -> {
                Connection connection = onH2.dataSource().getConnection();
                int before = connection.getHoldability();
                connection.setHoldability(before == 1 ? 2 : 1);
                connection.createStatement().execute("select 1");
                database.source()
                        .fail(call -> call.is("Statement.close") || call.is("Connection.setHoldability")
                                ? new SQLException("stuck")
                                : null);
            });

            assertThat(log.count("A statement that block 'order' had left open could not be closed"))
                    .isEqualTo(1);
            assertThat(log.count("What block 'order' had changed on its connection could not be put back"))
                    .isEqualTo(1);
        }
        assertThat(database.source().names()).contains("Connection.abort");
    }
}
