package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.AatomicJpaTransactionManager;
import dev.aatomic.spring.AatomicTransactionManager;
import dev.aatomic.spring.SpringBridge;
import dev.aatomic.spring.boot.support.Application;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * I3: a JPA service and a block, with each transaction manager that one may think of: the right answer, or an error that says what to
 * do.
 */
final class JpaWiringTest {

    /** A row of an account. */
    @Entity(name = "account")
    static class Account {

        @Id
        int id;

        int balance;

        Account() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class JpaWithoutManager {

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
    }

    @Configuration(proxyBeanMethods = false)
    static class JpasOwn {

        @Bean
        JpaTransactionManager transactionManager(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }
    }

    static class Service {

        private final EntityManager entities;

        Service(EntityManagerFactory factory) {
            this.entities = SharedEntityManagerCreator.createSharedEntityManager(factory);
        }

        @Transactional
        public int withdraw() {
            return --entities.find(Account.class, 1).balance;
        }

        @Transactional("jpa")
        public int withdrawByJpa() {
            return withdraw();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Services {

        @Bean
        Service service(EntityManagerFactory factory) {
            return new Service(factory);
        }
    }

    /** What the advice of old led to. */
    @Configuration(proxyBeanMethods = false)
    static class InPlaceOfJpas {

        @Bean
        AatomicTransactionManager transactionManager(SpringBridge spring, DataSource dataSource) {
            return new AatomicTransactionManager(spring, new JdbcTransactionManager(dataSource));
        }
    }

    /** What the advice leads to. */
    @Configuration(proxyBeanMethods = false)
    static class AsAdvised {

        @Bean
        AatomicJpaTransactionManager transactionManager(SpringBridge springBridge, EntityManagerFactory factory) {
            JpaTransactionManager jpaTransactionManager = new JpaTransactionManager(factory);
            return new AatomicJpaTransactionManager(springBridge, jpaTransactionManager);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class BesideJpas {

        @Bean
        @Primary
        AatomicTransactionManager jdbc(SpringBridge spring, DataSource dataSource) {
            return new AatomicTransactionManager(spring, new JdbcTransactionManager(dataSource));
        }

        @Bean
        JpaTransactionManager jpa(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void i3ServiceInABlockIsRefusedWithAdviceThatWorks(Server server) {
        try (TestDatabase database = new TestDatabase(server)) {
            Application.runner(database)
                    .withUserConfiguration(JpaWithoutManager.class, JpasOwn.class, Services.class)
                    .run(context -> {
                        Service service = context.getBean(Service.class);
                        Transactions transactions = context.getBean(Transactions.class);
                        JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
                        transactions.atomic().run(() -> {
                            jdbc.update("insert into account (id, balance) values (1, 100)");
                        });

                        assertThatThrownBy(() -> transactions.atomic().run(service::withdraw))
                                .isInstanceOf(IllegalTransactionStateException.class)
                                .hasMessageContaining(
                                        "new AatomicJpaTransactionManager(springBridge, jpaTransactionManager)")
                                .hasMessageContaining("open a blocking block inside the Spring transaction")
                                .hasMessageNotContaining("AatomicTransactionManager");

                        TransactionTemplate jpa = Application.template(context.getBean(JpaTransactionManager.class));
                        jpa.executeWithoutResult(status -> transactions.atomic().run(service::withdraw));
                        assertThat(balance(transactions, jdbc)).isEqualTo(99);
                        service.withdraw();
                        assertThat(balance(transactions, jdbc)).isEqualTo(98);
                    });
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void i3ManagerOfTheAdviceJoinsBlocks(Server server) {
        try (TestDatabase database = new TestDatabase(server)) {
            Application.runner(database)
                    .withUserConfiguration(JpaWithoutManager.class, AsAdvised.class, Services.class)
                    .run(context -> {
                        Service service = context.getBean(Service.class);
                        Transactions transactions = context.getBean(Transactions.class);
                        JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
                        transactions.atomic().run(() -> {
                            jdbc.update("insert into account (id, balance) values (1, 100)");
                            service.withdraw();
                        });
                        service.withdraw();
                        assertThat(balance(transactions, jdbc)).isEqualTo(98);
                        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                                    service.withdraw();
                                    throw new IllegalStateException("around");
                                }))
                                .hasMessage("around");
                        assertThat(balance(transactions, jdbc)).isEqualTo(98);
                    });
        }
    }

    private static Integer balance(Transactions transactions, JdbcTemplate jdbc) {
        return transactions
                .atomic()
                .get(() -> jdbc.queryForObject("select balance from account where id = 1", Integer.class));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void i3ManagerOfBlocksInPlaceOfJpasIsRefusedAtTheStart(Server server) {
        try (TestDatabase database = new TestDatabase(server)) {
            Application.runner(database)
                    .withUserConfiguration(JpaWithoutManager.class, InPlaceOfJpas.class)
                    .run(context -> assertThat(context)
                            .getFailure()
                            .hasMessageContaining("'entityManagerFactory'")
                            .hasMessageContaining("'transactionManager'")
                            .hasMessageContaining("Expected an AatomicJpaTransactionManager"));
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void i3ChangeThatWouldNotBeWrittenIsAnError(Server server) {
        try (TestDatabase database = new TestDatabase(server)) {
            Application.runner(database)
                    .withUserConfiguration(JpaWithoutManager.class, BesideJpas.class, Services.class)
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        Service service = context.getBean(Service.class);
                        Transactions transactions = context.getBean(Transactions.class);
                        JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
                        transactions.atomic().run(() -> {
                            jdbc.update("insert into account (id, balance) values (1, 100)");
                        });

                        assertThatThrownBy(service::withdraw)
                                .isInstanceOf(IllegalTransactionStateException.class)
                                .hasMessageContaining("JpaTransactionManager");
                        assertThat(balance(transactions, jdbc)).isEqualTo(100);
                        assertThat(service.withdrawByJpa()).isEqualTo(99);
                        // In a block it is the block's.
                        transactions.atomic().run(service::withdraw);
                        assertThat(balance(transactions, jdbc)).isEqualTo(98);
                    });
        }
    }
}
