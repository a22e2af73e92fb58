package dev.aatomic.examples.micronaut;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** The beans that are no classes of the application. */
@Factory
class ApplicationFactory {

    // tag::setup[]
    @Bean(preDestroy = "close")
    @Singleton
    Transactions transactions(DataSource dataSource) {
        return Transactions.builder().database("default", dataSource).build();
    }
    // end::setup[]

    @Bean(preDestroy = "close")
    @Singleton
    HikariDataSource dataSource() {
        return Database.create();
    }
}
