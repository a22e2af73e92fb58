package dev.aatomic.runtime.internal.jdbc.pool;

import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Oracle's Universal Connection Pool. It finds out by itself which connections are lost. Its default for the maximum is none. */
final class UcpKind implements PoolKind {

    private static final PoolSize SIZE = new PoolSize("oracle.ucp.jdbc.PoolDataSource", "getMaxPoolSize");

    @Override
    public @Nullable OptionalInt connections(DataSource dataSource) {
        return SIZE.read(dataSource);
    }
}
