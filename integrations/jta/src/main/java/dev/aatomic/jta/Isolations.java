package dev.aatomic.jta;

import dev.aatomic.Isolation;
import java.sql.Connection;

/** The isolations in JDBC's numbers. */
final class Isolations {

    private Isolations() {}

    static Isolation ofJdbc(int level) {
        return switch (level) {
            case Connection.TRANSACTION_READ_UNCOMMITTED -> Isolation.READ_UNCOMMITTED;
            case Connection.TRANSACTION_READ_COMMITTED -> Isolation.READ_COMMITTED;
            case Connection.TRANSACTION_REPEATABLE_READ -> Isolation.REPEATABLE_READ;
            case Connection.TRANSACTION_SERIALIZABLE -> Isolation.SERIALIZABLE;
            default -> Isolation.DEFAULT;
        };
    }
}
