package dev.aatomic.examples.springbootjpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.AatomicJpaTransactionManager;
import dev.aatomic.spring.ScopedEntityManagerFactoryPostProcessor;
import dev.aatomic.spring.SpringBridge;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** The same service and repositories without Spring Boot. */
final class WithoutStarterTest {

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    @EnableJpaRepositories
    @Import(StockService.class)
    static class Shop {

        @Bean
        LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource dataSource) {
            LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
            factory.setDataSource(dataSource);
            factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
            factory.setPackagesToScan(Product.class.getPackageName());
            return factory;
        }

        @Bean
        SpringBridge springBridge() {
            return new SpringBridge();
        }

        @Bean
        Transactions transactions(SpringBridge spring, DataSource dataSource) {
            Transactions transactions = Transactions.builder()
                    .database("default", dataSource, 2)
                    .enclosing(spring)
                    .connectionRouting(spring)
                    .build();
            spring.bind(transactions, Map.of("default", dataSource));
            return transactions;
        }

        // tag::beans[]
        @Bean
        static ScopedEntityManagerFactoryPostProcessor scopedEntityManagerFactories(SpringBridge spring) {
            return new ScopedEntityManagerFactoryPostProcessor(spring);
        }

        @Bean
        PlatformTransactionManager transactionManager(SpringBridge spring, EntityManagerFactory factory) {
            return new AatomicJpaTransactionManager(spring, new JpaTransactionManager(factory));
        }
        // end::beans[]
    }

    @Test
    void serviceAndRepositoryAreInTheBlock() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .start();
                AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            DataSource dataSource = postgres.getPostgresDatabase();
            new ResourceDatabasePopulator(new ClassPathResource("schema.sql")).execute(dataSource);
            context.registerBean(DataSource.class, () -> dataSource);
            context.register(Shop.class);
            context.refresh();
            StockService stock = context.getBean(StockService.class);
            Purchases purchases = context.getBean(Purchases.class);
            Transactions transactions = context.getBean(Transactions.class);

            transactions.atomic().run(() -> {
                stock.take(1, 3);
                purchases.save(new Purchase(1, 3));
            });
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        stock.take(1, 3);
                        purchases.save(new Purchase(1, 3));
                        throw new PaymentRefusedException("visa");
                    }))
                    .isInstanceOf(PaymentRefusedException.class);

            JdbcTemplate jdbc = new JdbcTemplate(dataSource);
            assertThat(jdbc.queryForObject("SELECT stock FROM product WHERE id = 1", Integer.class))
                    .isEqualTo(7);
            assertThat(jdbc.queryForObject("SELECT count(*) FROM purchase", Integer.class))
                    .isOne();
        }
    }
}
