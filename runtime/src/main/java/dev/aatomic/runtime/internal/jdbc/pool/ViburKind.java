package dev.aatomic.runtime.internal.jdbc.pool;

import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Vibur. It forgets a connection of its own that is aborted. */
final class ViburKind implements PoolKind {

    private static final PoolSize SIZE = new PoolSize("org.vibur.dbcp.ViburDBCPDataSource", "getPoolMaxSize");

    @Override
    public @Nullable OptionalInt connections(DataSource dataSource) {
        return SIZE.read(dataSource);
    }
}
