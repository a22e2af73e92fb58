package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.spring.boot.support.Application;
import dev.aatomic.spring.boot.support.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Blocks in Spring's transactions, and Spring's transactions in blocks. */
final class SpringTransactionTest {

    private final List<String> ran = new CopyOnWriteArrayList<>();

    // ---- a block inside a Spring transaction

    @ParameterizedTest
    @EnumSource(Server.class)
    void blockingBlockTakesPartInTheSpringTransaction(Server server) {
        Application.run(server, application -> {
            Transactions transactions = application.transactions();
            application.inSpring(() -> {
                application.insert(1);
                transactions.atomic().run(() -> {
                    transactions.onCommit(() -> ran.add("committed"));
                    assertThat(application.seen()).containsExactly(1);
                    application.insert(2);
                    application.insertByJooq(3);
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
    void failedBlockGoesBackToItsSavepointAndSpringGoesOn(Server server) {
        Application.run(server, application -> {
            application.inSpring(() -> {
                application.insert(1);
                assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                            application.insert(2);
                            application.insert(2);
                        }))
                        .isInstanceOf(DuplicateKeyException.class);
                application.insert(3);
            });

            assertThat(application.committed()).containsExactly(1, 3);
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void failureOfAMergedBlockRollsTheSpringTransactionBack(Server server) {
        Application.run(server, application -> {
            assertThatThrownBy(() -> application.inSpring(() -> {
                        application.insert(1);
                        assertThatThrownBy(() -> application
                                        .transactions()
                                        .atomic()
                                        .savepoint(false)
                                        .run(() -> {
                                            throw new IOException("body");
                                        }))
                                .isInstanceOf(IOException.class);
                    }))
                    .isInstanceOf(org.springframework.transaction.UnexpectedRollbackException.class);

            assertThat(application.committed()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void rollbackOfSpringsTakesTheBlockAndItsHooks(Server server) {
        Application.run(server, application -> {
            Transactions transactions = application.transactions();
            assertThatThrownBy(() -> application.inSpring(() -> {
                        transactions.atomic().run(() -> {
                            transactions.onCommit(() -> ran.add("committed"));
                            transactions.onRollback(() -> ran.add("rolled back"));
                            application.insert(1);
                        });
                        throw new UncheckedIOException(new IOException("around"));
                    }))
                    .isInstanceOf(UncheckedIOException.class);

            assertThat(application.committed()).isEmpty();
            assertThat(ran).containsExactly("rolled back");
        });
    }

    @Test
    void failureOfAHookReachesTheCaller() {
        Application.run(Server.H2, application -> {
            Transactions transactions = application.transactions();
            assertThatThrownBy(() ->
                            application.inSpring(() -> transactions.atomic().run(() -> {
                                transactions.onCommit(() -> {
                                    throw new IOException("hook");
                                });
                                application.insert(1);
                            })))
                    .isInstanceOf(AfterCommitException.class);

            assertThat(application.committed()).containsExactly(1);
        });
    }

    /** The body waits in its own way, so another thread takes the block's work over, and ends it. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void blockMayEndOnAnotherThread(Server server) {
        Application.run(server, application -> {
            Transactions transactions = application.transactions();
            CountDownLatch running = new CountDownLatch(1);
            CountDownLatch left = new CountDownLatch(1);
            application.inSpring(() -> {
                transactions.atomic().run(() -> {
                    transactions.onCommit(() -> ran.add("committed"));
                    Scope scope = transactions.scope();
                    Thread body = Thread.currentThread();
                    CompletableFuture.runAsync(() -> scope.submit(connection -> {
                        running.countDown();
                        await(left);
                        return ran.add(
                                Thread.currentThread() == body ? "step on the body's" : "step on another thread");
                    }));
                    await(running);
                    left.countDown();
                });
                assertThat(ran).containsExactly("step on another thread");
                application.insert(1);
            });

            assertThat(application.committed()).containsExactly(1);
            assertThat(ran).containsExactly("step on another thread", "committed");
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void stageWouldOutliveTheSpringTransaction(Server server) {
        Application.run(server, application -> {
            Transactions transactions = application.transactions();
            application.inSpring(() -> assertThatThrownBy(() -> transactions
                            .atomic()
                            .named("Accounts.transfer")
                            .getStageAsync(() -> {
                                ran.add("body");
                                return CompletableFuture.completedFuture(1);
                            })
                            .get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(TransactionManagementException.class)
                    .hasMessageContaining("Accounts.transfer")
                    .hasMessageContaining("REQUIRES_NEW"));

            assertThat(ran).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void independentBlocksHaveTheirOwnConnection(Server server) {
        Application.run(server, application -> {
            Transactions transactions = application.transactions();
            assertThatThrownBy(() -> application.inSpring(() -> {
                        application.insert(1);
                        transactions
                                .atomic()
                                .propagation(Propagation.REQUIRES_NEW)
                                .getAsync(() -> {
                                    application.insert(2);
                                    return 1;
                                })
                                .join();
                        transactions
                                .atomic()
                                .propagation(Propagation.REQUIRES_NEW)
                                .run(() -> {
                                    // On Spring's thread, where Spring's connection is bound.
                                    application.insert(3);
                                    application.insertByJooq(4);
                                });
                        transactions.autocommit(() -> application.insert(5));
                        assertThat(application.committed()).containsExactly(2, 3, 4, 5);
                        throw new UncheckedIOException(new IOException("around"));
                    }))
                    .isInstanceOf(UncheckedIOException.class);

            assertThat(application.committed()).containsExactly(2, 3, 4, 5);
        });
    }

    /** A method of Spring's without a transaction keeps the connection of its first statement until it ends. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void blockInASpringMethodWithoutATransactionHasItsOwn(Server server) {
        Application.run(server, application -> {
            Transactions transactions = application.transactions();
            TransactionTemplate supports = application.spring(TransactionDefinition.PROPAGATION_SUPPORTS);
            supports.executeWithoutResult(status -> {
                application.insert(1);
                assertThatThrownBy(() -> transactions.atomic().run(() -> {
                            application.insert(2);
                            throw new IOException("body");
                        }))
                        .isInstanceOf(IOException.class);
                application.insert(3);
            });
            supports.executeWithoutResult(status -> {
                transactions.atomic().run(() -> {
                    application.insert(4);
                });
                application.insert(5);
            });

            assertThat(application.committed()).containsExactly(1, 3, 4, 5);
            assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
        });
    }

    // ---- a Spring transaction inside a block

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
                                .carry(open)
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
        Application.run(Server.H2, List.of("aatomic.transaction-manager=false"), application -> {
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

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
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
