package dev.aatomic.examples.spring;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.AatomicDelegate;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** The application. Scanning finds the generated classes, which are components. */
@ComponentScan
@Configuration
class ApplicationConfiguration {

    // tag::setup[]
    @Bean
    Transactions transactions(DataSource dataSource) {
        return Transactions.builder().database("default", dataSource).build();
    }

    @AatomicDelegate
    @Bean(defaultCandidate = false)
    Accounts jooqAccounts(DSLContext dsl, Ledger ledger) {
        return new JooqAccounts(dsl, ledger);
    }
    // end::setup[]

    @Bean
    HikariDataSource dataSource() {
        return Database.create();
    }

    @Bean
    DSLContext dsl(Transactions transactions) {
        return AatomicJooq.dsl(transactions, SQLDialect.H2);
    }
}
