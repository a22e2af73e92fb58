package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.boot.support.Application;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** An application whose data source routes by what Spring shows of a transaction has its blocks routed so. */
final class ReadOnlyRoutingTest {

    private final TestDatabase primary = new TestDatabase(Server.H2);
    private final TestDatabase replica = new TestDatabase(Server.H2);
    private final ApplicationContextRunner runner = Application.runner(primary);

    @AfterEach
    void close() {
        primary.close();
        replica.close();
    }

    @Configuration(proxyBeanMethods = false)
    static class Routing {

        @Bean(defaultCandidate = false)
        HikariDataSource primary(Environment environment) {
            return pool(environment.getRequiredProperty("primary.url"));
        }

        @Bean(defaultCandidate = false)
        HikariDataSource replica(Environment environment) {
            return pool(environment.getRequiredProperty("replica.url"));
        }

        private static HikariDataSource pool(String url) {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl(url);
            pool.setMaximumPoolSize(2);
            return pool;
        }

        @Bean
        DataSource dataSource(@Qualifier("primary") DataSource primary, @Qualifier("replica") DataSource replica) {
            AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
                @Override
                protected Object determineCurrentLookupKey() {
                    return TransactionSynchronizationManager.isCurrentTransactionReadOnly();
                }
            };
            routing.setTargetDataSources(Map.of(true, replica, false, primary));
            return routing;
        }
    }

    private static List<Integer> entries(JdbcTemplate template) {
        return template.queryForList("select v from entry", Integer.class);
    }

    @Test
    void readersReachTheReplica() {
        primary.execute("insert into entry values (1)");
        replica.execute("insert into entry values (2)");
        runner.withUserConfiguration(Routing.class)
                .withPropertyValues("primary.url=" + primary.url(), "replica.url=" + replica.url())
                .run(context -> {
                    Transactions transactions = context.getBean(Transactions.class);
                    JdbcTemplate template = context.getBean(JdbcTemplate.class);

                    assertThat(transactions.atomic().readOnly().get(() -> entries(template)))
                            .containsExactly(2);
                    assertThat(transactions.atomic().get(() -> entries(template)))
                            .containsExactly(1);
                });
    }
}
