package dev.aatomic.examples.guide.watching;

import dev.aatomic.runtime.Transactions;
import javax.sql.DataSource;

final class Named {

    private Named() {}

    static Transactions open(DataSource dataSource) {
        // tag::names[]
        Transactions transactions = Transactions.builder()
                .database("default", dataSource)
                .sendBlockNames(true)
                .build();
        // end::names[]
        return transactions;
    }
}
