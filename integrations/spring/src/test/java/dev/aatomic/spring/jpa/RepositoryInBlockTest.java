package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.testing.Server;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import org.hibernate.engine.spi.SessionImplementor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Repositories and entity managers in a block without a Spring transaction. */
final class RepositoryInBlockTest {

    private static final IllegalStateException AROUND = new IllegalStateException("around");

    @ParameterizedTest
    @EnumSource(Server.class)
    void createReadUpdateDelete(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.transactions().atomic().run(() -> {
                jpa.accounts()
                        .saveAll(List.of(
                                new Account(1, "ann", 100), new Account(2, "bob", 200), new Account(3, "ann", 300)));
                assertThat(jpa.accounts().count()).isEqualTo(3);
                assertThat(jpa.accounts().existsById(2)).isTrue();
                jpa.accounts().deleteById(2);
                jpa.accounts().getReferenceById(1).balance = 101;
                assertThat(jpa.accounts().findAll(Sort.by("balance").descending()))
                        .extracting(account -> account.balance)
                        .containsExactly(300, 101);
                assertThat(jpa.rows()).isEmpty();
            });
            assertThat(jpa.rows()).containsExactly("1:101", "3:300");
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void queriesSeeWhatIsNotFlushed(Server server) {
        JpaApplication.run(server, jpa -> {
            for (int id = 1; id <= 5; id++) {
                jpa.given(id, id % 2 == 0 ? "bob" : "ann", id * 100);
            }
            jpa.transactions().atomic().run(() -> {
                jpa.entities().persist(new Account(6, "bob", 600));
                assertThat(jpa.accounts().findByOwner("bob")).hasSize(3);
                assertThat(jpa.accounts().total()).isEqualTo(2100);
                assertThat(jpa.accounts()
                                .findByBalanceGreaterThan(150, PageRequest.of(1, 2, Sort.by("id")))
                                .getContent())
                        .extracting(account -> account.id)
                        .containsExactly(4, 5);
                Slice<Account> slice = jpa.accounts().findByOwnerOrderById("bob", PageRequest.of(0, 2));
                assertThat(slice.hasNext()).isTrue();
                assertThat(jpa.accounts().findProjectedByOwner("bob"))
                        .extracting(Accounts.Balance::getBalance)
                        .containsExactlyInAnyOrder(200, 400, 600);
                assertThat(jpa.accounts().findOwnedByOwner("bob")).contains(new Accounts.OwnedBalance("bob", 600));
                assertThat(jpa.rows()).as("rows that others see").hasSize(5);
            });
            assertThat(jpa.rows()).hasSize(6).contains("6:600");
        });
    }

    /** Case 25. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void modifyingQueriesLocksAndDerivedDeletesAreInTheBlock(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            jpa.given(2, "bob", 200);
            assertThatThrownBy(() -> jpa.transactions().atomic().run(() -> {
                        modify(jpa);
                        throw AROUND;
                    }))
                    .isSameAs(AROUND);
            assertThat(jpa.rows()).containsExactly("1:100", "2:200");

            jpa.transactions().atomic().run(() -> modify(jpa));
            assertThat(jpa.rows()).containsExactly("1:111");
        });
    }

    private static void modify(JpaApplication jpa) {
        jpa.accounts().lock(1).balance += 1;
        assertThat(jpa.accounts().credit("ann", 10)).isOne();
        assertThat(jpa.accounts().deleteByOwner("bob")).isOne();
        assertThat(jpa.rows()).containsExactly("1:100", "2:200");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void auditingAndVersions(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.transactions().atomic().run(() -> {
                jpa.accounts().save(new Account(1, "ann", 100));
            });
            jpa.transactions().atomic().run(() -> {
                Account account = jpa.accounts().findById(1).orElseThrow();
                assertThat(account.created).isNotNull();
                assertThat(account.modifiedBy).isEqualTo("auditor");
                account.balance = 90;
            });
            assertThat(jpa.oracle().queryForObject("select version from account", Integer.class))
                    .isOne();

            assertThatThrownBy(() -> jpa.transactions().atomic().run(() -> {
                        jpa.accounts().findById(1).orElseThrow().balance = 80;
                        jpa.oracle().update("update account set version = 7, balance = 70");
                        jpa.accounts().flush();
                    }))
                    .isInstanceOf(OptimisticLockingFailureException.class);
            assertThat(jpa.rows()).containsExactly("1:70");
        });
    }

    /** What is looked for and not used stays for the time of the block at most. */
    @Test
    void nothingIsBoundAfterwards() {
        JpaApplication.run(Server.H2, jpa -> {
            EntityManagerFactory factory = jpa.application().bean(EntityManagerFactory.class);
            assertThat(jpa.application().bean(EntityManagerFactory.class)).isSameAs(factory);
            assertThat(jpa.application().bean(EntityManager.class)).isSameAs(jpa.entities());
            jpa.transactions().atomic().run(() -> {
                assertThat(TransactionSynchronizationManager.hasResource(factory))
                        .isTrue();
                assertThat(jpa.entities().find(Account.class, 1)).isNull();
                assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
                assertThat(jpa.accounts().findByOwner("ann")).isEmpty();
                assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
                assertThat(jpa.accounts().count()).isZero();
                assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
                assertThat(TransactionSynchronizationManager.hasResource(factory))
                        .isTrue();
            });
            assertThat(TransactionSynchronizationManager.hasResource(factory)).isFalse();
        });
    }

    /** Case 26. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void openInViewDoesNotLeakIntoABlock(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            EntityManagerFactory factory = jpa.application().bean(EntityManagerFactory.class);
            EntityManager view = factory.createEntityManager();
            EntityManagerHolder bound = new EntityManagerHolder(view);
            // What Spring's interceptor does.
            TransactionSynchronizationManager.bindResource(factory, bound);
            try {
                SessionImplementor viewed = jpa.session();
                Account seen = jpa.accounts().findById(1).orElseThrow();
                assertThat(view.contains(seen)).isTrue();

                jpa.transactions().atomic().run(() -> {
                    assertThat(jpa.session()).isNotSameAs(viewed);
                    Account account = jpa.accounts().findById(1).orElseThrow();
                    assertThat(account).isNotSameAs(seen);
                    account.balance = 90;
                    jpa.service().withdraw(1, 10);
                    assertThat(jpa.service().used()).isSameAs(jpa.session()).isNotSameAs(viewed);
                    // Looked for and not used: the view's is given back all the same.
                    assertThat(TransactionSynchronizationManager.hasResource(factory))
                            .isTrue();
                });
                assertThat(jpa.rows()).containsExactly("1:80");
                assertThat(jpa.session()).isSameAs(viewed);
                assertThat(seen.balance).isEqualTo(100);
                view.refresh(seen);
                jpa.service().withdraw(1, 10);
                assertThat(seen.balance).isEqualTo(70);
                assertThat(jpa.rows()).containsExactly("1:70");
            } finally {
                EntityManagerHolder back =
                        (EntityManagerHolder) TransactionSynchronizationManager.unbindResource(factory);
                assertThat(back).isSameAs(bound);
                EntityManagerFactoryUtils.closeEntityManager(back.getEntityManager());
            }
            assertThat(view.isOpen()).isFalse();
        });
    }

    /** Case 27: there the entity manager is that of Spring's transaction. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void blockInASpringTransactionUsesThatOnes(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            jpa.given(2, "bob", 200);
            jpa.spring().executeWithoutResult(status -> {
                SessionImplementor springs = jpa.session();
                jpa.entities().persist(new Account(3, "cid", 300));
                jpa.transactions().atomic().run(() -> {
                    assertThat(jpa.session()).isSameAs(springs);
                    jpa.service().withdraw(1, 10);
                    assertThat(jpa.service().used()).isSameAs(springs);
                    assertThatThrownBy(() -> jpa.service().withdrawNestedAndFail(1, 50))
                            .isSameAs(AccountService.FAILURE);
                    jpa.service().withdrawAlone(2, 10);
                    assertThat(jpa.service().used()).isNotSameAs(springs);
                    jpa.service().withdraw(1, 10);
                });
                assertThatThrownBy(() -> jpa.transactions().atomic().run(() -> {
                            jpa.accounts().findById(1).orElseThrow().balance = 0;
                            throw AROUND;
                        }))
                        .isSameAs(AROUND);
                assertThat(jpa.accounts().findById(1).orElseThrow().balance).isEqualTo(80);
                jpa.transactions()
                        .atomic()
                        .propagation(Propagation.REQUIRES_NEW)
                        .run(() -> {
                            assertThat(jpa.session()).isNotSameAs(springs);
                            jpa.accounts().findById(2).orElseThrow().balance -= 10;
                        });
                assertThat(jpa.session()).isSameAs(springs);
                assertThat(jpa.rows()).containsExactly("1:100", "2:180");
            });
            assertThat(jpa.rows()).containsExactly("1:80", "2:180", "3:300");
        });
    }

    /** As code has that made its factory by itself; the view's is given back there too. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void factoryThatIsNotScopedLeadsToTheBlockInASpringTransaction(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            EntityManagerFactory factory =
                    jpa.application().bean(EntityManagerFactory.class).unwrap(EntityManagerFactory.class);
            EntityManager entities = SharedEntityManagerCreator.createSharedEntityManager(factory);
            EntityManager view = factory.createEntityManager();
            TransactionSynchronizationManager.bindResource(factory, new EntityManagerHolder(view));
            jpa.transactions().atomic().run(() -> {
                jpa.spring().executeWithoutResult(status -> {
                    assertThat(entities.unwrap(SessionImplementor.class)).isSameAs(jpa.session());
                    entities.find(Account.class, 1).balance = 90;
                });
                assertThat(entities.unwrap(SessionImplementor.class)).isSameAs(view.unwrap(SessionImplementor.class));
            });
            TransactionSynchronizationManager.unbindResource(factory);
            view.close();
            assertThat(jpa.rows()).containsExactly("1:90");
        });
    }
}
