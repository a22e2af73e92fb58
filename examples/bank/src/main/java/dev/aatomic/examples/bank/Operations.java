package dev.aatomic.examples.bank;

import dev.aatomic.runtime.BlockEntry;
import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.Transactions;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** What whoever runs the bank asks it: who holds connections while nothing is done on them. */
final class Operations {

    private Operations() {}

    // tag::blocks[]
    static Transactions open(DataSource dataSource) {
        return Transactions.builder()
                .database("default", dataSource)
                .recordSql(true)
                .registerMBean("bank")
                .warnIfHeldLongerThan(Duration.ofSeconds(10))
                .build();
    }

    static List<String> idle(Transactions transactions) {
        return transactions.blocks().database("default").blocks().stream()
                .filter(block -> block.state() == BlockState.IDLE)
                .map(BlockEntry::name)
                .toList();
    }
    // end::blocks[]
}
