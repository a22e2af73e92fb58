package dev.aatomic.runtime.internal.jdbc.pool;

import dev.aatomic.runtime.internal.common.WrappedObject;
import java.sql.Connection;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Apache Commons DBCP 2, and Tomcat's copy of it. As a connection is given back, it finds out that the driver's is closed; but its
 * connections show that one to nobody, unless it is allowed to everybody.
 */
final class DbcpKind implements PoolKind {

    private final String dataSourceName;
    private final String connectionName;
    private final PoolSize size;

    DbcpKind(String packageName) {
        this.dataSourceName = packageName + ".BasicDataSource";
        this.connectionName = packageName + ".PoolableConnection";
        this.size = new PoolSize(dataSourceName, "getMaxTotal");
    }

    @Override
    public @Nullable OptionalInt connections(DataSource dataSource) {
        return size.read(dataSource);
    }

    @Override
    public @Nullable Connection physical(Connection connection) throws ReflectiveOperationException {
        WrappedObject own = WrappedObject.find(connection, connectionName);
        return own == null
                ? null
                : (Connection) own.type().getMethod("getInnermostDelegate").invoke(own.instance());
    }

    /** Throws if this is not the pool that the connection is of. */
    @Override
    public void forget(DataSource dataSource, Connection connection) throws ReflectiveOperationException {
        WrappedObject pool = WrappedObject.find(Layers.dataSource(dataSource), dataSourceName);
        WrappedObject own = WrappedObject.find(connection, connectionName);
        if (pool != null && own != null) {
            pool.type().getMethod("invalidateConnection", Connection.class).invoke(pool.instance(), own.instance());
        }
    }
}
