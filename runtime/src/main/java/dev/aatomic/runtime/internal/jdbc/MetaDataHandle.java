package dev.aatomic.runtime.internal.jdbc;

import java.lang.reflect.Method;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The metadata of a connection as a user sees them. */
final class MetaDataHandle extends DriverObject {

    /** What the handle does with a call. */
    private enum Call {
        CONNECTION,
        QUERY,
        /** The driver may ask the server for it. */
        PROPERTY,
        /** Made on the driver at once: these may not fail with an SQLException, or say only what the object is. */
        LOCAL;

        static Call of(Method method) {
            return switch (method.getName()) {
                case "getConnection" -> CONNECTION;
                case "getDriverMajorVersion", "getDriverMinorVersion", "unwrap", "isWrapperFor" -> LOCAL;
                default -> method.getReturnType() == ResultSet.class ? QUERY : PROPERTY;
            };
        }
    }

    private static final Map<Method, Call> CALLS = DriverMethod.table(Call::of, DatabaseMetaData.class);

    private static final HandleFactory<DatabaseMetaData> HANDLES =
            new HandleFactory<>(DatabaseMetaData.class, DatabaseMetaData.class, Handle.class);

    private final DatabaseMetaData driver;

    private MetaDataHandle(ConnectionHandle opener, DatabaseMetaData driver) {
        super(opener);
        this.driver = driver;
    }

    static DatabaseMetaData of(ConnectionHandle opener, DatabaseMetaData driver) {
        return HANDLES.create(new MetaDataHandle(opener, driver));
    }

    @Override
    public @Nullable Object invoke(Object handle, Method method, @Nullable Object @Nullable [] arguments)
            throws SQLException {
        @Nullable Call call = CALLS.get(method);
        if (call == null) {
            return answer(handle, method, arguments);
        }
        return switch (call) {
            case CONNECTION -> opener.proxy();
            case LOCAL -> DriverMethod.invoke(driver, method, arguments);
            case QUERY ->
                opener.query(HandleOwner.Kind.STATEMENT, connection -> DriverMethod.invoke(driver, method, arguments));
            case PROPERTY ->
                opener.<@Nullable Object>call(
                        HandleOwner.Kind.PROPERTY, null, connection -> DriverMethod.invoke(driver, method, arguments));
        };
    }

    @Override
    DatabaseMetaData driverObject() {
        return driver;
    }
}
