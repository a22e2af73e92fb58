package dev.aatomic.runtime.internal.jdbc.pool;

import dev.aatomic.runtime.internal.common.WrappedObject;
import java.sql.Connection;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Agroal. It takes an aborted connection back, and gives it out again unless that was marked before. */
final class AgroalKind implements PoolKind {

    private static final PoolSize SIZE = new PoolSize(
            "io.agroal.api.AgroalDataSource", "getConfiguration", "connectionPoolConfiguration", "maxSize");

    @Override
    public @Nullable OptionalInt connections(DataSource dataSource) {
        return SIZE.read(dataSource);
    }

    @Override
    public void condemn(Connection connection) throws ReflectiveOperationException {
        WrappedObject own = WrappedObject.find(connection, "io.agroal.pool.wrapper.ConnectionWrapper");
        if (own != null) {
            Object handler = own.type().getMethod("getHandler").invoke(own.instance());
            handler.getClass().getMethod("setFlushOnly").invoke(handler);
        }
    }
}
