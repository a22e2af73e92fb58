package dev.aatomic.spring.boot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What is called by name, of pools, drivers and transaction managers. */
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

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        for (String type : TYPES) {
            hints.reflection()
                    .registerTypeIfPresent(
                            loader != null ? loader : AatomicRuntimeHints.class.getClassLoader(),
                            type,
                            MemberCategory.INVOKE_PUBLIC_METHODS);
        }
    }
}
