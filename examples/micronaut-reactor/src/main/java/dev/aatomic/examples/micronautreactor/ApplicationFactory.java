package dev.aatomic.examples.micronautreactor;

import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** The pool, of which {@code aatomic-micronaut} makes the transactions. */
@Factory
class ApplicationFactory {

    @Bean(preDestroy = "close")
    @Singleton
    HikariDataSource dataSource() {
        return Database.create();
    }
}
