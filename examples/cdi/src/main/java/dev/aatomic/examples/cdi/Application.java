package dev.aatomic.examples.cdi;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;

/** The beans that are no classes of the application. */
@ApplicationScoped
class Application {

    // tag::setup[]
    @Produces
    @Singleton
    Transactions transactions(DataSource dataSource) {
        return Transactions.builder().database("default", dataSource).build();
    }

    void close(@Observes @BeforeDestroyed(ApplicationScoped.class) Object stopping, Transactions transactions) {
        transactions.close();
    }
    // end::setup[]

    @Produces
    @Singleton
    HikariDataSource dataSource() {
        return Database.create();
    }

    void close(@Disposes HikariDataSource dataSource) {
        dataSource.close();
    }

    @Produces
    @Singleton
    DSLContext dsl(Transactions transactions) {
        return AatomicJooq.dsl(transactions, SQLDialect.H2);
    }
}
