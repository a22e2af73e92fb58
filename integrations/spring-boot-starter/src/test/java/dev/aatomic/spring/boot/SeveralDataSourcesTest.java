package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.boot.support.Application;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;

/** Several data sources: each is a database, and one of them the default. */
final class SeveralDataSourcesTest {

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final TestDatabase other = new TestDatabase(Server.H2);
    private final ApplicationContextRunner runner = Application.runner(database);

    @AfterEach
    void close() {
        database.close();
        other.close();
    }

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
}
