package dev.aatomic.runtime.spi;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Knows a database by what its driver says of it. Thread-safe. */
@FunctionalInterface
public interface DialectProvider {

    /**
     * Looks at a database. Called once for each, with its first connection, in the transaction that begins on that.
     *
     * @param metaData of that connection, not to be kept
     * @return its dialect; null if it is none that this provider knows, and the library's own knowledge of it holds
     * @throws SQLException what the driver threw
     */
    @Nullable
    Dialect dialectOf(DatabaseMetaData metaData) throws SQLException;
}
