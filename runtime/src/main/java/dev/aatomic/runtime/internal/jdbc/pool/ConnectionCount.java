package dev.aatomic.runtime.internal.jdbc.pool;

import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How many connections a pool gives at most, for the pools that say so. */
public final class ConnectionCount {

    private ConnectionCount() {}

    /**
     * Reads the maximum from the data source, or from the pool that it says it wraps.
     *
     * @param dataSource any data source
     * @return the maximum; empty if this is none of the known pools, or a pool without a limit
     * @throws IllegalStateException if a known pool does not answer
     */
    public static OptionalInt of(DataSource dataSource) {
        for (PoolKind kind : KnownPools.ALL) {
            @Nullable OptionalInt connections = kind.connections(dataSource);
            if (connections != null) {
                return connections;
            }
        }
        return OptionalInt.empty();
    }
}
