package dev.aatomic.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.spring.support.Application;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring transactions that are opened in a block. */
final class SpringTransactionInBlockTest {

    private final List<String> ran = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @EnumSource(Server.class)
    void springTransactionJoinsTheBlock(Server server) {
        Application.run(server, application -> {
            Transactions transactions = application.transactions();
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        application.insert(1);
                        application.inSpring(() -> {
                            register();
                            assertThat(application.seen()).containsExactly(1);
                            application.insert(2);
                            application.insertByJooq(3);
                            transactions.atomic().run(() -> {
                                application.insert(4);
                            });
                        });
                        assertThat(ran).isEmpty();
                        assertThat(application.seen()).containsExactly(1, 2, 3, 4);
                        throw new IOException("around");
                    }))
                    .isInstanceOf(IOException.class);

            assertThat(application.committed()).isEmpty();
            assertThat(ran).containsExactly("completed " + TransactionSynchronization.STATUS_ROLLED_BACK);
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatFollowsACommitFollowsThatOfTheBlock(Server server) {
        Application.run(server, application -> {
            application.transactions().atomic().run(() -> {
                application.inSpring(() -> {
                    register();
                    application.insert(1);
                });
                assertThat(ran).isEmpty();
            });

            assertThat(application.committed()).containsExactly(1);
            assertThat(ran).containsExactly("committed", "completed " + TransactionSynchronization.STATUS_COMMITTED);
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void failureOfAJoinedSpringTransactionBreaksTheBlock(Server server) {
        Application.run(server, application -> {
            assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                        application.insert(1);
                        assertThatThrownBy(() -> application.inSpring(() -> {
                                    throw new IllegalStateException("inner");
                                }))
                                .hasMessage("inner");
                    }))
                    .isInstanceOf(UnexpectedRollbackException.class);

            assertThat(application.committed()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void nestedSpringTransactionIsASavepoint(Server server) {
        Application.run(server, application -> {
            application.transactions().atomic().run(() -> {
                application.insert(1);
                assertThatThrownBy(() -> application
                                .spring(TransactionDefinition.PROPAGATION_NESTED)
                                .executeWithoutResult(status -> {
                                    application.insert(2);
                                    throw new IllegalStateException("inner");
                                }))
                        .hasMessage("inner");
                application
                        .spring(TransactionDefinition.PROPAGATION_NESTED)
                        .executeWithoutResult(status -> application.insert(3));
            });

            assertThat(application.committed()).containsExactly(1, 3);
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void independentSpringTransactionHasItsOwnConnection(Server server) {
        Application.run(server, application -> {
            assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                        application.insert(1);
                        application.inSpring(() -> {
                            register();
                            application
                                    .spring(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                                    .executeWithoutResult(status -> application.insert(2));
                            assertThat(TransactionSynchronizationManager.getSynchronizations())
                                    .hasSize(1);
                        });
                        assertThat(application.committed()).containsExactly(2);
                        throw new IOException("around");
                    }))
                    .isInstanceOf(IOException.class);

            assertThat(application.committed()).containsExactly(2);
        });
    }

    @Test
    void whatSpringMayNotDoInABlockIsRefused() {
        Application.run(
                Server.H2,
                application -> application.transactions().atomic().run(() -> {
                    for (int propagation : List.of(
                            TransactionDefinition.PROPAGATION_NEVER, TransactionDefinition.PROPAGATION_NOT_SUPPORTED)) {
                        assertThatThrownBy(() ->
                                        application.spring(propagation).executeWithoutResult(status -> ran.add("ran")))
                                .isInstanceOf(IllegalTransactionStateException.class);
                    }
                    assertThat(ran).isEmpty();
                }));
    }

    /** A block's stage that is open as Spring's method returns belongs to the block around, which waits for it. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void stageOpenedInAJoinedSpringTransactionIsTheBlocks(Server server) {
        Application.run(server, application -> {
            Transactions transactions = application.transactions();
            transactions
                    .atomic()
                    .getStageAsync(() -> {
                        CompletableFuture<Integer> open = new CompletableFuture<>();
                        application.inSpring(() -> open.completeAsync(() -> 1).thenAccept(one -> {}));
                        return transactions
                                .bind(open)
                                .thenCompose(one -> transactions.atomic().getStageAsync(() -> {
                                    application.insert(one);
                                    return CompletableFuture.completedFuture(one);
                                }));
                    })
                    .join();

            assertThat(application.committed()).containsExactly(1);
        });
    }

    /** Without the transaction manager that joins, a Spring transaction inside a block would be another one. */
    @Test
    void transactionManagerThatCannotJoinIsRefusedInABlock() {
        Application.on(Server.H2).observedManager().run(application -> {
            Transactions transactions = application.transactions();
            transactions
                    .atomic()
                    .run(() -> assertThatThrownBy(() -> application.inSpring(() -> ran.add("ran")))
                            .isInstanceOf(IllegalTransactionStateException.class)
                            .hasMessageContaining("AatomicTransactionManager"));
            // In a hook there is no block.
            transactions
                    .atomic()
                    .run(() -> transactions.onCommit(() -> application.inSpring(() -> {
                        application.insert(1);
                        transactions.atomic().run(() -> {
                            application.insert(2);
                        });
                    })));

            assertThat(ran).isEmpty();
            assertThat(application.committed()).containsExactly(1, 2);
        });
    }

    /** H9: by the Spring transaction's name, which is an annotated method's, or by its place. */
    @Test
    void h9BlockThatSpringOpensIsNamed() {
        Application.run(
                Server.H2,
                application -> application
                        .transactions()
                        .atomic()
                        .named("around")
                        .run(() -> {
                            application.inSpring(() -> assertThatThrownBy(() -> durable(application))
                                    .hasMessageContaining("inside block 'Spring.method'"));
                            TransactionTemplate unnamed =
                                    new TransactionTemplate(application.bean(PlatformTransactionManager.class));
                            unnamed.executeWithoutResult(status -> assertThatThrownBy(() -> durable(application))
                                    .hasMessageContaining(
                                            "inside block 'at " + SpringTransactionInBlockTest.class.getName()));
                        }));
    }

    private static void durable(Application application) {
        application.transactions().atomic().durable().run(() -> {});
    }

    private void register() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                ran.add("committed");
            }

            @Override
            public void afterCompletion(int status) {
                ran.add("completed " + status);
            }
        });
    }
}
