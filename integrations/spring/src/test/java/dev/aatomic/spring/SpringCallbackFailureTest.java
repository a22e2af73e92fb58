package dev.aatomic.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.spring.support.Application;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Synchronizations that throw, wherever Spring calls them around a transaction in a block. After each test no connection may be out and
 * nothing bound to the thread.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SpringCallbackFailureTest {

    private final List<String> ran = new CopyOnWriteArrayList<>();

    /** Called by Spring; fails at one of the calls. */
    private final class Recording implements TransactionSynchronization {

        private final String name;
        private final String fails;

        Recording(String name, String fails) {
            this.name = name;
            this.fails = fails;
        }

        private void called(String call) {
            ran.add(name + " " + call);
            if (call.equals(fails)) {
                throw new IllegalStateException(name + " at " + call);
            }
        }

        @Override
        public void suspend() {
            called("suspend");
        }

        @Override
        public void resume() {
            called("resume");
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            called("beforeCommit");
        }

        @Override
        public void beforeCompletion() {
            called("beforeCompletion");
        }

        @Override
        public void afterCommit() {
            called("afterCommit");
        }

        @Override
        public void afterCompletion(int status) {
            called("afterCompletion " + status);
        }
    }

    private void register(String name, String fails) {
        TransactionSynchronizationManager.registerSynchronization(new Recording(name, fails));
    }

    private static void inNew(Application application, Runnable work) {
        application.spring(TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult(status -> work.run());
    }

    /** I1. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i1SuspendThatThrowsLeavesNoBlockOpen(Server server) {
        Application.run(server, application -> {
            application
                    .transactions()
                    .atomic()
                    .run(() -> application.inSpring(() -> {
                        application.insert(1);
                        register("first", "");
                        register("second", "suspend");
                        register("third", "");
                        assertThatThrownBy(() -> inNew(application, () -> application.insert(2)))
                                .hasMessage("second at suspend");
                        assertThat(ran).containsExactly("first suspend", "second suspend", "first resume");
                        assertThat(TransactionSynchronizationManager.getSynchronizations())
                                .hasSize(3);
                        assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                                .isTrue();
                        ran.clear();
                        application.insert(3);
                    }));

            assertThat(application.committed()).containsExactly(1, 3);
            assertThat(ran).contains("first afterCommit", "second afterCommit", "third afterCommit");
        });
    }

    /** I1: what was suspended is resumed where the block is refused, here for want of a second connection. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i1WhatWasSuspendedIsResumedIfTheBlockIsRefused(Server server) {
        Application.on(server).connections(1).run(application -> {
            application
                    .transactions()
                    .atomic()
                    .run(() -> application.inSpring(() -> {
                        application.insert(1);
                        register("first", "");
                        assertThatThrownBy(() -> inNew(application, () -> application.insert(2)))
                                .isInstanceOf(PoolDeadlockException.class);
                        assertThat(ran).containsExactly("first suspend", "first resume");
                        assertThat(TransactionSynchronizationManager.getSynchronizations())
                                .hasSize(1);
                    }));

            assertThat(application.committed()).containsExactly(1);
        });
    }

    /** I1. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i1ResumeThatThrowsKeepsTheOthersAndReachesTheCaller(Server server) {
        Application.run(server, application -> {
            application
                    .transactions()
                    .atomic()
                    .run(() -> application.inSpring(() -> {
                        register("first", "resume");
                        register("second", "");
                        assertThatThrownBy(() -> inNew(application, () -> application.insert(1)))
                                .hasMessage("first at resume");
                        assertThat(application.committed()).containsExactly(1);
                        assertThat(TransactionSynchronizationManager.getSynchronizations())
                                .hasSize(2);
                        application.insert(2);
                    }));

            assertThat(application.committed()).containsExactly(1, 2);
            assertThat(ran).contains("second resume", "first afterCommit", "second afterCommit");
        });
    }

    /** I1: the failure of the work goes before that of the resumption. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i1ResumeThatThrowsDoesNotHideWhyItWasRolledBack(Server server) {
        Application.run(server, application -> {
            application
                    .transactions()
                    .atomic()
                    .run(() -> application.inSpring(() -> {
                        register("first", "resume");
                        assertThatThrownBy(() -> inNew(application, () -> {
                                    register("inner", "beforeCommit");
                                    application.insert(1);
                                }))
                                .hasMessage("inner at beforeCommit")
                                .satisfies(failure -> assertThat(failure.getSuppressed())
                                        .extracting(Throwable::getMessage)
                                        .containsExactly("first at resume"));
                    }));

            assertThat(application.committed()).isEmpty();
        });
    }

    /** I1. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i1BeforeCommitThatThrowsRollsBackAndTellsTheOthers(Server server) {
        Application.run(server, application -> {
            application.transactions().atomic().run(() -> {
                register(application);
                application.insert(3);
            });

            assertThat(application.committed()).containsExactly(3);
            assertThat(ran)
                    .containsExactly(
                            "first beforeCommit",
                            "first beforeCompletion",
                            "second beforeCompletion",
                            "first afterCompletion " + TransactionSynchronization.STATUS_ROLLED_BACK,
                            "second afterCompletion " + TransactionSynchronization.STATUS_ROLLED_BACK);
        });
    }

    private void register(Application application) {
        assertThatThrownBy(() -> application
                        .spring(TransactionDefinition.PROPAGATION_NESTED)
                        .executeWithoutResult(status -> {
                            register("first", "beforeCommit");
                            register("second", "");
                            application.insert(1);
                        }))
                .hasMessage("first at beforeCommit");
    }

    /** I1: Spring lets these failures go no further than its log. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i1CompletionThatThrowsChangesNothing(Server server) {
        Application.run(server, application -> {
            application.transactions().atomic().run(() -> {
                application.inSpring(() -> {
                    register("first", "beforeCompletion");
                    register("second", "afterCompletion " + TransactionSynchronization.STATUS_COMMITTED);
                    register("third", "");
                    application.insert(1);
                });
                inNew(application, () -> {
                    register("new", "beforeCompletion");
                    application.insert(2);
                });
            });

            assertThat(application.committed()).containsExactly(1, 2);
            assertThat(ran).contains("third afterCompletion " + TransactionSynchronization.STATUS_COMMITTED);
        });
    }

    /** I1: all are told of the end of a commit of which one fails, and the caller gets the failure. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i1AfterCommitThatThrowsReachesTheCaller(Server server) {
        Application.run(server, application -> {
            application
                    .transactions()
                    .atomic()
                    .run(() -> application.inSpring(() -> {
                        register("outer", "");
                        assertThatThrownBy(() -> inNew(application, () -> {
                                    register("inner", "afterCommit");
                                    application.insert(1);
                                }))
                                .hasRootCauseMessage("inner at afterCommit");
                        assertThat(TransactionSynchronizationManager.getSynchronizations())
                                .hasSize(1);
                    }));

            assertThat(application.committed()).containsExactly(1);
            assertThat(ran)
                    .contains(
                            "inner afterCompletion " + TransactionSynchronization.STATUS_COMMITTED,
                            "outer resume",
                            "outer afterCommit");
        });
    }

    /** I1: the transaction's own end fails, and what was suspended is back. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i1WhatWasSuspendedIsResumedIfTheEndFails(Server server) {
        Application.run(server, application -> {
            application
                    .transactions()
                    .atomic()
                    .run(() -> application.inSpring(() -> {
                        register("outer", "resume");
                        assertThatThrownBy(() -> inNew(application, () -> {
                                    register("inner", "");
                                    assertThatThrownBy(() -> application
                                                    .transactions()
                                                    .atomic()
                                                    .savepoint(false)
                                                    .run(() -> {
                                                        throw new IllegalStateException("merged");
                                                    }))
                                            .hasMessage("merged");
                                }))
                                .isInstanceOf(UnexpectedRollbackException.class)
                                .satisfies(failure ->
                                        assertThat(failure.getSuppressed()).hasSize(1));
                        assertThat(TransactionSynchronizationManager.getSynchronizations())
                                .hasSize(1);
                    }));

            assertThat(ran)
                    .contains("inner afterCompletion " + TransactionSynchronization.STATUS_ROLLED_BACK)
                    .contains("outer afterCommit");
        });
    }
}
