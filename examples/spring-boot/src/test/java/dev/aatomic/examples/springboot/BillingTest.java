package dev.aatomic.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.spring.AatomicTransactionManager;
import dev.aatomic.spring.SpringBridge;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A second data source, whose Spring transactions join the blocks of its database. */
final class BillingTest {

    /** Not annotated, since the application would find it by scanning, in all tests. */
    static class Billing {

        @Bean
        @Primary
        HikariDataSource dataSource(Environment environment) {
            return pool(environment);
        }

        @Bean
        HikariDataSource billing(Environment environment) {
            return pool(environment);
        }

        private static HikariDataSource pool(Environment environment) {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl(environment.getRequiredProperty("spring.datasource.url"));
            pool.setMaximumPoolSize(2);
            return pool;
        }

        // tag::billing[]
        @Bean
        AatomicTransactionManager billingTransactions(SpringBridge spring, @Qualifier("billing") DataSource billing) {
            return new AatomicTransactionManager(spring, new JdbcTransactionManager(billing));
        }
        // end::billing[]
    }

    @Test
    void springTransactionOfItsIsAPartOfTheBlock() throws Exception {
        try (BankServer server = new BankServer(List.of(BankApplication.class, Billing.class))) {
            Transactions transactions = server.application().getBean(Transactions.class);
            TransactionTemplate billing =
                    new TransactionTemplate(server.application().getBean(AatomicTransactionManager.class));
            IllegalStateException failure = new IllegalStateException("inner");

            assertThat(transactions.metrics().databases()).containsOnlyKeys("dataSource", "billing");
            assertThatThrownBy(() -> transactions
                            .database("billing")
                            .atomic()
                            .run(() -> assertThatThrownBy(() -> billing.executeWithoutResult(status -> {
                                        throw failure;
                                    }))
                                    .isSameAs(failure)))
                    .isInstanceOf(UnexpectedRollbackException.class);
        }
    }
}
