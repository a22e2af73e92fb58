package dev.aatomic.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.jta.support.Application;
import dev.aatomic.jta.support.SetUp;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks that are opened in a JTA transaction. */
final class BlockInJtaTransactionTest {

    private final List<String> ran = new CopyOnWriteArrayList<>();

    private void register(Transactions transactions, String name) {
        transactions.onCommit(() -> ran.add(name + " committed"));
        transactions.onRollback(() -> ran.add(name + " rolled back"));
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void blockingBlockCommitsWithTheTransactionAndRunsItsHooksThen(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            application.inJta(() -> {
                application.insert(1);
                transactions.atomic().run(() -> {
                    register(transactions, "block");
                    application.insertInBlock(2);
                    // On the same connection, by JTA and by the block.
                    assertThat(application.database().seen()).containsExactly(1, 2);
                });
                application.insert(3);
                assertThat(application.committed()).isEmpty();
                assertThat(ran).isEmpty();
            });

            assertThat(application.committed()).containsExactly(1, 2, 3);
            assertThat(ran).containsExactly("block committed");
        });
    }

    /** A block may be the first to need a connection, and is not always the last. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void blocksAloneMakeUpTheTransaction(SetUp setUp) {
        Application.run(setUp, application -> {
            for (int i = 0; i < 10; i += 2) {
                int value = i;
                application.inJta(() -> {
                    application.transactions().atomic().run(() -> application.insertInBlock(value));
                    application.transactions().atomic().run(() -> application.insertInBlock(value + 1));
                });
            }

            assertThat(application.committed()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        });
    }

    /** The connection is that of the transaction around it, so there is none to take later. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void blockThatWouldTakeItsConnectionLateHasThatOfTheTransaction(SetUp setUp) {
        Application.run(setUp, application -> {
            Atomic late = application.transactions().atomic().connection(ConnectionAcquisition.LAZY);
            application.inJta(() -> {
                application.insert(1);
                late.run(() -> application.insertInBlock(2));
                late.run(() -> {});
                IOException failure = new IOException("undo");
                assertThatThrownBy(() -> late.run(() -> {
                            application.insertInBlock(3);
                            throw failure;
                        }))
                        .isSameAs(failure);
                assertThat(application.committed()).isEmpty();
            });

            assertThat(application.committed()).containsExactly(1, 2);
        });
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void rollbackOfTheTransactionTakesTheBlock(SetUp setUp) {
        Application.run(setUp, application -> {
            IOException failure = new IOException("around");
            assertThatThrownBy(() -> application.inJta(() -> {
                        application.insert(1);
                        application.transactions().atomic().run(() -> {
                            register(application.transactions(), "block");
                            application.insertInBlock(2);
                        });
                        throw failure;
                    }))
                    .isSameAs(failure);

            assertThat(application.committed()).isEmpty();
            assertThat(ran).containsExactly("block rolled back");
        });
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void failedBlockGoesBackToItsSavepointAndTheTransactionGoesOn(SetUp setUp) {
        Application.run(setUp, application -> {
            IOException failure = new IOException("body");
            application.inJta(() -> {
                application.insert(1);
                assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                            register(application.transactions(), "block");
                            application.insertInBlock(2);
                            throw failure;
                        }))
                        .isSameAs(failure);
                application.insert(3);
            });

            assertThat(application.committed()).containsExactly(1, 3);
            assertThat(ran).containsExactly("block rolled back");
        });
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void failureOfAMergedBlockRollsTheTransactionBack(SetUp setUp) {
        Application.run(setUp, application -> {
            assertThatThrownBy(() -> application.inJta(() -> {
                        application.insert(1);
                        assertThatThrownBy(() -> application
                                        .transactions()
                                        .atomic()
                                        .savepoint(false)
                                        .run(() -> {
                                            application.insertInBlock(2);
                                            throw new IOException("body");
                                        }))
                                .isInstanceOf(IOException.class);
                        assertThat(application.status()).isEqualTo(Status.STATUS_MARKED_ROLLBACK);
                    }))
                    .isInstanceOf(RollbackException.class);

            assertThat(application.committed()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void nestedBlocksAreSavepoints(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            application.inJta(() -> transactions.atomic().run(() -> {
                register(transactions, "outer");
                application.insertInBlock(1);
                assertThatThrownBy(() -> transactions.atomic().run(() -> {
                            register(transactions, "failed");
                            application.insertInBlock(2);
                            throw new IOException("nested");
                        }))
                        .isInstanceOf(IOException.class);
                transactions.atomic().run(() -> {
                    register(transactions, "kept");
                    application.insertInBlock(3);
                });
            }));

            assertThat(application.committed()).containsExactly(1, 3);
            assertThat(ran).containsExactlyInAnyOrder("outer committed", "kept committed", "failed rolled back");
        });
    }

    /** On PostgreSQL nothing goes on after an error but a rollback. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void sqlErrorInABlockLeavesTheTransactionUsable(SetUp setUp) {
        Application.run(setUp, application -> {
            application.inJta(() -> {
                application.insert(1);
                assertThatThrownBy(() -> application.transactions().atomic().run(() -> application.insertInBlock(1)))
                        .isInstanceOf(SQLException.class);
                application.insert(2);
                application.transactions().atomic().run(() -> application.insertInBlock(3));
            });

            assertThat(application.committed()).containsExactly(1, 2, 3);
        });
    }

    /** The thread of the body waits in its own way, so another one runs the step, without the JTA transaction. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void statementOfAnotherThreadJoins(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            application.inJta(() -> transactions.atomic().run(() -> {
                Scope scope = transactions.scope();
                Thread body = Thread.currentThread();
                application.insertInBlock(1);
                CompletableFuture<Thread> other = CompletableFuture.supplyAsync(() -> scope.submit(connection -> {
                            connection.createStatement().execute("insert into entry values (2)");
                            return Thread.currentThread();
                        })
                        .join());
                assertThat(Await.value(other)).isNotSameAs(body);
                assertThat(application.database().seen()).containsExactly(1, 2);
            }));

            assertThat(application.committed()).containsExactly(1, 2);
        });
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void asynchronousBlockIsRefusedAndNamed(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            application.inJta(() -> {
                application.insert(1);
                Throwable failure = Await.cause(
                        transactions.atomic().named("Accounts.transfer").getStageAsync(() -> {
                            ran.add("body");
                            return CompletableFuture.completedFuture(1);
                        }));
                assertThat(failure)
                        .isInstanceOf(TransactionManagementException.class)
                        .hasMessageContaining("Accounts.transfer")
                        .hasMessageContaining("the JTA transaction '")
                        .hasMessageContaining("REQUIRES_NEW");
            });

            assertThat(ran).isEmpty();
            assertThat(application.committed()).containsExactly(1);
        });
    }

    @ParameterizedTest
    @EnumSource(SetUp.class)
    void blockInATransactionThatIsMarkedForRollbackIsRefused(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            assertThatThrownBy(() -> application.inJta(() -> {
                        application.insert(1);
                        application.manager().setRollbackOnly();
                        assertThatThrownBy(() -> transactions
                                        .atomic()
                                        .named("Accounts.transfer")
                                        .isolation(Isolation.SERIALIZABLE)
                                        .run(() -> ran.add("body")))
                                .isInstanceOf(TransactionManagementException.class)
                                .hasMessageContaining("Accounts.transfer")
                                .hasMessageContaining("marked for rollback")
                                .hasMessageContaining("REQUIRES_NEW");
                    }))
                    .isInstanceOf(RollbackException.class);

            assertThat(ran).isEmpty();
            assertThat(application.committed()).isEmpty();
        });
    }

    /** JTA knows no isolation, so that of the connection counts. */
    @ParameterizedTest
    @EnumSource(SetUp.class)
    void stricterIsolationThanTheConnectionsIsRefused(SetUp setUp) {
        Application.run(setUp, application -> {
            Transactions transactions = application.transactions();
            application.inJta(() -> {
                assertThatThrownBy(() -> transactions
                                .atomic()
                                .isolation(Isolation.SERIALIZABLE)
                                .run(() -> application.insertInBlock(1)))
                        .isInstanceOf(TransactionManagementException.class)
                        .hasMessageContaining("the JTA transaction '");
                transactions
                        .atomic()
                        .isolation(Isolation.READ_COMMITTED)
                        .readOnly(false)
                        .run(() -> application.insertInBlock(2));
            });

            assertThat(application.committed()).containsExactly(2);
        });
    }
}
