package dev.aatomic.spring.boot;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeHint;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;

/** What is called by name, of pools, drivers and transaction managers, and nothing else of them. */
final class AatomicRuntimeHints implements RuntimeHintsRegistrar {

    /**
     * What is called of a type.
     *
     * @param type the name of the class or interface that declares the methods
     * @param methods their names
     */
    private record Called(String type, List<String> methods) {

        Called(String type, String... methods) {
            this(type, List.of(methods));
        }
    }

    private static final List<Called> CALLED = List.of(
            new Called("com.zaxxer.hikari.HikariConfig", "getMaximumPoolSize"),
            new Called("com.zaxxer.hikari.HikariDataSource", "evictConnection", "getHikariPoolMXBean"),
            new Called("com.zaxxer.hikari.HikariPoolMXBean", "softEvictConnections"),
            new Called("com.zaxxer.hikari.pool.HikariPool", "evictConnection"),
            new Called("io.agroal.api.AgroalDataSource", "getConfiguration"),
            new Called("io.agroal.api.configuration.AgroalDataSourceConfiguration", "connectionPoolConfiguration"),
            new Called("io.agroal.api.configuration.AgroalConnectionPoolConfiguration", "maxSize"),
            new Called("org.springframework.jdbc.datasource.ConnectionProxy", "getTargetConnection"),
            new Called("org.springframework.jdbc.datasource.DelegatingDataSource", "getTargetDataSource"),
            new Called(
                    "org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource",
                    "getResolvedDefaultDataSource"),
            new Called("net.ttddyy.dsproxy.proxy.ProxyJdbcObject", "getTarget"),
            new Called("net.ttddyy.dsproxy.support.ProxyDataSource", "getDataSource"),
            new Called("com.p6spy.engine.wrapper.P6Proxy", "unwrapP6SpyProxy"),
            new Called("io.agroal.pool.wrapper.ConnectionWrapper", "getHandler"),
            new Called("io.agroal.pool.ConnectionHandler", "setFlushOnly"),
            new Called("org.apache.commons.dbcp2.BasicDataSource", "getMaxTotal", "invalidateConnection"),
            new Called("org.apache.commons.dbcp2.DelegatingConnection", "getInnermostDelegate"),
            new Called("org.apache.tomcat.dbcp.dbcp2.BasicDataSource", "getMaxTotal", "invalidateConnection"),
            new Called("org.apache.tomcat.dbcp.dbcp2.DelegatingConnection", "getInnermostDelegate"),
            new Called("org.apache.tomcat.jdbc.pool.DataSourceProxy", "getMaxActive"),
            new Called("org.apache.tomcat.jdbc.pool.PooledConnection", "setDiscarded"),
            new Called("org.vibur.dbcp.ViburConfig", "getPoolMaxSize"),
            new Called("com.mchange.v2.c3p0.AbstractComboPooledDataSource", "getMaxPoolSize"),
            new Called("oracle.ucp.jdbc.PoolDataSource", "getMaxPoolSize"),
            new Called("org.postgresql.PGConnection", "cancelQuery"),
            new Called("org.postgresql.core.BaseConnection", "getTransactionState"),
            new Called("org.postgresql.util.PSQLException", "getServerErrorMessage"),
            new Called("org.springframework.orm.jpa.JpaTransactionManager", "getDataSource", "setDataSource"));

    /** Fields that lead to a pool, or to its connection. */
    private static final Map<String, String> FIELDS = Map.of(
            "com.zaxxer.hikari.pool.ProxyConnection", "poolEntry",
            "com.zaxxer.hikari.pool.PoolEntry", "hikariPool",
            "com.p6spy.engine.spy.P6DataSource", "realDataSource",
            "io.opentelemetry.instrumentation.jdbc.datasource.OpenTelemetryDataSource", "delegate",
            "io.opentelemetry.instrumentation.jdbc.internal.OpenTelemetryConnection", "delegate");

    /** What leads to the session of a block, and to the factory of such sessions. */
    private static final List<List<String>> HIBERNATE_PROXIES = List.of(
            List.of(
                    "org.hibernate.Session",
                    "org.hibernate.engine.spi.SessionImplementor",
                    "org.hibernate.event.spi.EventSource",
                    "org.hibernate.engine.jdbc.LobCreationContext"),
            List.of("org.hibernate.StatelessSession"),
            List.of("dev.aatomic.hibernate.BlockConnection"),
            List.of(
                    "org.hibernate.SessionFactory",
                    "org.springframework.orm.jpa.EntityManagerFactoryInfo",
                    "org.springframework.core.InfrastructureProxy"));

    private static final String POSTGRES_EXECUTOR = "org.postgresql.core.QueryExecutorBase";
    private static final String POSTGRES_STATE = "transactionState";

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader given) {
        ClassLoader loader = given != null ? given : AatomicRuntimeHints.class.getClassLoader();
        for (Called called : CALLED) {
            hints.reflection().registerTypeIfPresent(loader, called.type(), type -> register(type, called, loader));
        }
        FIELDS.forEach(
                (type, field) -> hints.reflection().registerTypeIfPresent(loader, type, hint -> hint.withField(field)));
        hints.proxies().registerJdkProxy(Connection.class);
        for (List<String> types : HIBERNATE_PROXIES) {
            if (types.stream().allMatch(type -> ClassUtils.isPresent(type, loader))) {
                hints.proxies()
                        .registerJdkProxy(types.stream().map(TypeReference::of).toArray(TypeReference[]::new));
            }
        }
        // Its modifiers alone are asked for.
        hints.reflection().registerTypeIfPresent(loader, POSTGRES_EXECUTOR, type -> type.withField(POSTGRES_STATE));
    }

    private static void register(TypeHint.Builder type, Called called, ClassLoader loader) {
        for (Method method : ClassUtils.resolveClassName(called.type(), loader).getDeclaredMethods()) {
            if (called.methods().contains(method.getName()) && !method.isBridge()) {
                type.withMethod(
                        method.getName(), TypeReference.listOf(method.getParameterTypes()), ExecutableMode.INVOKE);
            }
        }
    }
}
