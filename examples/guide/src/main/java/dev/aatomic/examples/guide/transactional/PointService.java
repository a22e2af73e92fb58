package dev.aatomic.examples.guide.transactional;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Points for orders, in Spring's transactions. It stays as it is. */
class PointService {

    private final JdbcTemplate jdbc;

    PointService(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional(propagation = Propagation.NESTED)
    public void grant(long order) {
        jdbc.update("INSERT INTO point VALUES (?)", order);
    }

    @Transactional
    public void take(long order) {
        jdbc.update("DELETE FROM point WHERE id = ?", order);
    }
}
