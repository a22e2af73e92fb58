package dev.aatomic.runtime.internal.jdbc.pool;

import dev.aatomic.runtime.internal.common.WrappedObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.Wrapper;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What users put around a pool and its connections: known by name, and taken off one by one. {@code unwrap} alone does not lead to what a
 * pool has made, where the pool answers for its driver only.
 */
final class Layers {

    /** More than anybody has. */
    private static final int MOST = 16;

    private static final List<Layer> CONNECTIONS = List.of(
            Layer.method("org.springframework.jdbc.datasource.ConnectionProxy", "getTargetConnection"),
            Layer.method("net.ttddyy.dsproxy.proxy.ProxyJdbcObject", "getTarget"),
            Layer.method("com.p6spy.engine.wrapper.P6Proxy", "unwrapP6SpyProxy"),
            Layer.field("io.opentelemetry.instrumentation.jdbc.internal.OpenTelemetryConnection", "delegate"));

    private static final List<Layer> DATA_SOURCES = List.of(
            Layer.method("org.springframework.jdbc.datasource.DelegatingDataSource", "getTargetDataSource"),
            Layer.method(
                    "org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource",
                    "getResolvedDefaultDataSource"),
            Layer.method("net.ttddyy.dsproxy.support.ProxyDataSource", "getDataSource"),
            Layer.field("com.p6spy.engine.spy.P6DataSource", "realDataSource"),
            Layer.field("io.opentelemetry.instrumentation.jdbc.datasource.OpenTelemetryDataSource", "delegate"));

    private Layers() {}

    /**
     * One kind of wrapper.
     *
     * @param typeName the class or interface that has the member
     * @param member the method or field that leads inward
     * @param isField whether it is a field, which the module path may hide
     */
    private record Layer(String typeName, String member, boolean isField) {

        static Layer method(String typeName, String name) {
            return new Layer(typeName, name, false);
        }

        static Layer field(String typeName, String name) {
            return new Layer(typeName, name, true);
        }

        /** What is inside; null if this is none of the kind, or does not show it. */
        @Nullable
        Object inside(Wrapper wrapper) {
            WrappedObject found = WrappedObject.of(wrapper, typeName);
            if (found == null) {
                return null;
            }
            try {
                if (isField) {
                    Field field = found.type().getDeclaredField(member);
                    field.setAccessible(true);
                    return field.get(found.instance());
                }
                Method method = found.type().getMethod(member);
                return method.invoke(found.instance());
            } catch (ReflectiveOperationException | RuntimeException hidden) {
                return null;
            }
        }
    }

    /** The connection that the pool has given, as far as what is around it is known. */
    static Connection connection(Connection connection) {
        return innermost(connection, Connection.class, CONNECTIONS);
    }

    /** The pool, as far as what is around it is known. */
    static DataSource dataSource(DataSource dataSource) {
        return innermost(dataSource, DataSource.class, DATA_SOURCES);
    }

    /**
     * Whether nothing is in it yet: one of Spring's that takes a connection as it is first used. Whatever it is asked, but for its text, makes
     * it wait for one.
     */
    static boolean isEmpty(Connection connection) {
        if (WrappedObject.of(connection, "org.springframework.jdbc.datasource.ConnectionProxy") == null) {
            return false;
        }
        String text = String.valueOf(connection);
        return text.startsWith("Lazy Connection proxy for target DataSource")
                || text.startsWith("Transaction-aware proxy for target Connection from DataSource");
    }

    private static <W extends Wrapper> W innermost(W outer, Class<W> type, List<Layer> layers) {
        W current = outer;
        for (int i = 0; i < MOST; i++) {
            W inner = inside(current, type, layers);
            if (inner == null) {
                return current;
            }
            current = inner;
        }
        return current;
    }

    private static <W extends Wrapper> @Nullable W inside(W wrapper, Class<W> type, List<Layer> layers) {
        for (Layer layer : layers) {
            Object inner = layer.inside(wrapper);
            if (type.isInstance(inner)) {
                return type.cast(inner);
            }
        }
        return null;
    }
}
