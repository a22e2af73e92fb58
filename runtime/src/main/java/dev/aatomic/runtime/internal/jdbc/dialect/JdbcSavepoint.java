package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.spi.Dialect.Savepoints;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/**
 * A savepoint of any driver.
 *
 * <p>One that was rolled back to is not released: it holds nothing any more and goes with the transaction, some databases have forgotten
 * it, and the release would be a round trip.
 */
record JdbcSavepoint(Connection connection, Savepoint savepoint, Savepoints support) implements ResourceSavepoint {

    private static final String NOT_SUPPORTED = "0A000";

    /**
     * Sets one. Release does nothing where the database keeps it.
     *
     * @throws SQLException what the driver threw, or that the database has none
     */
    static JdbcSavepoint set(Connection connection, String name, Savepoints support) throws SQLException {
        if (support == Savepoints.NONE) {
            throw new SQLFeatureNotSupportedException(
                    "The database has no savepoints, so what a nested block or savepoint() did cannot be undone alone."
                            + " Let the nested block be part of the block around it, with savepoint = false or"
                            + " propagation REQUIRED, or open it with REQUIRES_NEW",
                    NOT_SUPPORTED);
        }
        return new JdbcSavepoint(connection, connection.setSavepoint(name), support);
    }

    @Override
    public void release() throws SQLException {
        if (support == Savepoints.RELEASED) {
            try {
                connection.releaseSavepoint(savepoint);
            } catch (SQLFeatureNotSupportedException kept) {
                // It goes with the transaction.
                return;
            }
        }
    }

    @Override
    public ResourceSavepoint releaseAndSet(String name) throws SQLException {
        release();
        return set(connection, name, support);
    }

    @Override
    public @Nullable String rollbackTo() throws SQLException {
        connection.rollback(savepoint);
        return null;
    }

    @Override
    public @Nullable String rollbackToAndRelease() throws SQLException {
        return rollbackTo();
    }
}
