package dev.aatomic.examples.guide.watching;

// tag::micrometer[]
import dev.aatomic.micrometer.BlockMeters;
import dev.aatomic.micrometer.MicrometerBlockObserver;
import dev.aatomic.micrometer.TransactionsMeterBinder;
import dev.aatomic.runtime.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import javax.sql.DataSource;

final class Metered {

    static Transactions open(DataSource dataSource, MeterRegistry meters, ObservationRegistry observations) {
        Transactions transactions = Transactions.builder()
                .database("default", dataSource)
                .recordMetrics(true)
                .listener(BlockMeters.of(meters)) // meters of each name
                .observer(new MicrometerBlockObserver(observations)) // spans
                .build();
        new TransactionsMeterBinder(transactions).bindTo(meters); // meters of each database
        return transactions;
    }
}
// end::micrometer[]
