package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.spring.AatomicTransactionManager;
import dev.aatomic.spring.boot.support.Application;
import dev.aatomic.spring.boot.support.Server;
import dev.aatomic.spring.boot.support.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.h2.Driver;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is configured by itself, and what gives way to the application's own. */
final class AutoConfigurationTest {

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final TestDatabase other = new TestDatabase(Server.H2);
    private final ApplicationContextRunner runner = Application.runner(database);

    @AfterEach
    void close() {
        database.close();
        other.close();
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

    @Test
    void everyWayToTheDatabaseLeadsIntoTheBlock() {
        runner.run(context -> {
            Transactions transactions = context.getBean(Transactions.class);
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        context.getBean(JdbcTemplate.class).update("insert into entry values (1)");
                        context.getBean(NamedParameterJdbcTemplate.class)
                                .update("insert into entry values (:v)", Map.of("v", 2));
                        context.getBean(JdbcClient.class)
                                .sql("insert into entry values (3)")
                                .update();
                        DSLContext dsl = context.getBean(DSLContext.class);
                        dsl.insertInto(DSL.table("entry")).values(4).execute();
                        dsl.insertInto(DSL.table("entry"))
                                .values(5)
                                .executeAsync()
                                .toCompletableFuture()
                                .join();
                        dsl.transaction(inner -> inner.dsl()
                                .insertInto(DSL.table("entry"))
                                .values(6)
                                .execute());
                        assertThatThrownBy(() -> dsl.transaction(inner -> {
                                    inner.dsl()
                                            .insertInto(DSL.table("entry"))
                                            .values(7)
                                            .execute();
                                    throw new IllegalStateException("inner");
                                }))
                                .hasMessage("inner");
                        assertThat(context.getBean(JdbcTemplate.class)
                                        .queryForList("select v from entry order by v", Integer.class))
                                .containsExactly(1, 2, 3, 4, 5, 6);
                        throw new IllegalStateException("block");
                    }))
                    .hasMessage("block");
            assertThat(database.rows()).isEmpty();
        });
    }

    @Test
    void outsideBlocksAllIsAsBefore() {
        runner.withPropertyValues("aatomic.require-transaction=false").run(context -> {
            context.getBean(JdbcTemplate.class).update("insert into entry values (1)");
            DSLContext dsl = context.getBean(DSLContext.class);
            dsl.insertInto(DSL.table("entry")).values(2).execute();
            dsl.insertInto(DSL.table("entry"))
                    .values(3)
                    .executeAsync()
                    .toCompletableFuture()
                    .join();
            assertThatThrownBy(() -> dsl.transaction(inner -> {
                        inner.dsl().insertInto(DSL.table("entry")).values(4).execute();
                        context.getBean(JdbcTemplate.class).update("insert into entry values (5)");
                        throw new IllegalStateException("jOOQ's");
                    }))
                    .hasMessage("jOOQ's");

            assertThat(database.rows()).containsExactly(1, 2, 3);
        });
    }

    /** J9. */
    @Test
    void j9StatementsOutsideBlocksAreRefused() {
        runner.run(context -> {
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            DSLContext dsl = context.getBean(DSLContext.class);
            assertThatThrownBy(() -> jdbc.update("insert into entry values (1)"))
                    .hasRootCauseInstanceOf(NoTransactionException.class)
                    .hasMessageContaining("aatomic.require-transaction=false");
            assertThatThrownBy(
                            () -> dsl.insertInto(DSL.table("entry")).values(1).execute())
                    .hasRootCauseInstanceOf(NoTransactionException.class);

            Transactions transactions = context.getBean(Transactions.class);
            transactions.autocommit(() -> jdbc.update("insert into entry values (1)"));
            transactions.atomic().run(() -> {
                dsl.insertInto(DSL.table("entry")).values(2).execute();
            });
            new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                    .executeWithoutResult(status -> jdbc.update("insert into entry values (3)"));

            assertThat(database.rows()).containsExactly(1, 2, 3);
        });
    }

    /** J9: libraries ask for the database's name as the application starts. */
    @Test
    void j9ConnectionCanBeAskedOutsideBlocks() {
        runner.run(context -> {
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            assertThat(jdbc.execute((ConnectionCallback<String>)
                            connection -> connection.getMetaData().getDatabaseProductName()))
                    .isEqualTo("H2");
            assertThat(context.getBean(HikariDataSource.class)
                            .getHikariPoolMXBean()
                            .getActiveConnections())
                    .isZero();
        });
    }

    /** J9: as the message says. */
    @Test
    void j9StatementsOutsideBlocksCanBeAllowed() {
        runner.withPropertyValues("aatomic.require-transaction=false").run(context -> {
            context.getBean(JdbcTemplate.class).update("insert into entry values (1)");
            context.getBean(DSLContext.class)
                    .insertInto(DSL.table("entry"))
                    .values(2)
                    .execute();

            assertThat(database.rows()).containsExactly(1, 2);
        });
    }

    // ---- several data sources

    private ApplicationContextRunner twoDataSources(Class<?> configuration) {
        return runner.withUserConfiguration(configuration)
                .withPropertyValues("orders.url=" + database.url(), "billing.url=" + other.url());
    }

    private static HikariDataSource pool(String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(2);
        return pool;
    }

    @Configuration(proxyBeanMethods = false)
    static class OnePrimary {

        @Bean
        HikariDataSource billing(Environment environment) {
            return pool(environment.getRequiredProperty("billing.url"));
        }

        @Bean
        @Primary
        HikariDataSource orders(Environment environment) {
            return pool(environment.getRequiredProperty("orders.url"));
        }

        @Bean
        JdbcTemplate billingTemplate(@Qualifier("billing") DataSource billing) {
            return new JdbcTemplate(billing);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NonePrimary {

        @Bean
        HikariDataSource billing(Environment environment) {
            return pool(environment.getRequiredProperty("billing.url"));
        }

        @Bean
        HikariDataSource orders(Environment environment) {
            return pool(environment.getRequiredProperty("orders.url"));
        }
    }

    @Test
    void everyDataSourceIsADatabaseAndThePrimaryOneTheDefault() {
        twoDataSources(OnePrimary.class).run(context -> {
            Transactions transactions = context.getBean(Transactions.class);
            assertThat(transactions.metrics().databases()).containsOnlyKeys("orders", "billing");
            JdbcTemplate billing = context.getBean("billingTemplate", JdbcTemplate.class);

            transactions.atomic().run(() -> {
                assertThat(transactions.scope().database()).isEqualTo("orders");
                // No block of that database is open.
                assertThatThrownBy(() -> billing.update("insert into entry values (1)"))
                        .hasRootCauseInstanceOf(NoTransactionException.class)
                        .hasMessageContaining("'billing'");
                transactions.atomic().using("billing").run(() -> {
                    billing.update("insert into entry values (1)");
                });
                assertThatThrownBy(() -> transactions.atomic().using("billing").run(() -> {
                            billing.update("insert into entry values (2)");
                            throw new IllegalStateException("billing");
                        }))
                        .hasMessage("billing");
            });
            assertThat(other.rows()).containsExactly(1);
        });
    }

    @Test
    void severalDataSourcesWithoutAPrimaryOneAreAnErrorThatSaysWhatToDo() {
        twoDataSources(NonePrimary.class).run(context -> {
            assertThat(context).hasFailed();
            Throwable failure = context.getStartupFailure();
            assertThat(failure).hasRootCauseInstanceOf(NoDefaultDatabaseException.class);
            FailureAnalysis analysis = new NoDefaultDatabaseFailureAnalyzer().analyze(failure);
            assertThat(analysis).isNotNull();
            assertThat(analysis.getDescription()).contains("orders", "billing", "none is @Primary");
            assertThat(analysis.getAction())
                    .contains("@Primary", "aatomic.default-database", "aatomic.databases.billing.enabled=false");
        });
    }

    /** jOOQ's own auto-configuration wants a primary data source. */
    private ApplicationContextRunner withoutJooq() {
        return twoDataSources(NonePrimary.class).withClassLoader(new FilteredClassLoader("org.jooq"));
    }

    @Test
    void defaultAndWhatIsLeftOutCanBeSaid() {
        withoutJooq()
                .withPropertyValues("aatomic.default-database=billing")
                .run(context -> context.getBean(Transactions.class)
                        .atomic()
                        .run(() -> assertThat(context.getBean(Transactions.class)
                                        .scope()
                                        .database())
                                .isEqualTo("billing")));
        withoutJooq()
                .withPropertyValues("aatomic.databases.billing.enabled=false")
                .run(context -> assertThat(
                                context.getBean(Transactions.class).metrics().databases())
                        .containsOnlyKeys("orders"));
        withoutJooq()
                .withPropertyValues("aatomic.databases.bilings.connections=2", "aatomic.default-database=billing")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("aatomic.databases.bilings"));
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

    // ---- the application's own

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
