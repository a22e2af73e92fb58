package dev.aatomic.runtime.internal.jdbc.pool;

import dev.aatomic.runtime.internal.common.WrappedObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The c3p0 pool. As a connection is given back, it finds out that the driver's is closed; one that was aborted never comes back. */
final class C3p0Kind implements PoolKind {

    private static final PoolSize SIZE = new PoolSize("com.mchange.v2.c3p0.ComboPooledDataSource", "getMaxPoolSize");

    @Override
    public @Nullable OptionalInt connections(DataSource dataSource) {
        return SIZE.read(dataSource);
    }

    private static @Nullable Connection own(Connection connection) {
        WrappedObject own = WrappedObject.find(connection, "com.mchange.v2.c3p0.C3P0ProxyConnection");
        return own == null ? null : (Connection) own.instance();
    }

    @Override
    public @Nullable Connection physical(Connection connection) throws SQLException {
        Connection own = own(connection);
        return own == null ? null : own.unwrap(Connection.class);
    }

    @Override
    public boolean countsAborted(Connection connection) {
        return own(connection) != null;
    }
}
