package dev.aatomic.examples.guide.annotations;

import dev.aatomic.Aatomic;
import org.springframework.jdbc.core.JdbcTemplate;

// tag::class[]
@Aatomic
class JdbcLedger implements Ledger {

    private final JdbcTemplate jdbc;

    JdbcLedger(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public int add(long order) {
        return jdbc.update("INSERT INTO orders VALUES (?, 7)", order);
    }
}
// end::class[]
