package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.hibernate.Hibernate;
import org.hibernate.HibernateException;
import org.hibernate.LazyInitializationException;
import org.hibernate.Session;
import org.hibernate.engine.spi.SessionImplementor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A block's session follows the block from thread to thread, and is used nowhere else. */
class SessionThreadsTest {

    private final ExecutorService elsewhere = Executors.newFixedThreadPool(2);

    HibernateBlocks blocks;

    @BeforeEach
    void open() {
        blocks = new HibernateBlocks(Server.H2);
        blocks.given(new Account(1, 100));
        blocks.database.execute("insert into Movement(account_id, amount) values (1, 5)");
    }

    @AfterEach
    void close() {
        elsewhere.shutdownNow();
        blocks.close();
    }

    private Session session() {
        return blocks.hibernate.session();
    }

    @Test
    void stepsAndContinuationsShareOneSessionWhateverTheirThread() {
        List<Account> found = new ArrayList<>();
        int size = Await.value(blocks.transactions
                .atomic()
                .getStageAsync(() -> blocks.hibernate
                        .submit(session -> found.add(session.find(Account.class, 1)))
                        .thenCompose(first -> blocks.transactions.bind(CompletableFuture.runAsync(() -> {}, elsewhere)))
                        .thenCompose(
                                hopped -> blocks.hibernate.submit(session -> found.add(session.find(Account.class, 1))))
                        .thenApply(second -> {
                            found.get(0).amount = 60;
                            return found.get(1).movements.size();
                        })));
        assertThat(found.get(0)).isSameAs(found.get(1));
        assertThat(size).isEqualTo(1);
        assertThat(blocks.amounts()).containsExactly(60);
    }

    @Test
    void aThreadWithoutTheBlockIsRefused() {
        assertThatThrownBy(() -> session().find(Account.class, 1)).isInstanceOf(NoTransactionException.class);
        assertThatThrownBy(() -> blocks.hibernate.submit(session -> null)).isInstanceOf(NoTransactionException.class);
    }

    @Test
    void lazyLoadingOnAThreadWithoutTheBlockIsRefusedAndHurtsNothing() {
        Await.value(blocks.transactions
                .atomic()
                .getStageAsync(() -> blocks.hibernate.submit(session -> {
                    Account account = session.find(Account.class, 1);
                    Account reference = session.find(Movement.class, 1).account;
                    assertThat(reference).isNotNull();
                    Throwable refusal =
                            Await.cause(CompletableFuture.supplyAsync(() -> account.movements.size(), elsewhere));
                    assertThat(refusal)
                            .isInstanceOf(HibernateException.class)
                            .hasMessageContaining("hibernate.submit(session -> …)")
                            .hasRootCauseInstanceOf(NoTransactionException.class);
                    account.amount = 60;
                    return account.movements.size();
                })));
        assertThat(blocks.amounts()).containsExactly(60);
    }

    @Test
    void aQueryThatWasTakenToAThreadWithoutTheBlockIsRefused() {
        Await.value(blocks.transactions
                .atomic()
                .getStageAsync(() -> blocks.hibernate.submit(session -> {
                    var query = session.createQuery("from Account", Account.class);
                    assertThat(Await.cause(CompletableFuture.supplyAsync(query::getResultList, elsewhere)))
                            .hasMessageContaining("hibernate.submit(session -> …)");
                    return query.getResultList();
                })));
    }

    /** Without a statement there is no connection that would refuse it. */
    @Test
    void theSessionItselfIsRefusedToAThreadThatDoesNotHoldTheBlock() {
        blocks.transactions.atomic().run(() -> {
            Session itself = session().unwrap(SessionImplementor.class);
            assertThat(Await.cause(CompletableFuture.runAsync(() -> itself.persist(new Account(2, 2)), elsewhere)))
                    .hasMessageContaining("where no block is current");
            Object scope = CurrentScope.ofThread().get();
            // The body's thread holds the block while it waits here for a thread to which the scope was carried.
            assertThat(Await.cause(CompletableFuture.runAsync(
                            () -> CurrentScope.ofThread().run(scope, () -> itself.persist(new Account(3, 3))),
                            elsewhere)))
                    .hasMessageContaining("while another thread may be at work in the block");
        });
        assertThat(blocks.ids()).containsExactly(1);
    }

    @Test
    void aThreadToWhichTheBlockWasCarriedWaitsForItsTurn() {
        Await.value(blocks.transactions.atomic().getStageAsync(() -> {
            Object scope = CurrentScope.ofThread().get();
            return blocks.transactions.bind(CompletableFuture.runAsync(
                    () -> CurrentScope.ofThread().run(scope, () -> session().persist(new Account(2, 2))), elsewhere));
        }));
        assertThat(blocks.ids()).containsExactly(1, 2);
    }

    @Test
    void lazyLoadingInABlockThatIsNoPartOfTheTransactionIsRefused() {
        blocks.transactions.atomic().run(() -> {
            Account account = session().find(Account.class, 1);
            blocks.transactions.atomic().propagation(Propagation.REQUIRES_NEW).run(() -> {
                assertThatThrownBy(() -> Hibernate.initialize(account.movements))
                        .isInstanceOf(HibernateException.class)
                        .hasMessageContaining("another that is no part of it");
                assertThat(session().find(Account.class, 1)).isNotSameAs(account);
            });
            assertThat(account.movements).hasSize(1);
        });
    }

    @Test
    void lazyLoadingAfterTheBlockFailsAsHibernateSays() {
        Account account = blocks.transactions.atomic().get(() -> session().find(Account.class, 1));
        assertThatThrownBy(() -> account.movements.size()).isInstanceOf(LazyInitializationException.class);
        Account reference = blocks.transactions
                .atomic()
                .get(() -> session()
                        .find(
                                Movement.class,
                                session()
                                        .createQuery("select m.id from Movement m", Integer.class)
                                        .getSingleResult())
                        .account);
        assertThatThrownBy(() -> Hibernate.initialize(reference)).isInstanceOf(LazyInitializationException.class);
    }

    @Test
    void listenersOfEntitiesRunInTheBlock() {
        List<Object> scopes = new ArrayList<>();
        ThreadListener.tell(account -> scopes.add(blocks.transactions.scope()));
        Await.value(blocks.transactions.atomic().getStageAsync(() -> {
            scopes.add(blocks.transactions.scope());
            return blocks.hibernate.submit(session -> {
                session.persist(new Account(2, 2));
                session.find(Account.class, 1).amount = 1;
                return null;
            });
        }));
        assertThat(scopes).hasSize(3);
        assertThat(scopes.get(1)).isEqualTo(scopes.get(0));
        assertThat(scopes.get(2)).isEqualTo(scopes.get(0));
    }

    @Test
    void aRequiresNewBlockHasASessionOfItsOwnAndCommitsAlone() {
        assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> {
                    session().persist(new Account(2, 2));
                    session().flush();
                    blocks.transactions
                            .atomic()
                            .propagation(Propagation.REQUIRES_NEW)
                            .run(() -> session().persist(new Account(3, 3)));
                    assertThat(session().find(Account.class, 2)).isNotNull();
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        assertThat(blocks.ids()).containsExactly(1, 3);
    }
}
