package dev.aatomic.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.support.Application;
import dev.aatomic.testing.Server;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** I4: blocking blocks in transactions of {@code JpaTransactionManager} that work through JPA. */
final class JpaBlockTest {

    /** A row of an account. */
    @Entity(name = "account")
    static class Account {

        @Id
        int id;

        int balance;

        Account() {}

        Account(int id, int balance) {
            this.id = id;
            this.balance = balance;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Jpa {

        @Bean
        LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource dataSource) {
            LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
            factory.setDataSource(dataSource);
            HibernateJpaVendorAdapter adapter = new HibernateJpaVendorAdapter();
            adapter.setGenerateDdl(true);
            factory.setJpaVendorAdapter(adapter);
            factory.setManagedTypes(PersistenceManagedTypes.of(Account.class.getName()));
            return factory;
        }

        @Bean
        PlatformTransactionManager transactionManager(EntityManagerFactory factory, SpringBridge spring) {
            JpaTransactionManager manager = new JpaTransactionManager(factory);
            TransactionManagers.observe(spring, manager);
            return manager;
        }
    }

    /** What a test works with. */
    private record Bank(Transactions transactions, EntityManager entities, TransactionTemplate jpa, JdbcTemplate jdbc) {

        static Bank of(Application application) {
            return new Bank(
                    application.transactions(),
                    SharedEntityManagerCreator.createSharedEntityManager(application.bean(EntityManagerFactory.class)),
                    application.spring(TransactionDefinition.PROPAGATION_REQUIRED),
                    application.bean(JdbcTemplate.class));
        }

        void inJpa(Runnable work) {
            jpa.executeWithoutResult(status -> work.run());
        }

        void persist(int id, int balance) {
            entities.persist(new Account(id, balance));
        }

        Account account(int id) {
            return entities.find(Account.class, id);
        }

        List<String> rows() {
            return jdbc.queryForList("select id || ':' || balance from account order by id", String.class);
        }
    }

    private interface Test {
        void run(Bank bank) throws Exception;
    }

    private static void run(Server server, Test test) {
        // The table is looked at inside transactions and outside.
        Application.on(server)
                .withoutRequiredTransaction()
                .manager(Jpa.class)
                .run(application -> test.run(Bank.of(application)));
    }

    private static final IllegalStateException FAILURE = new IllegalStateException("block");

    @ParameterizedTest
    @EnumSource(Server.class)
    void i4BlockThatWritesThroughJpaOnlyIsUndone(Server server) {
        run(server, bank -> {
            bank.inJpa(() -> bank.persist(1, 100));
            bank.inJpa(() -> {
                bank.persist(2, 200);
                assertThatThrownBy(() -> bank.transactions().atomic().run(() -> {
                            bank.account(1).balance = 99;
                            bank.persist(3, 300);
                            throw FAILURE;
                        }))
                        .isSameAs(FAILURE);
                assertThat(bank.account(1).balance).isEqualTo(100);
                assertThat(bank.account(3)).isNull();
                assertThatThrownBy(() -> bank.transactions().atomic().run(() -> {
                            bank.account(1).balance = 98;
                            bank.entities().flush();
                            throw FAILURE;
                        }))
                        .isSameAs(FAILURE);
                bank.persist(4, 400);
            });

            assertThat(bank.rows()).containsExactly("1:100", "2:200", "4:400");
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void i4BlockThatWritesThroughJpaOnlyIsKept(Server server) {
        run(server, bank -> {
            bank.inJpa(() -> bank.persist(1, 100));
            bank.inJpa(() -> {
                Account account = bank.account(1);
                bank.transactions().atomic().run(() -> {
                    account.balance = 99;
                });
                assertThat(bank.rows()).containsExactly("1:99");
                bank.transactions().atomic().run(() -> {
                    bank.persist(2, 200);
                });
            });

            assertThat(bank.rows()).containsExactly("1:99", "2:200");
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void i4NestedBlocksAndChangesOfBothKinds(Server server) {
        run(server, bank -> {
            bank.inJpa(() -> bank.transactions().atomic().run(() -> {
                bank.persist(1, 100);
                assertThatThrownBy(() -> bank.transactions().atomic().run(() -> {
                            // JPA's insert of the outer block was sent, or this would update nothing.
                            assertThat(bank.jdbc().update("update account set balance = 1 where id = 1"))
                                    .isOne();
                            bank.persist(2, 200);
                            throw FAILURE;
                        }))
                        .isSameAs(FAILURE);
                bank.transactions().atomic().run(() -> {
                    bank.persist(3, 300);
                });
            }));

            assertThat(bank.rows()).containsExactly("1:100", "3:300");
        });
    }

    /** A merged block has no savepoint, so the transaction around it must not commit. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i4FailureOfAMergedBlockRollsJpasTransactionBack(Server server) {
        run(server, bank -> {
            assertThatThrownBy(() -> bank.inJpa(() -> {
                        bank.persist(1, 100);
                        assertThatThrownBy(() -> bank.transactions()
                                        .atomic()
                                        .savepoint(false)
                                        .run(() -> {
                                            bank.persist(2, 200);
                                            throw FAILURE;
                                        }))
                                .isSameAs(FAILURE);
                    }))
                    .isInstanceOf(org.springframework.transaction.TransactionException.class);

            assertThat(bank.rows()).isEmpty();
        });
    }

    /** JPA gives its transaction up after such a failure, and says so. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i4WhatJpaHoldsBackInABlockAndIsRefusedFailsTheBlock(Server server) {
        run(server, bank -> {
            bank.inJpa(() -> bank.persist(1, 100));
            assertThatThrownBy(() -> bank.inJpa(() -> {
                        bank.persist(2, 200);
                        assertThatThrownBy(() -> bank.transactions().atomic().run(() -> {
                                    bank.persist(1, 101);
                                }))
                                .isInstanceOf(DataIntegrityViolationException.class);
                    }))
                    .isInstanceOf(org.springframework.transaction.TransactionException.class);

            assertThat(bank.rows()).containsExactly("1:100");
        });
    }

    /** What was read in it and changed is not to be written, in a block or elsewhere. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i4NothingIsWrittenInAJpaTransactionThatOnlyReads(Server server) {
        run(server, bank -> {
            bank.inJpa(() -> bank.persist(1, 100));
            bank.jpa().setReadOnly(true);
            bank.inJpa(() -> {
                Account account = bank.account(1);
                account.balance = 99;
                assertThatThrownBy(() -> bank.transactions().atomic().run(() -> {
                            assertThat(bank.rows()).containsExactly("1:100");
                            throw FAILURE;
                        }))
                        .isSameAs(FAILURE);
                assertThat(bank.entities().contains(account)).isTrue();
            });

            assertThat(bank.rows()).containsExactly("1:100");
        });
    }
}
