package dev.aatomic.examples.guide.libraries;

import dev.aatomic.runtime.Transactions;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Code that knows nothing of blocks. */
final class Legacy {

    private Legacy() {}

    static JdbcTemplate guarded(Transactions transactions, DataSource pool) {
        // tag::guard[]
        JdbcTemplate legacy = new JdbcTemplate(transactions.guard(pool)); // fails in blocks
        // end::guard[]
        return legacy;
    }

    static JdbcTemplate joining(Transactions transactions, DataSource pool) {
        // tag::joining[]
        JdbcTemplate everywhere = new JdbcTemplate(transactions.dataSource(pool)); // part of the block, or the pool's
        // end::joining[]
        return everywhere;
    }
}
