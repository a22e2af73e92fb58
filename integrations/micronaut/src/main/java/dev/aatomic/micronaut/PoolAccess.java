package dev.aatomic.micronaut;

import io.micronaut.core.reflect.ClassUtils;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import javax.sql.DataSource;

/** The pool behind what Micronaut injects: Micronaut Data's data source gives connections only where it has bound one. */
final class PoolAccess {

    private static final boolean DATA = ClassUtils.isPresent(
            "io.micronaut.data.connection.jdbc.advice.DelegatingDataSource", PoolAccess.class.getClassLoader());

    private PoolAccess() {}

    static DataSource unwrap(DataSource injected) {
        return DATA ? Data.unwrap(injected) : injected;
    }

    /** Only where Micronaut Data is there. */
    private static final class Data {

        static DataSource unwrap(DataSource injected) {
            return DelegatingDataSource.unwrapDataSource(injected);
        }
    }
}
