package dev.aatomic.examples.micronaut;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.micronaut.TransactionsBuilderCustomizer;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.propagation.PropagatedContext;
import jakarta.inject.Singleton;

/** The pool, of which {@code aatomic-micronaut} makes the transactions, and what these are to carry. */
@Factory
class ApplicationFactory {

    // tag::carry[]
    @Singleton
    TransactionsBuilderCustomizer carry() {
        return builder -> builder.contextCapture(PropagatedContext::wrapCurrent);
    }
    // end::carry[]

    @Bean(preDestroy = "close")
    @Singleton
    HikariDataSource dataSource() {
        return Database.create();
    }
}
