package dev.aatomic.examples.guide.performance;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import java.time.Duration;

/** The settings of the worked example. */
final class Shop {

    private Shop() {}

    // tag::pool[]
    static Transactions open(HikariDataSource pool) {
        pool.setMaximumPoolSize(10);
        pool.setConnectionTimeout(2000); // while the database does not answer
        return Transactions.builder()
                .database("default", pool)
                .connectionTimeout(Duration.ofSeconds(2)) // nobody waits longer for an answer
                .maxWaiting(1000) // what ten connections serve in that time
                .warnIfHeldLongerThan(Duration.ofSeconds(1))
                .recordMetrics(true)
                .build();
    }
    // end::pool[]
}
