package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.spring.AatomicTransactionManager;
import dev.aatomic.spring.SpringBridge;
import dev.aatomic.spring.boot.support.Application;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Others who use the same data sources. */
final class NeighboursTest {

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final TestDatabase other = new TestDatabase(Server.H2);
    private final ApplicationContextRunner runner =
            Application.runner(database).withPropertyValues("billing.url=" + other.url());

    @AfterEach
    void close() {
        database.close();
        other.close();
    }

    @Test
    void migrationsRunOnTheDataSourceAsItIs() {
        runner.withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
                .withPropertyValues(
                        "spring.flyway.locations=classpath:db/migration-of-test",
                        "spring.flyway.baseline-on-migrate=true",
                        "spring.flyway.baseline-version=0")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(database.rows()).containsExactly(42);
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Annotated {

        private final List<Object> heard = new CopyOnWriteArrayList<>();

        @Bean
        Service service(JdbcTemplate jdbc, ApplicationEventPublisher publisher) {
            return new Service(jdbc, publisher);
        }

        @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
        void heard(String event) {
            heard.add(event);
        }
    }

    static class Service {

        private final JdbcTemplate jdbc;
        private final ApplicationEventPublisher publisher;

        Service(JdbcTemplate jdbc, ApplicationEventPublisher publisher) {
            this.jdbc = jdbc;
            this.publisher = publisher;
        }

        @Transactional
        public void insert(int value) {
            jdbc.update("insert into entry values (?)", value);
            publisher.publishEvent("inserted " + value);
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        public void insertAlone(int value) {
            jdbc.update("insert into entry values (?)", value);
        }
    }

    @Test
    void annotatedMethodsAndTheirListenersFollowTheBlock() {
        runner.withUserConfiguration(Annotated.class).run(context -> {
            Transactions transactions = context.getBean(Transactions.class);
            Service service = context.getBean(Service.class);
            List<Object> heard = context.getBean(Annotated.class).heard;

            transactions.atomic().run(() -> {
                service.insert(1);
                assertThatThrownBy(() -> transactions.atomic().run(() -> {
                            service.insert(2);
                            throw new IllegalStateException("nested");
                        }))
                        .hasMessage("nested");
                assertThat(heard).isEmpty();
            });

            assertThat(database.rows()).containsExactly(1);
            assertThat(heard).containsExactly("inserted 1");
            service.insert(3);
            assertThat(heard).containsExactly("inserted 1", "inserted 3");
        });
    }

    /** H9: with the name of the method, which Spring gives its transaction. */
    @Test
    void h9BlockOfAnAnnotatedMethodIsNamedByTheMethod() {
        List<String> names = new CopyOnWriteArrayList<>();
        runner.withUserConfiguration(Annotated.class)
                .withBean(TransactionListener.class, () -> new TransactionListener() {
                    @Override
                    public void committed(TransactionEvent event) {
                        names.add(event.name());
                    }
                })
                .run(context -> {
                    Service service = context.getBean(Service.class);
                    context.getBean(Transactions.class).atomic().named("around").run(() -> service.insertAlone(1));
                    assertThat(names).anyMatch(name -> name.endsWith("Service.insertAlone"));
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnTransactions {

        @Bean
        Transactions transactions(DataSource dataSource, SpringBridge spring) {
            Transactions transactions = Transactions.builder()
                    .database("mine", dataSource)
                    .enclosing(spring)
                    .build();
            spring.bind(transactions, Map.of("mine", dataSource));
            return transactions;
        }
    }

    @Test
    void transactionsOfTheApplicationsOwnCanBeBound() {
        runner.withUserConfiguration(OwnTransactions.class).run(context -> {
            Transactions transactions = context.getBean(Transactions.class);
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        jdbc.update("insert into entry values (1)");
                        throw new IllegalStateException("block");
                    }))
                    .hasMessage("block");
            Application.template(context.getBean(PlatformTransactionManager.class))
                    .executeWithoutResult(status -> transactions.atomic().run(() -> {
                        jdbc.update("insert into entry values (2)");
                    }));

            assertThat(database.rows()).containsExactly(2);
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoManagers {

        @Bean
        @Primary
        HikariDataSource orders(Environment environment) {
            return pool(environment.getRequiredProperty("spring.datasource.url"));
        }

        @Bean
        HikariDataSource billing(Environment environment) {
            return pool(environment.getRequiredProperty("billing.url"));
        }

        @Bean
        @Primary
        JdbcTransactionManager ordersManager(DataSource orders) {
            return new JdbcTransactionManager(orders);
        }

        @Bean
        AatomicTransactionManager billingManager(SpringBridge spring, @Qualifier("billing") DataSource billing) {
            return new AatomicTransactionManager(spring, new JdbcTransactionManager(billing));
        }

        private static HikariDataSource pool(String url) {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl(url);
            pool.setMaximumPoolSize(2);
            return pool;
        }
    }

    @Test
    void eachTransactionManagerKnowsTheBlocksOfItsOwnDataSource() {
        runner.withUserConfiguration(TwoManagers.class).run(context -> {
            Transactions transactions = context.getBean(Transactions.class);
            JdbcTemplate billing =
                    new JdbcTemplate(transactions.database("billing").dataSource());
            PlatformTransactionManager plain = context.getBean("ordersManager", PlatformTransactionManager.class);
            PlatformTransactionManager joining = context.getBean("billingManager", PlatformTransactionManager.class);

            transactions.database("billing").atomic().run(() -> {
                billing.update("insert into entry values (1)");
                Application.template(joining)
                        .executeWithoutResult(status -> billing.update("insert into entry values (2)"));
                // Of another database than the block's, so it may begin.
                Application.template(plain).executeWithoutResult(status -> {
                    context.getBean(JdbcTemplate.class).update("insert into entry values (3)");
                    transactions.database("orders").atomic().run(() -> {
                        context.getBean(JdbcTemplate.class).update("insert into entry values (4)");
                    });
                });
                assertThat(database.rows()).containsExactly(3, 4);
                assertThat(other.rows()).isEmpty();
            });
            transactions
                    .database("orders")
                    .atomic()
                    .run(() -> assertThatThrownBy(
                                    () -> Application.template(plain).executeWithoutResult(status -> {}))
                            .isInstanceOf(IllegalTransactionStateException.class));

            assertThat(other.rows()).containsExactly(1, 2);
        });
    }

    /** Of a data source without a transaction manager, as its statements are in Spring. */
    @Test
    void blockOfAnotherDataSourceInASpringTransactionHasItsOwn() {
        runner.withUserConfiguration(TwoManagers.class).run(context -> {
            Transactions transactions = context.getBean(Transactions.class);
            JdbcTemplate billing =
                    new JdbcTemplate(transactions.database("billing").dataSource());
            PlatformTransactionManager plain = context.getBean("ordersManager", PlatformTransactionManager.class);

            assertThatThrownBy(() -> Application.template(plain).executeWithoutResult(status -> {
                        transactions.database("billing").atomic().run(() -> {
                            billing.update("insert into entry values (1)");
                        });
                        assertThat(other.rows()).containsExactly(1);
                        throw new IllegalStateException("around");
                    }))
                    .hasMessage("around");

            assertThat(other.rows()).containsExactly(1);
        });
    }
}
