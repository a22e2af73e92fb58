package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.spi.DialectProvider;
import dev.aatomic.spring.AatomicTransactionManager;
import dev.aatomic.spring.boot.support.Application;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.Driver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is configured by itself, and what gives way to the application's own. */
final class AutoConfigurationTest {

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final ApplicationContextRunner runner = Application.runner(database);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void transactionsAreMadeOfTheDataSource() {
        runner.run(context -> {
            Transactions transactions = context.getBean(Transactions.class);
            assertThat(transactions.metrics().databases()).containsOnlyKeys("dataSource");
            assertThat(transactions.metrics().database("dataSource").connections())
                    .isEqualTo(3);
            assertThat(context).hasSingleBean(PlatformTransactionManager.class);
            assertThat(context).hasSingleBean(AatomicTransactionManager.class);
        });
    }

    @Test
    void dataSourceStaysWhatItIs() {
        runner.run(context -> {
            assertThat(context.getBean(DataSource.class)).isExactlyInstanceOf(HikariDataSource.class);
            assertThat(DataSourceUnwrapper.unwrap(context.getBean(DataSource.class), HikariDataSource.class))
                    .isNotNull();
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class NoPool {

        @Bean
        DataSource dataSource(Environment environment) {
            return new SimpleDriverDataSource(new Driver(), environment.getRequiredProperty("spring.datasource.url"));
        }
    }

    @Test
    void numberOfConnectionsCanBeSaid() {
        runner.withUserConfiguration(NoPool.class)
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("dataSource"));
        runner.withUserConfiguration(NoPool.class)
                .withPropertyValues("aatomic.databases.datasource.connections=7")
                .run(context -> assertThat(context.getBean(Transactions.class)
                                .metrics()
                                .database("dataSource")
                                .connections())
                        .isEqualTo(7));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnTransactions {

        @Bean
        Transactions transactions(DataSource dataSource) {
            return Transactions.builder().database("mine", dataSource).build();
        }
    }

    @Test
    void transactionsOfTheApplicationsOwnComeFirst() {
        runner.withUserConfiguration(OwnTransactions.class).run(context -> {
            assertThat(context).hasSingleBean(Transactions.class);
            assertThat(context.getBean(Transactions.class).metrics().databases())
                    .containsOnlyKeys("mine");
        });
    }

    @Test
    void allCanBeTurnedOff() {
        runner.withPropertyValues("aatomic.enabled=false").run(context -> {
            assertThat(context).doesNotHaveBean(Transactions.class);
            assertThat(context).doesNotHaveBean(AatomicTransactionManager.class);
            assertThat(context).hasSingleBean(PlatformTransactionManager.class);
        });
    }

    /** What Spring Boot makes then begins nothing inside a block. */
    @Test
    void transactionManagerThatJoinsBlocksCanBeTurnedOff() {
        runner.withPropertyValues("aatomic.transaction-manager=false").run(context -> {
            assertThat(context).doesNotHaveBean(AatomicTransactionManager.class);
            TransactionTemplate spring = Application.template(context.getBean(PlatformTransactionManager.class));
            context.getBean(Transactions.class)
                    .atomic()
                    .run(() -> assertThatThrownBy(() -> spring.executeWithoutResult(status -> {}))
                            .isInstanceOf(IllegalTransactionStateException.class));
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Listening {

        private final List<String> heard = new CopyOnWriteArrayList<>();

        @Bean
        TransactionListener listener() {
            return new TransactionListener() {
                @Override
                public void committed(TransactionEvent event) {
                    heard.add(event.name());
                }
            };
        }

        @Bean
        TransactionsBuilderCustomizer customizer() {
            return builder -> builder.silentRollback(true);
        }
    }

    @Test
    void listenersAndCustomizersAreAsked() {
        runner.withUserConfiguration(Listening.class).run(context -> {
            Transactions transactions = context.getBean(Transactions.class);
            transactions.atomic().named("heard").run(() -> {});
            assertThat(context.getBean(Listening.class).heard).containsExactly("heard");
            // Otherwise this would fail with an UnexpectedRollbackException.
            transactions
                    .atomic()
                    .run(() -> assertThatThrownBy(
                                    () -> transactions.atomic().savepoint(false).run(() -> {
                                        throw new IllegalStateException("inner");
                                    }))
                            .hasMessage("inner"));
        });
    }

    @Test
    void dialectsAreAsked() {
        AtomicInteger asked = new AtomicInteger();
        DialectProvider knowsNone = metaData -> {
            asked.incrementAndGet();
            return null;
        };
        runner.withBean(DialectProvider.class, () -> knowsNone).run(context -> {
            Transactions transactions = context.getBean(Transactions.class);
            transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(
                            connection -> connection.createStatement().execute("select 1")))
                    .join();
            assertThat(asked).hasValue(1);
        });
    }

    @Test
    void namesOfBlocksAreSentWhereThatIsSaid() {
        try (TestDatabase postgres = new TestDatabase(Server.POSTGRES)) {
            Application.runner(postgres)
                    .withPropertyValues("aatomic.send-block-names=true")
                    .run(context -> context.getBean(Transactions.class)
                            .atomic()
                            .named("Orders.place")
                            .run(() -> assertThat(context.getBean(JdbcTemplate.class)
                                            .queryForObject("show application_name", String.class))
                                    .isEqualTo("Orders.place")));
        }
    }

    /** The pool says who has a connection. */
    @Test
    void connectionsAreTakenWithTheFirstStatementWhereThatIsSaid() {
        runner.run(context -> context.getBean(Transactions.class)
                .atomic()
                .run(() -> assertThat(inUse(context)).isOne()));
        runner.withPropertyValues("aatomic.connection-acquisition=lazy").run(context -> {
            Transactions transactions = context.getBean(Transactions.class);
            transactions.atomic().run(() -> {
                assertThat(inUse(context)).isZero();
                context.getBean(JdbcTemplate.class).execute("select 1");
                assertThat(inUse(context)).isOne();
            });
            transactions
                    .atomic()
                    .connection(ConnectionAcquisition.EAGER)
                    .run(() -> Await.until("its connection was taken", () -> inUse(context) == 1));
        });
        runner.withPropertyValues("aatomic.connection-acquisition=late")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining("aatomic.connection-acquisition"));
    }

    private static int inUse(ApplicationContext context) {
        return context.getBean(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections();
    }

    @Test
    void propertiesReachTheBuilder() {
        runner.withPropertyValues(
                        "aatomic.require-durable=true", "aatomic.commit-timeout=5s", "aatomic.record-metrics=true")
                .run(context -> {
                    Transactions transactions = context.getBean(Transactions.class);
                    assertThatThrownBy(() -> transactions.atomic().run(() -> {}))
                            .hasMessageContaining("durable");
                    transactions.atomic().durable().run(() -> {});
                    assertThat(transactions.metrics().database("dataSource").holdNanos())
                            .isPositive();
                });
        runner.withPropertyValues("aatomic.commit-timeout=0s")
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("commitTimeout"));
        runner.withPropertyValues("aatomic.connection-timeout=0s")
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("connectionTimeout"));
        runner.withPropertyValues("aatomic.max-waiting=-1")
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("maxWaiting"));
    }
}
