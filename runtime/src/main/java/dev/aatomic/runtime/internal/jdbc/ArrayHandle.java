package dev.aatomic.runtime.internal.jdbc;

import java.lang.reflect.Method;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Wrapper;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An array as a user sees it. It is a {@link Wrapper} too, which drivers' arrays are not. */
final class ArrayHandle extends DriverObject {

    /** What the handle does with a call. */
    private enum Call {
        QUERY,
        UNWRAP,
        IS_WRAPPER_FOR,
        LOCAL;

        static Call of(Method method) {
            return switch (method.getName()) {
                case "unwrap" -> UNWRAP;
                case "isWrapperFor" -> IS_WRAPPER_FOR;
                default -> method.getReturnType() == ResultSet.class ? QUERY : LOCAL;
            };
        }
    }

    private static final Map<Method, Call> CALLS = DriverMethod.table(Call::of, Array.class, Wrapper.class);

    private static final HandleFactory<Array> HANDLES =
            new HandleFactory<>(Array.class, Array.class, Wrapper.class, Handle.class);

    private final Array driver;

    private ArrayHandle(ConnectionHandle opener, Array driver) {
        super(opener);
        this.driver = driver;
    }

    static Array of(ConnectionHandle opener, Array driver) {
        return HANDLES.create(new ArrayHandle(opener, driver));
    }

    @Override
    public @Nullable Object invoke(Object handle, Method method, @Nullable Object @Nullable [] arguments)
            throws SQLException {
        @Nullable Call call = CALLS.get(method);
        if (call == null) {
            return answer(handle, method, arguments);
        }
        return switch (call) {
            case QUERY ->
                opener.query(HandleOwner.Kind.FETCH, connection -> DriverMethod.invoke(driver, method, arguments));
            case LOCAL -> opener.leadBack(DriverMethod.invoke(driver, method, arguments), method.getReturnType());
            case UNWRAP -> unwrap(DriverMethod.wantedType(arguments));
            case IS_WRAPPER_FOR -> DriverMethod.wantedType(arguments).isInstance(driver);
        };
    }

    @Override
    Array driverObject() {
        return driver;
    }

    private Object unwrap(Class<?> type) throws SQLException {
        if (!type.isInstance(driver)) {
            throw new SQLNonTransientException("The driver's array is a "
                    + driver.getClass().getName() + ", not a " + type.getName() + ". Ask with isWrapperFor first.");
        }
        return driver;
    }
}
