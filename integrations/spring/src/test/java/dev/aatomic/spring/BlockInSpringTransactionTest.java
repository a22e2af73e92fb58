package dev.aatomic.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.support.Application;
import dev.aatomic.testing.Server;
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
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Blocks that are opened in a Spring transaction. */
final class BlockInSpringTransactionTest {

    private final List<String> ran = new CopyOnWriteArrayList<>();

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
        Application.on(server).withoutRequiredTransaction().run(application -> {
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

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
