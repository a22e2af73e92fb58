package dev.aatomic.examples.guide.annotations;

import dev.aatomic.runtime.Transactions;
import org.springframework.jdbc.core.JdbcTemplate;

/** Puts a ledger together. */
final class Ledgers {

    private Ledgers() {}

    static Ledger ledger(Transactions transactions) {
        // tag::class-use[]
        JdbcTemplate jdbc = new JdbcTemplate(transactions.dataSource());
        Ledger ledger = new JdbcLedgerAatomic(new JdbcLedger(jdbc), transactions);
        // end::class-use[]
        return ledger;
    }
}
