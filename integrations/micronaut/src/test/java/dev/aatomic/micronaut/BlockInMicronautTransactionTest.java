package dev.aatomic.micronaut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.application.Application;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import io.micronaut.core.propagation.PropagatedContext;
import io.micronaut.transaction.SynchronousTransactionManager;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionStatus;
import io.micronaut.transaction.exceptions.UnexpectedRollbackException;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks that are opened in Micronaut's transactions. */
final class BlockInMicronautTransactionTest {

    private static final IllegalStateException UNDONE = new IllegalStateException("undone");

    private final List<String> ran = new CopyOnWriteArrayList<>();

    private static void fail() {
        throw UNDONE;
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aBlockingBlockTakesPart(Server server) throws Exception {
        Application.run(server, application -> {
            Transactions transactions = application.transactions();
            application.services().required(() -> {
                application.insert(1);
                transactions.atomic().run(() -> {
                    transactions.onCommit(() -> ran.add("committed"));
                    assertThat(application.seen()).containsExactly(1);
                    application.insert(2);
                    Await.value(transactions.submit(connection -> {
                        application.insert(3);
                        return null;
                    }));
                });
                application.insert(4);
                assertThat(application.committed()).isEmpty();
                assertThat(ran).isEmpty();
            });

            assertThat(application.committed()).containsExactly(1, 2, 3, 4);
            assertThat(ran).containsExactly("committed");
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aFailedBlockGoesBackToItsSavepoint(Server server) throws Exception {
        Application.run(server, application -> {
            application.services().required(() -> {
                application.insert(1);
                assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                            application.insert(2);
                            application.insert(2);
                        }))
                        .isInstanceOf(RuntimeException.class);
                application.insert(3);
            });

            assertThat(application.committed()).containsExactly(1, 3);
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aFailureOfAMergedBlockRollsTheTransactionBack(Server server) throws Exception {
        Application.run(server, application -> {
            assertThatThrownBy(() -> application.services().required(() -> {
                        application.insert(1);
                        assertThatThrownBy(() -> application
                                        .transactions()
                                        .atomic()
                                        .savepoint(false)
                                        .run(BlockInMicronautTransactionTest::fail))
                                .isSameAs(UNDONE);
                    }))
                    .isInstanceOf(UnexpectedRollbackException.class);
            assertThat(application.committed()).isEmpty();
        });
    }

    @Test
    void aFailureOfAMergedBlockInANestedOneTakesThatAlone() throws Exception {
        Application.run(Server.H2, application -> {
            application.services().required(() -> {
                application.insert(1);
                assertThatThrownBy(() -> application.services().nested(() -> {
                            application.insert(2);
                            assertThatThrownBy(() -> application
                                            .transactions()
                                            .atomic()
                                            .savepoint(false)
                                            .run(BlockInMicronautTransactionTest::fail))
                                    .isSameAs(UNDONE);
                        }))
                        .isInstanceOf(UnexpectedRollbackException.class);
                application.insert(3);
            });
            assertThat(application.committed()).containsExactly(1, 3);
        });
    }

    @Test
    void aRollbackTakesTheBlockAndItsHooks() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            assertThatThrownBy(() -> application.services().required(() -> {
                        transactions.atomic().run(() -> {
                            transactions.onCommit(() -> ran.add("committed"));
                            transactions.onRollback(() -> ran.add("rolled back"));
                            application.insert(1);
                        });
                        fail();
                    }))
                    .isSameAs(UNDONE);

            assertThat(application.committed()).isEmpty();
            assertThat(ran).containsExactly("rolled back");
        });
    }

    @Test
    void aRollbackToItsSavepointTakesTheHooksInIt() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            application.services().required(() -> {
                application
                        .services()
                        .nested(() -> transactions.atomic().run(() -> {
                            transactions.onCommit(() -> ran.add("kept"));
                            application.insert(1);
                        }));
                assertThatThrownBy(() -> application.services().nested(() -> {
                            transactions.atomic().run(() -> {
                                transactions.onCommit(() -> ran.add("undone"));
                                application.insert(2);
                            });
                            fail();
                        }))
                        .isSameAs(UNDONE);
                application
                        .services()
                        .required(() -> transactions.atomic().run(() -> {
                            transactions.onCommit(() -> ran.add("merged"));
                            application.insert(3);
                        }));
                assertThat(ran).isEmpty();
            });

            assertThat(application.committed()).containsExactly(1, 3);
            assertThat(ran).containsExactly("kept", "merged");
        });
    }

    @Test
    void aTransactionInABlockInATransactionIsAPartToo() throws Exception {
        Application.run(Server.H2, application -> {
            assertThatThrownBy(() -> application.services().required(() -> {
                        application.insert(1);
                        application.transactions().atomic().run(() -> {
                            application.insert(2);
                            application.services().required(() -> application.insert(3));
                            application.services().requiresNew(() -> application.insert(4));
                        });
                        assertThat(application.seen()).containsExactly(1, 2, 3, 4);
                        fail();
                    }))
                    .isSameAs(UNDONE);

            assertThat(application.committed()).containsExactly(4);
        });
    }

    @Test
    void aBlockOfItsOwnStays() throws Exception {
        Application.run(Server.H2, application -> {
            assertThatThrownBy(() -> application.services().required(() -> {
                        application.insert(1);
                        application
                                .transactions()
                                .atomic()
                                .propagation(Propagation.REQUIRES_NEW)
                                .run(() -> {
                                    application.insert(2);
                                    assertThat(application.seen()).containsExactly(2);
                                });
                        fail();
                    }))
                    .isSameAs(UNDONE);

            assertThat(application.committed()).containsExactly(2);
        });
    }

    @Test
    void anAsynchronousBlockIsRefused() throws Exception {
        Application.run(
                Server.H2,
                application -> application.services().required(() -> {
                    CompletableFuture<Object> block = application
                            .transactions()
                            .atomic()
                            .getStageAsync(() -> CompletableFuture.completedFuture("done"));

                    assertThat(Await.cause(block))
                            .isInstanceOf(TransactionManagementException.class)
                            .hasMessageContaining("the Micronaut transaction 'Services.required'");
                }));
    }

    @Test
    void aBlockOnAThreadToWhichTheContextWasCarriedIsRefused() throws Exception {
        Application.run(Server.H2, application -> {
            application.services().required(() -> {
                application.insert(1);
                CompletableFuture<Void> elsewhere = CompletableFuture.runAsync(PropagatedContext.wrapCurrent(
                        () -> application.transactions().atomic().run(() -> application.insert(2))));
                assertThat(Await.cause(elsewhere))
                        .hasStackTraceContaining("to which Micronaut's context was carried, inside the Micronaut"
                                + " transaction 'Services.required'");
            });
            assertThat(application.committed()).containsExactly(1);
        });
    }

    @Test
    void aStricterIsolationAndWritingInAReadOnlyOneAreRefused() throws Exception {
        Application.run(Server.POSTGRES, application -> {
            Transactions transactions = application.transactions();
            application
                    .services()
                    .readOnly(() -> assertThatThrownBy(
                                    () -> transactions.atomic().readOnly(false).run(() -> {}))
                            .isInstanceOf(TransactionManagementException.class));
            application
                    .services()
                    .serializable(() -> transactions
                            .atomic()
                            .isolation(Isolation.REPEATABLE_READ)
                            .run(() -> application.insert(1)));
            assertThat(application.committed()).containsExactly(1);
        });
    }

    @Test
    void aHookIsOutsideOfTheTransaction() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            application.services().required(() -> {
                application.insert(1);
                transactions
                        .atomic()
                        .run(() -> transactions.onCommit(() -> {
                            application.insert(2);
                            assertThat(application.committed()).containsExactly(1, 2);
                            transactions.atomic().run(() -> application.insert(3));
                            assertThat(application.committed()).containsExactly(1, 2, 3);
                        }));
            });
            assertThat(application.committed()).containsExactly(1, 2, 3);
        });
    }

    @Test
    void aFailureOfAHookReachesTheCaller() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            assertThatThrownBy(() -> application.services().required(() -> {
                        application.insert(1);
                        transactions.atomic().run(() -> transactions.onCommit(BlockInMicronautTransactionTest::fail));
                    }))
                    .hasStackTraceContaining("undone");
            assertThat(application.committed()).containsExactly(1);
        });
    }

    @Test
    void inTheAutocommitContextItDoesNotTakePart() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            assertThatThrownBy(() -> application.services().required(() -> {
                        application.insert(1);
                        transactions.autocommit(() -> {
                            application.insert(2);
                            application.services().required(() -> application.insert(3));
                            transactions.atomic().run(() -> application.insert(4));
                            return null;
                        });
                        assertThat(application.committed()).containsExactly(2, 3, 4);
                        fail();
                    }))
                    .isSameAs(UNDONE);

            assertThat(application.committed()).containsExactly(2, 3, 4);
        });
    }

    @Test
    void takesPartInWhatIsBegunByHand() throws Exception {
        Application.run(Server.H2, application -> {
            @SuppressWarnings("unchecked")
            SynchronousTransactionManager<Connection> manager = application.bean(SynchronousTransactionManager.class);
            Transactions transactions = application.transactions();
            TransactionStatus<Connection> undone = manager.getTransaction(TransactionDefinition.DEFAULT);
            transactions.atomic().run(() -> application.insert(1));
            manager.rollback(undone);
            assertThat(application.committed()).isEmpty();

            transactions.atomic().run(() -> application.insert(2));
            assertThat(application.committed()).containsExactly(2);
        });
    }

    @Test
    void inWorkWithoutATransactionItIsOutermost() throws Exception {
        Application.run(Server.H2, application -> {
            assertThatThrownBy(() -> application.services().required(() -> {
                        application.insert(1);
                        application
                                .services()
                                .notSupported(() ->
                                        application.transactions().atomic().run(() -> application.insert(2)));
                        assertThat(application.committed()).containsExactly(2);
                        fail();
                    }))
                    .isSameAs(UNDONE);
            application.services().supports(() -> {
                application.transactions().atomic().run(() -> application.insert(3));
                assertThat(application.committed()).containsExactly(2, 3);
            });
        });
    }
}
