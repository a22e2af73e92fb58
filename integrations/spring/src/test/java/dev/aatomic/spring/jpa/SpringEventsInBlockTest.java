package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What Spring's users register with a transaction, where that is JPA's and in a block. */
final class SpringEventsInBlockTest {

    private static final IllegalStateException AROUND = new IllegalStateException("around");

    record Opened(int id) {}

    static class Listener {

        final List<String> heard = new CopyOnWriteArrayList<>();
        private final Accounts accounts;

        Listener(Accounts accounts) {
            this.accounts = accounts;
        }

        @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
        public void before(Opened event) {
            heard.add("before");
            accounts.save(new Account(event.id() + 100, "listener", 0));
        }

        @TransactionalEventListener
        public void committed(Opened event) {
            heard.add("committed");
        }

        @TransactionalEventListener(phase = TransactionPhase.AFTER_ROLLBACK)
        public void rolledBack(Opened event) {
            heard.add("rolled back");
        }

        @TransactionalEventListener(phase = TransactionPhase.AFTER_COMPLETION)
        public void completed(Opened event) {
            heard.add("completed");
        }
    }

    static class Opening {

        private final Accounts accounts;
        private final ApplicationEventPublisher events;

        Opening(Accounts accounts, ApplicationEventPublisher events) {
            this.accounts = accounts;
            this.events = events;
        }

        @Transactional
        public void open(int id) {
            accounts.save(new Account(id, "ann", 100));
            events.publishEvent(new Opened(id));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Events {

        @Bean
        Listener listener(Accounts accounts) {
            return new Listener(accounts);
        }

        @Bean
        Opening opening(Accounts accounts, ApplicationEventPublisher events) {
            return new Opening(accounts, events);
        }
    }

    /** The first runs at the end of the service, the others at that of the outermost block. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void listenersOfEachPhase(Server server) {
        JpaApplication.run(
                server,
                jpa -> {
                    Listener listener = jpa.application().bean(Listener.class);
                    Opening opening = jpa.application().bean(Opening.class);
                    jpa.transactions().atomic().run(() -> {
                        opening.open(1);
                        assertThat(listener.heard).containsExactly("before");
                        assertThat(jpa.accounts().existsById(101)).isTrue();
                    });
                    assertThat(listener.heard).containsExactlyInAnyOrder("before", "committed", "completed");
                    assertThat(jpa.rows()).containsExactly("1:100", "101:0");

                    listener.heard.clear();
                    assertThatThrownBy(() -> jpa.transactions().atomic().run(() -> {
                                opening.open(2);
                                throw AROUND;
                            }))
                            .isSameAs(AROUND);
                    assertThat(listener.heard).containsExactlyInAnyOrder("before", "rolled back", "completed");
                    assertThat(jpa.rows()).containsExactly("1:100", "101:0");

                    listener.heard.clear();
                    opening.open(3);
                    assertThat(listener.heard).containsExactlyInAnyOrder("before", "committed", "completed");
                    assertThat(jpa.rows()).containsExactly("1:100", "3:100", "101:0", "103:0");
                },
                Events.class);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void synchronizationsAndTemplates(Server server) {
        JpaApplication.run(server, jpa -> {
            List<String> told = new CopyOnWriteArrayList<>();
            jpa.transactions().atomic().run(() -> {
                jpa.spring().executeWithoutResult(status -> {
                    TransactionSynchronizationManager.registerSynchronization(synchronization(jpa, told));
                    jpa.accounts().save(new Account(1, "ann", 100));
                });
                assertThat(told).containsExactly("beforeCommit", "beforeCompletion");
            });
            assertThat(told)
                    .containsExactly("beforeCommit", "beforeCompletion", "afterCommit [1:101]", "afterCompletion 0");
            assertThat(jpa.rows()).containsExactly("1:101");
        });
    }

    private static TransactionSynchronization synchronization(JpaApplication jpa, List<String> told) {
        return new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                told.add("beforeCommit");
                jpa.accounts().findById(1).orElseThrow().balance++;
            }

            @Override
            public void beforeCompletion() {
                told.add("beforeCompletion");
            }

            @Override
            public void afterCommit() {
                told.add("afterCommit " + jpa.rows());
            }

            @Override
            public void afterCompletion(int status) {
                told.add("afterCompletion " + status);
            }
        };
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void rollbackOnlyOfATemplateIsItsFailure(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            assertThatThrownBy(() -> jpa.transactions()
                            .atomic()
                            .run(() -> jpa.spring().executeWithoutResult(status -> {
                                jpa.service().withdraw(1, 10);
                                status.setRollbackOnly();
                            })))
                    .isInstanceOf(UnexpectedRollbackException.class);
            assertThat(jpa.rows()).containsExactly("1:100");
        });
    }

    /** The query waits for a lock that another connection holds. */
    @ParameterizedTest
    @EnumSource(value = Server.class, names = "POSTGRES")
    void timeoutOfATransactionStopsItsStatement(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            TransactionTemplate limited = jpa.spring();
            limited.setTimeout(1);
            limited.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);
            jpa.transactions().atomic().run(() -> {
                jpa.accounts().lock(1);
                assertThatThrownBy(() -> limited.executeWithoutResult(
                                status -> jpa.accounts().lock(1)))
                        .isInstanceOf(QueryTimeoutException.class);
            });
        });
    }
}
