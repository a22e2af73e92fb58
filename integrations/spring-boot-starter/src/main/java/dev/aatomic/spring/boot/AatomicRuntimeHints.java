package dev.aatomic.spring.boot;

import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/** What is called by name, of pools, drivers and transaction managers; and the handles, which are proxies. */
final class AatomicRuntimeHints implements RuntimeHintsRegistrar {

    private static final List<String> TYPES = List.of(
            "com.zaxxer.hikari.HikariDataSource",
            "com.zaxxer.hikari.HikariPoolMXBean",
            "io.agroal.api.AgroalDataSource",
            "io.agroal.api.configuration.AgroalDataSourceConfiguration",
            "io.agroal.api.configuration.AgroalConnectionPoolConfiguration",
            "org.apache.commons.dbcp2.BasicDataSource",
            "org.apache.tomcat.dbcp.dbcp2.BasicDataSource",
            "org.apache.tomcat.jdbc.pool.DataSourceProxy",
            "org.postgresql.core.BaseConnection",
            "org.postgresql.util.PSQLException",
            "org.springframework.orm.jpa.JpaTransactionManager");

    private static final TypeReference HANDLE = TypeReference.of("dev.aatomic.runtime.internal.jdbc.Handle");

    private static final List<Class<?>> HANDLES = List.of(
            Connection.class,
            Statement.class,
            PreparedStatement.class,
            CallableStatement.class,
            ResultSet.class,
            DatabaseMetaData.class);

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        for (String type : TYPES) {
            hints.reflection()
                    .registerTypeIfPresent(
                            loader != null ? loader : AatomicRuntimeHints.class.getClassLoader(),
                            type,
                            MemberCategory.INVOKE_PUBLIC_METHODS);
        }
        for (Class<?> handled : HANDLES) {
            hints.proxies().registerJdkProxy(TypeReference.of(handled), HANDLE);
        }
        hints.proxies().registerJdkProxy(TypeReference.of(Array.class), TypeReference.of(Wrapper.class), HANDLE);
    }
}
