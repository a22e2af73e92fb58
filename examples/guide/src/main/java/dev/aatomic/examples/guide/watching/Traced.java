package dev.aatomic.examples.guide.watching;

import dev.aatomic.opentelemetry.OpenTelemetryBlockObserver;
import dev.aatomic.runtime.Transactions;
import io.opentelemetry.api.OpenTelemetry;
import javax.sql.DataSource;

final class Traced {

    private Traced() {}

    static Transactions open(DataSource dataSource, OpenTelemetry openTelemetry) {
        // tag::opentelemetry[]
        Transactions transactions = Transactions.builder()
                .database("default", dataSource)
                .observer(new OpenTelemetryBlockObserver(openTelemetry))
                .build();
        // end::opentelemetry[]
        return transactions;
    }
}
