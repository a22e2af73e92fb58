package dev.aatomic.examples.moving;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.testing.PostgresServer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What is the same in each step: what Spring Boot and the starter configure, the repositories, the payments and the database. */
final class Surroundings implements AutoCloseable {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({GatedPayments.class, Places.class})
    static class Setup {

        @Bean
        Payments payments(GatedPayments gated) {
            return gated::charge;
        }
    }

    private final ConfigurableApplicationContext context;
    private final SingleConnectionDataSource connection;
    private final JdbcClient oracle;
    private final Map<Step, AnnotationConfigApplicationContext> shops = new EnumMap<>(Step.class);

    Surroundings() {
        String url = PostgresServer.createDatabase("moving");
        connection = new SingleConnectionDataSource(url, true);
        oracle = JdbcClient.create(connection);
        context = new SpringApplicationBuilder(Setup.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.datasource.url=" + url,
                        "spring.datasource.hikari.maximum-pool-size=3",
                        "spring.main.banner-mode=off")
                .run("--spring.sql.init.mode=never", "--spring.jpa.hibernate.ddl-auto=create");
    }

    /** The shop as it is after a step. */
    BeanFactory shopAfter(Step step) {
        return shops.computeIfAbsent(step, missing -> missing.start(context));
    }

    /** The shop as it is after a step, with beans beside those of the step. */
    AnnotationConfigApplicationContext shopAfter(Step step, Class<?>... others) {
        return step.start(context, others);
    }

    Places places() {
        return context.getBean(Places.class);
    }

    GatedPayments payments() {
        return context.getBean(GatedPayments.class);
    }

    /** What a test begins with: products, and nothing sold. */
    void reset() {
        places().fail(-1);
        payments().close();
        for (String table : List.of("product", "purchase", "bonus", "notice")) {
            oracle.sql("DELETE FROM " + table).update();
        }
        oracle.sql("INSERT INTO product (id, stock) VALUES (1, 10), (2, 10), (3, 1000)")
                .update();
    }

    /** What others see, on a connection that is not the application's. */
    List<String> committed() {
        return oracle.sql("SELECT 'product ' || id || ': ' || stock FROM product"
                        + " UNION ALL SELECT 'purchase of ' || product || ', ' || payment FROM purchase"
                        + " UNION ALL SELECT 'points ' || points FROM bonus"
                        + " UNION ALL SELECT 'notice of ' || product FROM notice ORDER BY 1")
                .query(String.class)
                .list();
    }

    void haveTheirConnectionsBack() {
        assertThat(context.getBean(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections())
                .as("connections out")
                .isZero();
    }

    @Override
    public void close() {
        shops.values().forEach(AnnotationConfigApplicationContext::close);
        context.close();
        connection.destroy();
    }
}
