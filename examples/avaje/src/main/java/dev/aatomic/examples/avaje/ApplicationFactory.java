package dev.aatomic.examples.avaje;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import io.avaje.inject.Bean;
import io.avaje.inject.Factory;
import javax.sql.DataSource;

/** The beans that are no classes of the application. */
@Factory
class ApplicationFactory {

    // tag::setup[]
    @Bean(destroyMethod = "close")
    Transactions transactions(DataSource dataSource) {
        return Transactions.builder().database("default", dataSource).build();
    }
    // end::setup[]

    @Bean(destroyMethod = "close")
    HikariDataSource dataSource() {
        return Database.create();
    }
}
