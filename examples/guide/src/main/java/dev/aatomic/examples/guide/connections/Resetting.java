package dev.aatomic.examples.guide.connections;

import dev.aatomic.runtime.Transactions;
import javax.sql.DataSource;

/** Transactions that leave nothing on a session. */
final class Resetting {

    private Resetting() {}

    // tag::reset[]
    static Transactions open(DataSource pool) {
        return Transactions.builder()
                .database("default", pool)
                .connectionResetSql("default", "DISCARD ALL")
                .build();
    }
    // end::reset[]
}
