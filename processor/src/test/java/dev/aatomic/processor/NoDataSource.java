package dev.aatomic.processor;

import java.lang.reflect.Proxy;
import javax.sql.DataSource;

/** A data source for transactions on which nothing is run. */
final class NoDataSource {

    private NoDataSource() {}

    static DataSource create() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.toString());
                });
    }
}
