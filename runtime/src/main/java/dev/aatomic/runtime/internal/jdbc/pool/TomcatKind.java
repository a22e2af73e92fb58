package dev.aatomic.runtime.internal.jdbc.pool;

import dev.aatomic.runtime.internal.common.WrappedObject;
import java.sql.Connection;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The Tomcat JDBC Connection Pool. */
final class TomcatKind implements PoolKind {

    private static final PoolSize SIZE = new PoolSize("org.apache.tomcat.jdbc.pool.DataSourceProxy", "getMaxActive");

    @Override
    public @Nullable OptionalInt connections(DataSource dataSource) {
        return SIZE.read(dataSource);
    }

    @Override
    public void condemn(Connection connection) throws ReflectiveOperationException {
        WrappedObject own = WrappedObject.unwrapped(connection, "org.apache.tomcat.jdbc.pool.PooledConnection");
        if (own != null) {
            own.type().getMethod("setDiscarded", boolean.class).invoke(own.instance(), true);
        }
    }
}
