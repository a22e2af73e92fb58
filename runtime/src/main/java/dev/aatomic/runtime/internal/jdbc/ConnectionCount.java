package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.internal.common.WrappedObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * How many connections a pool gives at most, for the pools that say so. Knows them by name and calls nothing but public methods
 * of public types, so none of them need be present.
 */
public final class ConnectionCount {

    /** HikariCP decides on its default only with the first connection; until then it answers -1. */
    private static final int HIKARI_DEFAULT = 10;

    private static final List<Pool> POOLS = List.of(
            new Pool("com.zaxxer.hikari.HikariDataSource", HIKARI_DEFAULT, "getMaximumPoolSize"),
            new Pool("io.agroal.api.AgroalDataSource", 0, "getConfiguration", "connectionPoolConfiguration", "maxSize"),
            new Pool("org.apache.commons.dbcp2.BasicDataSource", 0, "getMaxTotal"),
            new Pool("org.apache.tomcat.dbcp.dbcp2.BasicDataSource", 0, "getMaxTotal"),
            new Pool("org.apache.tomcat.jdbc.pool.DataSourceProxy", 0, "getMaxActive"));

    private ConnectionCount() {}

    /**
     * Reads the maximum from the data source, or from the pool that it says it wraps.
     *
     * @param dataSource any data source
     * @return the maximum; empty if this is none of the known pools, or a pool without a limit
     * @throws IllegalStateException if a known pool does not answer
     */
    public static OptionalInt of(DataSource dataSource) {
        for (Pool pool : POOLS) {
            WrappedObject found = WrappedObject.find(dataSource, pool.typeName());
            if (found != null) {
                return pool.read(found.type(), found.instance());
            }
        }
        return OptionalInt.empty();
    }

    /**
     * A pool that says how many connections it gives.
     *
     * @param typeName the class or interface with the first getter
     * @param unset what a number below 1 means; 0 for no limit
     * @param getters the methods to call, each on the result of the one before
     */
    private record Pool(String typeName, int unset, List<String> getters) {

        Pool(String typeName, int unset, String... getters) {
            this(typeName, unset, List.of(getters));
        }

        OptionalInt read(Class<?> type, Object pool) {
            try {
                Class<?> owner = type;
                Object value = pool;
                for (String getter : getters) {
                    Method method = owner.getMethod(getter);
                    value = method.invoke(value);
                    owner = method.getReturnType();
                }
                int maximum = (int) value;
                int effective = maximum > 0 ? maximum : unset;
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
}
