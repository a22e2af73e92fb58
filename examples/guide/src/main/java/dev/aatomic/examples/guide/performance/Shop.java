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
        return Transactions.builder()
                .database("default", pool)
                .connectionTimeout(Duration.ofSeconds(2)) // nobody waits longer for an answer
                .maxWaiting(1000) // what ten connections serve in that time
                .recordMetrics(true)
                .build();
    }
    // end::pool[]
}
