package dev.aatomic.micronaut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.application.Application;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.testing.Server;
import io.micronaut.transaction.SynchronousTransactionManager;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.micronaut.transaction.TransactionStatus;
import io.micronaut.transaction.exceptions.IllegalTransactionStateException;
import java.sql.Connection;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Micronaut's transactions inside blocks. */
final class TransactionalInBlockTest {

    private static final IllegalStateException UNDONE = new IllegalStateException("undone");

    private static void fail() {
        throw UNDONE;
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void requiredIsAPartOfTheBlock(Server server) throws Exception {
        Application.run(server, application -> {
            assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                        application.services().required(() -> application.insert(1));
                        application.services().jakarta(() -> application.insert(2));
                        application.services().supports(() -> application.insert(3));
                        application.services().mandatory(() -> application.insert(4));
                        assertThat(application.seen()).containsExactly(1, 2, 3, 4);
                        fail();
                    }))
                    .isSameAs(UNDONE);
            assertThat(application.committed()).isEmpty();

            application.transactions().atomic().run(() -> application.services().required(() -> application.insert(5)));
            assertThat(application.committed()).containsExactly(5);
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aFailureThatIsSwallowedRollsTheBlockBack(Server server) throws Exception {
        Application.run(server, application -> {
            assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                        application.insert(1);
                        assertThatThrownBy(() -> application.services().required(TransactionalInBlockTest::fail))
                                .isSameAs(UNDONE);
                    }))
                    .isInstanceOf(UnexpectedRollbackException.class)
                    .hasRootCause(UNDONE);

            assertThat(application.committed()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aNestedOneFailsAloneAndTheRestCommits(Server server) throws Exception {
        Application.run(server, application -> {
            application.transactions().atomic().run(() -> {
                application.insert(1);
                assertThatThrownBy(() -> application.services().nested(() -> {
                            application.insert(2);
                            fail();
                        }))
                        .isSameAs(UNDONE);
                application.insert(3);
            });

            assertThat(application.committed()).containsExactly(1, 3);
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void requiresNewStays(Server server) throws Exception {
        Application.run(server, application -> {
            assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                        application.insert(1);
                        application.services().requiresNew(() -> {
                            application.insert(2);
                            assertThat(application.seen()).containsExactly(2);
                        });
                        assertThat(application.committed()).containsExactly(2);
                        assertThat(application.seen()).containsExactly(1, 2);
                        fail();
                    }))
                    .isSameAs(UNDONE);

            assertThat(application.committed()).containsExactly(2);
        });
    }

    @Test
    void notSupportedAndNeverAreRefused() throws Exception {
        Application.run(
                Server.H2,
                application -> application.transactions().atomic().run(() -> {
                    assertThatThrownBy(() -> application.services().notSupported(() -> application.insert(1)))
                            .isInstanceOf(IllegalTransactionStateException.class)
                            .hasMessageContaining("'Services.notSupported' with propagation NOT_SUPPORTED")
                            .hasMessageContaining("transactions.autocommit(…)");
                    assertThatThrownBy(() -> application.services().never(() -> application.insert(1)))
                            .isInstanceOf(IllegalTransactionStateException.class)
                            .hasMessageContaining("Call it outside the block");
                }));
    }

    @Test
    void aStricterIsolationIsRefusedAndReadingOnlyIsKept() throws Exception {
        Application.run(Server.POSTGRES, application -> {
            application
                    .transactions()
                    .atomic()
                    .isolation(Isolation.READ_COMMITTED)
                    .run(() -> assertThatThrownBy(
                                    () -> application.services().serializable(() -> application.insert(1)))
                            .isInstanceOf(TransactionManagementException.class));
            assertThatThrownBy(() -> application
                            .transactions()
                            .atomic()
                            .run(() -> application.services().readOnly(() -> application.insert(1))))
                    .hasStackTraceContaining("read-only");
            assertThat(application.committed()).isEmpty();
        });
    }

    @Test
    void itsTimeoutIsTheBlocks() throws Exception {
        Application.run(Server.POSTGRES, application -> {
            assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                        application.insert(1);
                        application.services().hurried(() -> application.injected("select pg_sleep(20)"));
                    }))
                    .isInstanceOf(TransactionTimedOutException.class)
                    .hasMessageContaining("Services.hurried");
            assertThat(application.committed()).isEmpty();
        });
    }

    @Test
    void aFailureThatIsNotToRollBackDoesNot() throws Exception {
        Application.run(Server.H2, application -> {
            application
                    .transactions()
                    .atomic()
                    .run(() -> assertThatThrownBy(() -> application.services().lenient(() -> {
                                application.insert(1);
                                throw new IllegalArgumentException("lenient");
                            }))
                            .isInstanceOf(IllegalArgumentException.class));

            assertThat(application.committed()).containsExactly(1);
        });
    }

    @Test
    void whatIsMarkedForRollbackIsRolledBack() throws Exception {
        Application.run(Server.H2, application -> {
            TransactionOperations<?> operations = application.bean(TransactionOperations.class);
            Runnable marked = () -> {
                application.insert(2);
                operations.findTransactionStatus().orElseThrow().setRollbackOnly();
                assertThat(operations.findTransactionStatus().orElseThrow().isRollbackOnly())
                        .isTrue();
            };
            application.transactions().atomic().run(() -> {
                application.insert(1);
                application.services().nested(marked);
                assertThat(operations.findTransactionStatus().orElseThrow().isRollbackOnly())
                        .isFalse();
            });
            assertThat(application.committed()).containsExactly(1);

            assertThatThrownBy(() -> application
                            .transactions()
                            .atomic()
                            .run(() -> application.services().required(marked)))
                    .isInstanceOf(UnexpectedRollbackException.class)
                    .hasStackTraceContaining(
                            "'Services.required', which was a part of the block around it, was marked");
            assertThat(application.committed()).containsExactly(1);
        });
    }

    @Test
    void beginAndEndByHand() throws Exception {
        Application.run(Server.H2, application -> {
            @SuppressWarnings("unchecked")
            SynchronousTransactionManager<Connection> manager = application.bean(SynchronousTransactionManager.class);
            Transactions transactions = application.transactions();
            TransactionDefinition nested = TransactionDefinition.of(TransactionDefinition.Propagation.NESTED);
            transactions.atomic().run(() -> {
                TransactionStatus<Connection> kept = manager.getTransaction(nested);
                application.insert(1);
                manager.commit(kept);
                TransactionStatus<Connection> undone = manager.getTransaction(nested);
                application.insert(2);
                manager.rollback(undone);
                assertThat(undone.isCompleted()).isTrue();
                assertThatThrownBy(() -> manager.commit(undone)).isInstanceOf(IllegalTransactionStateException.class);
                application.insert(3);
            });
            TransactionStatus<Connection> outside = manager.getTransaction(null);
            application.insert(4);
            manager.rollback(outside);
            TransactionStatus<Connection> committed = manager.getTransaction(TransactionDefinition.DEFAULT);
            application.insert(5);
            manager.commit(committed);

            assertThat(application.committed()).containsExactly(1, 3, 5);
        });
    }

    @Test
    void inTheAutocommitContextItIsATransactionOfItsOwn() throws Exception {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.autocommit(() -> {
                            application.services().required(() -> {
                                application.insert(1);
                                assertThat(application.committed()).isEmpty();
                            });
                            return null;
                        });
                        fail();
                    }))
                    .isSameAs(UNDONE);

            assertThat(application.committed()).containsExactly(1);
        });
    }

    @Test
    void mayBeKeptFromJoining() throws Exception {
        Application.run(Server.H2, Map.of("aatomic.transaction-manager", false), application -> {
            assertThatThrownBy(() -> application
                            .transactions()
                            .atomic()
                            .run(() -> application.services().required(() -> application.insert(1))))
                    .isInstanceOf(IllegalTransactionStateException.class)
                    .hasMessageContaining("aatomic.transaction-manager=false");
            application.services().required(() -> application.insert(2));

            assertThat(application.committed()).containsExactly(2);
        });
    }
}
