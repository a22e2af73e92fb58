package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.hibernate.HibernateTransactions;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.UnexpectedRollbackException;

/** {@code hibernate.session()} beside repositories: one session for both, whoever's the transaction is. */
final class SessionInSpringTransactionTest {

    private static final IllegalStateException FAILURE = new IllegalStateException("undo");

    /** What a test does with an application, and with Hibernate in its blocks. */
    private interface Both {
        void run(JpaApplication jpa, HibernateTransactions hibernate) throws Exception;
    }

    private static void run(Server server, Both test) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            test.run(
                    jpa,
                    HibernateTransactions.of(
                            jpa.transactions(), jpa.application().bean(EntityManagerFactory.class)));
        });
    }

    private static void inSpring(JpaApplication jpa, Runnable work) {
        jpa.spring().executeWithoutResult(status -> work.run());
    }

    private static SessionImplementor used(HibernateTransactions hibernate) {
        return hibernate.session().unwrap(SessionImplementor.class);
    }

    @Test
    void outsideBlocksItIsRefused() {
        run(
                Server.H2,
                (jpa, hibernate) -> inSpring(jpa, () -> {
                    assertThatThrownBy(() -> hibernate.session().find(Account.class, 1))
                            .isInstanceOf(NoTransactionException.class);
                    assertThatThrownBy(() -> hibernate.statelessSession().get(Account.class, 1))
                            .isInstanceOf(NoTransactionException.class);
                    assertThatThrownBy(() -> hibernate.submit(session -> session.find(Account.class, 1)))
                            .isInstanceOf(NoTransactionException.class);
                    assertThatThrownBy(() -> hibernate.submitStateless(session -> session.get(Account.class, 1)))
                            .isInstanceOf(NoTransactionException.class);
                    assertThat(hibernate.session().isOpen()).isFalse();
                }));
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void inABlockServicesWithTransactionsOfSpringUseItToo(Place place) {
        run(Server.H2, (jpa, hibernate) -> {
            jpa.inBlock(place, () -> {
                SessionImplementor session = used(hibernate);
                jpa.service().withdraw(1, 10);
                assertThat(jpa.service().used()).isSameAs(session);
                jpa.service().withdrawNested(1, 10);
                assertThat(jpa.service().used()).isSameAs(session);
                assertThat(jpa.session()).isSameAs(session);
                assertThat(used(hibernate)).isSameAs(session);
                hibernate.session().find(Account.class, 1).balance -= 10;
            });
            assertThat(jpa.rows()).containsExactly("1:70");
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void inABlockThatTakesPartItIsThatOfSpring(Server server) {
        run(server, (jpa, hibernate) -> {
            inSpring(jpa, () -> {
                SessionImplementor session = jpa.session();
                Account account = jpa.accounts().findById(1).orElseThrow();
                account.balance = 90;
                jpa.transactions().atomic().run(() -> {
                    assertThat(used(hibernate)).isSameAs(session);
                    assertThat(jpa.session()).isSameAs(session);
                    assertThat(hibernate.session().find(Account.class, 1)).isSameAs(account);
                    hibernate.session().persist(new Account(2, "bob", 200));
                    assertThat(jpa.accounts().findByOwner("bob")).hasSize(1);
                    assertThat(jpa.rows()).containsExactly("1:100");
                });
                account.balance--;
                assertThat(session.isOpen()).isTrue();
            });
            assertThat(jpa.rows()).containsExactly("1:89", "2:200");
        });
    }

    /** Where nothing is bound to the thread. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void stepsOfOtherThreadsUseThatOfSpringToo(Server server) {
        run(server, (jpa, hibernate) -> {
            inSpring(jpa, () -> {
                SessionImplementor session = jpa.session();
                jpa.entities().persist(new Account(2, "bob", 200));
                jpa.transactions().atomic().run(() -> {
                    Thread body = Thread.currentThread();
                    Await.value(hibernate.submit(step -> {
                        assertThat(step.unwrap(SessionImplementor.class)).isSameAs(session);
                        return null;
                    }));
                    CompletableFuture<Void> foreign = new CompletableFuture<>();
                    CompletableFuture<Void> end = jpa.transactions()
                            .bind(foreign)
                            .thenRun(() -> {
                                assertThat(Thread.currentThread()).isNotSameAs(body);
                                assertThat(used(hibernate)).isSameAs(session);
                                assertThat(jpa.session()).isSameAs(session);
                                assertThat(jpa.accounts().findByOwner("bob")).hasSize(1);
                                jpa.service().withdraw(2, 1);
                                assertThat(jpa.service().used()).isSameAs(session);
                            });
                    CountDownLatch ended = new CountDownLatch(1);
                    end.whenComplete((nothing, failure) -> ended.countDown());
                    foreign.completeAsync(() -> null);
                    // Not by the block's future, in which this thread would do the work itself.
                    Await.latch(ended);
                    Await.value(end);
                });
            });
            assertThat(jpa.rows()).containsExactly("1:100", "2:199");
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatABlockThatTakesPartDoesIsUndoneWithIt(Server server) {
        run(server, (jpa, hibernate) -> {
            inSpring(jpa, () -> {
                jpa.accounts().findById(1).orElseThrow().balance = 90;
                assertThatThrownBy(() -> jpa.transactions().atomic().run(() -> {
                            hibernate.session().find(Account.class, 1).balance = 80;
                            hibernate.session().persist(new Account(2, "bob", 200));
                            hibernate.session().flush();
                            assertThat(hibernate.statelessSession().get(Account.class, 1).balance)
                                    .isEqualTo(80);
                            hibernate.statelessSession().insert(new Account(3, "cid", 300));
                            throw FAILURE;
                        }))
                        .isSameAs(FAILURE);
                assertThat(jpa.accounts().findById(1).orElseThrow().balance).isEqualTo(90);
                jpa.transactions().atomic().run(() -> {
                    assertThat(hibernate.statelessSession().get(Account.class, 1).balance)
                            .isEqualTo(90);
                    hibernate.statelessSession().insert(new Account(4, "dan", 400));
                    assertThat(hibernate.session().find(Account.class, 4).balance)
                            .isEqualTo(400);
                });
            });
            assertThat(jpa.rows()).containsExactly("1:90", "4:400");

            assertThatThrownBy(() -> inSpring(jpa, () -> {
                        jpa.transactions().atomic().run(() -> {
                            hibernate.session().persist(new Account(5, "eve", 500));
                            hibernate.statelessSession().insert(new Account(6, "fay", 600));
                        });
                        throw FAILURE;
                    }))
                    .isSameAs(FAILURE);
            assertThat(jpa.rows()).containsExactly("1:90", "4:400");
        });
    }

    @Test
    void whatIsOpenedBesideItIsClosedAsSpringEnds() {
        run(Server.H2, (jpa, hibernate) -> {
            Statistics sessions = jpa.application()
                    .bean(EntityManagerFactory.class)
                    .unwrap(SessionFactory.class)
                    .getStatistics();
            sessions.setStatisticsEnabled(true);
            inSpring(
                    jpa,
                    () -> jpa.transactions().atomic().run(() -> {
                        hibernate.session().find(Account.class, 1).balance = 90;
                        hibernate.statelessSession().insert(new Account(2, "bob", 200));
                    }));
            assertThat(sessions.getSessionOpenCount()).isEqualTo(2);
            assertThat(sessions.getSessionCloseCount()).isEqualTo(2);
            assertThat(jpa.rows()).containsExactly("1:90", "2:200");
        });
    }

    @Test
    void aBlockOfItsOwnHasASessionOfItsOwn() {
        run(Server.H2, (jpa, hibernate) -> {
            assertThatThrownBy(() -> inSpring(jpa, () -> {
                        SessionImplementor session = jpa.session();
                        jpa.transactions()
                                .atomic()
                                .propagation(Propagation.REQUIRES_NEW)
                                .run(() -> {
                                    assertThat(used(hibernate)).isNotSameAs(session);
                                    assertThat(jpa.session()).isSameAs(used(hibernate));
                                    hibernate.session().persist(new Account(2, "bob", 200));
                                });
                        assertThat(jpa.session()).isSameAs(session);
                        throw FAILURE;
                    }))
                    .isSameAs(FAILURE);
            assertThat(jpa.rows()).containsExactly("1:100", "2:200");
        });
    }

    /** It would end the transaction under Spring, and under the block. */
    @Test
    void theTransactionOfSpringIsNotEndedThroughIt() {
        List<Consumer<Session>> ends = List.of(
                Session::beginTransaction,
                Session::getTransaction,
                session -> session.inTransaction(transaction -> {}),
                session -> session.fromTransaction(transaction -> 1));
        List<Consumer<StatelessSession>> statelessEnds =
                List.of(StatelessSession::beginTransaction, StatelessSession::getTransaction);
        run(Server.H2, (jpa, hibernate) -> {
            inSpring(
                    jpa,
                    () -> jpa.transactions().atomic().run(() -> {
                        hibernate.session().persist(new Account(2, "bob", 200));
                        ends.forEach(end -> assertThatThrownBy(() -> end.accept(hibernate.session()))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("the Spring transaction 'Spring.method'")
                                .hasMessageContaining("setRollbackOnly"));
                        statelessEnds.forEach(end -> assertThatThrownBy(() -> end.accept(hibernate.statelessSession()))
                                .isInstanceOf(IllegalStateException.class));
                        assertThatThrownBy(hibernate.session()::close).isInstanceOf(IllegalStateException.class);
                        assertThat(jpa.rows()).containsExactly("1:100");
                    }));
            assertThat(jpa.rows()).containsExactly("1:100", "2:200");
        });
    }

    /** As after a failure of the injected entity manager: Hibernate marks its transaction, which is Spring's. */
    @Test
    void aFailureThatIsSwallowedIsFoundBySpring() {
        run(Server.H2, (jpa, hibernate) -> {
            assertThatThrownBy(() -> inSpring(
                            jpa,
                            () -> jpa.transactions().atomic().run(() -> {
                                hibernate.session().persist(new Account(1, "bob", 200));
                                assertThatThrownBy(hibernate.session()::flush).isNotNull();
                                hibernate.session().clear();
                            })))
                    .isInstanceOf(UnexpectedRollbackException.class);
            assertThat(jpa.rows()).containsExactly("1:100");
        });
    }
}
