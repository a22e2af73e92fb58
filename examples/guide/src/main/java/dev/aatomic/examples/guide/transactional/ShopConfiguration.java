package dev.aatomic.examples.guide.transactional;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.AatomicTransactionManager;
import dev.aatomic.spring.ScopedDataSource;
import dev.aatomic.spring.SpringBridge;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** A shop without Spring Boot, in which blocks and Spring's transactions meet. */
@Configuration(proxyBeanMethods = false)
@EnableTransactionManagement
class ShopConfiguration {

    @Bean
    HikariDataSource dataSource(Environment environment) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(environment.getRequiredProperty("url"));
        pool.setMaximumPoolSize(3);
        return pool;
    }

    // tag::beans[]
    @Bean
    SpringBridge springBridge() {
        return new SpringBridge();
    }

    @Bean
    Transactions transactions(SpringBridge spring, DataSource dataSource) {
        Transactions transactions = Transactions.builder()
                .database("default", dataSource)
                .enclosing(spring)
                .connectionRouting(spring)
                .build();
        spring.bind(transactions, Map.of("default", dataSource));
        return transactions;
    }

    @Bean
    JdbcTemplate jdbcTemplate(SpringBridge spring, DataSource dataSource) {
        return new JdbcTemplate(new ScopedDataSource(dataSource, spring, true));
    }

    @Bean
    PlatformTransactionManager transactionManager(SpringBridge spring, DataSource dataSource) {
        return new AatomicTransactionManager(spring, new JdbcTransactionManager(dataSource));
    }
    // end::beans[]

    @Bean
    Mails mails() {
        return new Mails();
    }

    @Bean
    PointService pointService(JdbcTemplate jdbc) {
        return new PointService(jdbc);
    }

    @Bean
    OrderService orderService(JdbcTemplate jdbc, PointService points, ApplicationEventPublisher events) {
        return new OrderService(jdbc, points, events);
    }

    @Bean
    Orders orders(JdbcTemplate jdbc, PointService points, Transactions transactions, Mails mails) {
        return new OrdersAatomic(new JdbcOrders(jdbc, points, transactions, mails), transactions);
    }
}
