package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.Isolation;
import java.sql.SQLException;

/** Opens what the transactions of a database run on. Thread-safe. */
@FunctionalInterface
public interface SessionSource {

    /**
     * Takes a connection out of its pool.
     *
     * @param block the outermost block that it is for
     * @throws SQLException if there is none to be had
     */
    JdbcSession open(ManagedDatabase database, Isolation isolation, boolean readOnly, NamedBlock block)
            throws SQLException;
}
