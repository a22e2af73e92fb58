package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.AatomicTransactionManager;
import dev.aatomic.spring.boot.support.Application;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Blocks beside JPA, whose transaction manager is not the starter's. */
final class JpaTest {

    /** A row of the test's table. */
    @Entity(name = "entry")
    static class Entry {

        @Id
        int v;

        Entry() {}

        Entry(int v) {
            this.v = v;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Jpa {

        @Bean
        LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource dataSource) {
            LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
            factory.setDataSource(dataSource);
            factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
            factory.setManagedTypes(PersistenceManagedTypes.of(Entry.class.getName()));
            return factory;
        }

        @Bean
        PlatformTransactionManager transactionManager(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void blocksTakePartInItsTransactionsAndItBeginsNoneInside(Server server) {
        try (TestDatabase database = new TestDatabase(server)) {
            Application.runner(database).withUserConfiguration(Jpa.class).run(context -> {
                assertThat(context).hasNotFailed();
                assertThat(context).doesNotHaveBean(AatomicTransactionManager.class);
                Transactions transactions = context.getBean(Transactions.class);
                JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
                EntityManager entities = SharedEntityManagerCreator.createSharedEntityManager(
                        context.getBean(EntityManagerFactory.class));
                TransactionTemplate jpa = Application.template(context.getBean(PlatformTransactionManager.class));

                jpa.executeWithoutResult(status -> {
                    entities.persist(new Entry(1));
                    entities.flush();
                    transactions.atomic().run(() -> {
                        assertThat(jdbc.queryForList("select v from entry", Integer.class))
                                .containsExactly(1);
                        jdbc.update("insert into entry values (2)");
                    });
                    assertThatThrownBy(() -> transactions.atomic().run(() -> {
                                jdbc.update("insert into entry values (3)");
                                throw new IllegalStateException("block");
                            }))
                            .hasMessage("block");
                    assertThatThrownBy(() -> transactions
                                    .atomic()
                                    .getStageAsync(() -> CompletableFuture.completedFuture(1))
                                    .join())
                            .hasMessageContaining("REQUIRES_NEW");
                    entities.persist(new Entry(4));
                });
                assertThat(database.rows()).containsExactly(1, 2, 4);

                transactions
                        .atomic()
                        .run(() -> assertThatThrownBy(
                                        () -> jpa.executeWithoutResult(status -> entities.persist(new Entry(5))))
                                .isInstanceOf(IllegalTransactionStateException.class));
                assertThat(database.rows()).containsExactly(1, 2, 4);
            });
        }
    }
}
