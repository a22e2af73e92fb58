package dev.aatomic.examples.guide.settings;

// tag::builder[]
import dev.aatomic.runtime.Transactions;
import java.time.Duration;
import javax.sql.DataSource;

final class Application {

    static Transactions transactions(DataSource dataSource) {
        return Transactions.builder()
                .database("default", dataSource)
                .connectionTimeout(Duration.ofSeconds(5))
                .maxWaiting(1000)
                .warnIfHeldLongerThan(Duration.ofSeconds(10))
                .build();
    }
}
// end::builder[]
