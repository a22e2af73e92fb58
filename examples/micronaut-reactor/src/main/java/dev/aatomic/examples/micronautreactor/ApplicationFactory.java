package dev.aatomic.examples.micronautreactor;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** The beans that are no classes of the application. */
@Factory
class ApplicationFactory {

    @Bean(preDestroy = "close")
    @Singleton
    Transactions transactions(DataSource dataSource) {
        return Transactions.builder()
                .database("default", dataSource)
                .contextPropagation(true)
                .build();
    }

    @Bean(preDestroy = "close")
    @Singleton
    HikariDataSource dataSource() {
        return Database.create();
    }
}
