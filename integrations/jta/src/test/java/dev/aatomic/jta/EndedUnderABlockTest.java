package dev.aatomic.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.aatomic.Propagation;
import dev.aatomic.jta.support.Application;
import dev.aatomic.jta.support.SetUp;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A JTA transaction that is over while a block is open in it: by its timeout, or since somebody ends it. */
final class EndedUnderABlockTest {

    /** Enough for what comes before it on a busy machine. */
    private static final int TIMEOUT_SECONDS = 2;

    private final List<String> ran = new CopyOnWriteArrayList<>();

    private static void awaitEnd(Transaction transaction) {
        Await.until("rolled back", () -> {
            try {
                return transaction.getStatus() == Status.STATUS_ROLLEDBACK
                        || transaction.getStatus() == Status.STATUS_NO_TRANSACTION;
            } catch (SystemException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** As a timeout does: without the transaction on the thread. */
    private static void rollBackElsewhere(Transaction transaction) {
        Await.value(CompletableFuture.runAsync(() -> {
            try {
                transaction.rollback();
            } catch (SystemException e) {
                throw new AssertionError(e);
            }
        }));
    }

    /** All wait for it together. */
    @Test
    void statementAfterTheTimeoutIsNotSent() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (SetUp setUp : SetUp.values()) {
            all.add(CompletableFuture.runAsync(
                    () -> Application.run(setUp, application -> timesOut(application, setUp)),
                    task -> new Thread(task, "test " + setUp).start()));
        }
        all.forEach(Await::value);

        assertThat(ran)
                .containsExactlyInAnyOrder(
                        "before H2",
                        "before H2_XA",
                        "before POSTGRES",
                        "before POSTGRES_XA",
                        "H2",
                        "H2_XA",
                        "POSTGRES",
                        "POSTGRES_XA");
    }

    private void timesOut(Application application, SetUp setUp) throws Exception {
        Transactions transactions = application.transactions();
        // Whatever takes its time at the first use has had it.
        application.inJta(
                () -> transactions.atomic().run(() -> application.database().seen()));
        application.manager().setTransactionTimeout(TIMEOUT_SECONDS);
        application.manager().begin();
        application.manager().setTransactionTimeout(0);
        application.insert(1);
        transactions.atomic().run(() -> {
            transactions.onRollback(() -> {
                transactions.atomic().run(() -> application.insertInBlock(10));
                ran.add("before " + setUp);
            });
            application.insertInBlock(2);
        });
        Transaction transaction = application.manager().getTransaction();
        Throwable failure = catchThrowable(() -> transactions.atomic().run(() -> {
            transactions.onRollback(() -> ran.add(setUp.name()));
            application.insertInBlock(3);
            awaitEnd(transaction);
            application.insertInBlock(4);
        }));

        assertThat(failure)
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("the JTA transaction '")
                .hasMessageContaining("timeout");
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThatThrownBy(application.manager()::commit).isInstanceOf(RollbackException.class);
        Await.until("the hook of the block before", () -> ran.contains("before " + setUp));
        assertThat(application.committed()).containsExactly(10);
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void blockThatSendsNothingMoreDoesNotEndWell(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            application.manager().begin();
            Transaction transaction = application.manager().getTransaction();
            Throwable failure = catchThrowable(() -> transactions.atomic().run(() -> {
                transactions.onCommit(() -> ran.add("committed"));
                transactions.onRollback(() -> ran.add("rolled back"));
                application.insertInBlock(1);
                rollBackElsewhere(transaction);
            }));
            application.manager().suspend();

            assertThat(failure).isInstanceOf(TransactionSystemException.class);
            assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
            assertThat(ran).containsExactly("rolled back");
            assertThat(application.committed()).isEmpty();
        });
    }

    /** Without a savepoint there is nothing to release, and yet it is gone. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void mergedBlockDoesNotEndWellEither(SetUp setUp) {
        Application.run(setUp, application -> {
            application.manager().begin();
            Transaction transaction = application.manager().getTransaction();
            assertThatThrownBy(() -> application
                            .transactions()
                            .atomic()
                            .savepoint(false)
                            .run(() -> {
                                application.insertInBlock(1);
                                rollBackElsewhere(transaction);
                            }))
                    .isInstanceOf(TransactionSystemException.class);
            application.manager().suspend();

            assertThat(application.committed()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void nestedBlocksSendNothingMore(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            application.manager().begin();
            Transaction transaction = application.manager().getTransaction();
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        application.insertInBlock(1);
                        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                                    application.insertInBlock(2);
                                    rollBackElsewhere(transaction);
                                    application.insertInBlock(3);
                                }))
                                .isInstanceOf(TransactionManagementException.class);
                        application.insertInBlock(4);
                    }))
                    .isInstanceOf(TransactionException.class);
            application.manager().suspend();

            assertThat(application.committed()).isEmpty();
        });
    }

    /** The connection is somebody else's by then. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void whatWasChangedOnTheConnectionIsNotPutBack(SetUp setUp) {
        Application.run(setUp, 1, builder -> builder, application -> {
            application.manager().begin();
            Transaction transaction = application.manager().getTransaction();
            List<Connection> others = new ArrayList<>();
            assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                        application
                                .transactions()
                                .submit(connection -> {
                                    connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
                                    connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
                                    return null;
                                })
                                .join();
                        application.insertInBlock(1);
                        rollBackElsewhere(transaction);
                        others.add(Await.value(CompletableFuture.supplyAsync(() -> {
                            try {
                                Connection other = application.database().pool().getConnection();
                                other.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
                                return other;
                            } catch (SQLException e) {
                                throw new AssertionError(e);
                            }
                        })));
                    }))
                    .isInstanceOf(TransactionException.class);
            application.manager().suspend();

            Connection other = others.get(0);
            assertThat(other.getHoldability()).isEqualTo(ResultSet.CLOSE_CURSORS_AT_COMMIT);
            other.close();
            assertThat(application.committed()).isEmpty();
        });
    }

    /** The independent block is not touched by what becomes of the transaction that waits for it. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void transactionMayEndWhileItIsSuspended(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            application.manager().begin();
            transactions.atomic().run(() -> application.insertInBlock(1));
            Transaction transaction = application.manager().getTransaction();
            transactions.atomic().propagation(Propagation.REQUIRES_NEW).run(() -> {
                application.insertInBlock(2);
                rollBackElsewhere(transaction);
            });
            assertThat(application.manager().getTransaction()).isEqualTo(transaction);
            assertThatThrownBy(application.manager()::commit).isInstanceOf(RollbackException.class);

            assertThat(application.committed()).containsExactly(2);
        });
    }

    /** The block's code ends what is around it. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void commitInsideABlockRollsBack(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            application.manager().begin();
            application.insert(1);
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        application.insertInBlock(2);
                        assertThatThrownBy(application.manager()::commit)
                                .isInstanceOf(RollbackException.class)
                                .hasStackTraceContaining("while a block of database 'default'");
                        application.insertInBlock(3);
                    }))
                    .isInstanceOf(TransactionManagementException.class);

            assertThat(application.committed()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void rollbackInsideABlockEndsIt(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            application.manager().begin();
            application.insert(1);
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        application.insertInBlock(2);
                        application.manager().rollback();
                        application.insertInBlock(3);
                    }))
                    .isInstanceOf(TransactionManagementException.class);

            assertThat(application.committed()).isEmpty();
        });
    }
}
