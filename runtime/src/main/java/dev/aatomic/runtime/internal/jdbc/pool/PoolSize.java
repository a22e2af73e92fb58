package dev.aatomic.runtime.internal.jdbc.pool;

import dev.aatomic.runtime.internal.common.WrappedObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where a pool says how many connections it gives.
 *
 * @param typeName the class or interface with the first getter
 * @param unset what a number below 1 means; 0 for no limit
 * @param getters the methods to call, each on the result of the one before
 */
record PoolSize(String typeName, int unset, List<String> getters) {

    PoolSize(String typeName, String... getters) {
        this(typeName, 0, List.of(getters));
    }

    /** As {@link PoolKind#connections}. */
    @Nullable
    OptionalInt read(DataSource dataSource) {
        WrappedObject pool = WrappedObject.find(Layers.dataSource(dataSource), typeName);
        return pool == null ? null : read(pool.type(), pool.instance());
    }

    private OptionalInt read(Class<?> type, Object pool) {
        try {
            Class<?> owner = type;
            Object value = pool;
            for (String getter : getters) {
                Method method = owner.getMethod(getter);
                value = method.invoke(value);
                owner = method.getReturnType();
            }
            int maximum = (int) value;
            int effective = maximum > 0 && maximum < Integer.MAX_VALUE ? maximum : unset;
            return effective > 0 ? OptionalInt.of(effective) : OptionalInt.empty();
        } catch (InvocationTargetException e) {
            throw unreadable(e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw unreadable(e);
        }
    }

    private IllegalStateException unreadable(@Nullable Throwable cause) {
        return new IllegalStateException(
                "The maximum number of connections could not be read from a " + typeName + " through "
                        + String.join("().", getters) + "(). Say it: database(name, dataSource, connections).",
                cause);
    }
}
