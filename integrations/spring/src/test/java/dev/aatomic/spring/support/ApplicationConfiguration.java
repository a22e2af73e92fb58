package dev.aatomic.spring.support;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.ContextCapture;
import dev.aatomic.spring.AatomicTransactionManager;
import dev.aatomic.spring.ScopedDataSource;
import dev.aatomic.spring.ScopedJooq;
import dev.aatomic.spring.SpringBridge;
import dev.aatomic.spring.TransactionManagers;
import java.util.Map;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.DataSourceConnectionProvider;
import org.jooq.impl.DefaultConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** What an application without Spring Boot writes: one database, on which JDBC, jOOQ, blocks and Spring's transactions meet. */
@Configuration(proxyBeanMethods = false)
@EnableTransactionManagement
class ApplicationConfiguration {

    private static final String DATABASE = "orders";

    @Bean
    HikariDataSource dataSource(Environment environment) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(environment.getRequiredProperty("url"));
        pool.setMaximumPoolSize(environment.getRequiredProperty("connections", Integer.class));
        pool.setConnectionTimeout(20_000);
        return pool;
    }

    @Bean
    SpringBridge springBridge() {
        return new SpringBridge();
    }

    @Bean
    Transactions transactions(SpringBridge spring, DataSource dataSource, ObjectProvider<ContextCapture> captures) {
        Transactions.Builder builder = Transactions.builder()
                .database(DATABASE, dataSource)
                .enclosing(spring)
                .connectionRouting(spring);
        captures.forEach(builder::contextCapture);
        Transactions transactions = builder.build();
        spring.bind(transactions, Map.of(DATABASE, dataSource));
        return transactions;
    }

    @Bean
    JdbcTemplate jdbcTemplate(SpringBridge spring, DataSource dataSource, Environment environment) {
        return new JdbcTemplate(new ScopedDataSource(dataSource, spring, requireTransaction(environment)));
    }

    @Bean
    DSLContext dsl(SpringBridge spring, DataSource dataSource, Environment environment) {
        DefaultConfiguration configuration = new DefaultConfiguration();
        configuration.set(SQLDialect.DEFAULT);
        configuration.set(new DataSourceConnectionProvider(new TransactionAwareDataSourceProxy(dataSource)));
        ScopedJooq.scope(configuration, spring, requireTransaction(environment));
        return DSL.using(configuration);
    }

    private static boolean requireTransaction(Environment environment) {
        return environment.getRequiredProperty("requireTransaction", Boolean.class);
    }

    @Configuration(proxyBeanMethods = false)
    static class JoiningManager {

        @Bean
        PlatformTransactionManager transactionManager(SpringBridge spring, DataSource dataSource) {
            return new AatomicTransactionManager(spring, new JdbcTransactionManager(dataSource));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ObservedManager {

        @Bean
        PlatformTransactionManager transactionManager(SpringBridge spring, DataSource dataSource) {
            JdbcTransactionManager manager = new JdbcTransactionManager(dataSource);
            TransactionManagers.observe(spring, manager);
            return manager;
        }
    }
}
