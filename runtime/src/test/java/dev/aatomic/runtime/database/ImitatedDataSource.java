package dev.aatomic.runtime.database;

import dev.aatomic.runtime.support.memory.PlainDataSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Gives connections to H2 that behave as those of another product. */
final class ImitatedDataSource extends PlainDataSource {

    /** In place of SQL: the call that commits, and one that fetches a row. */
    static final String COMMIT = "COMMIT";

    static final String FETCH = "FETCH";

    private final DataSource real;
    private final Product product;
    private final Map<String, Product.Conflict> failing = new ConcurrentHashMap<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();

    ImitatedDataSource(DataSource real, Product product) {
        this.real = real;
        this.product = product;
    }

    Product product() {
        return product;
    }

    /** Makes the next statement with this text fail, or {@link #COMMIT}, or {@link #FETCH}; once. */
    void failOnce(String sql, Product.Conflict conflict) {
        failing.put(sql, conflict);
    }

    /** What is to fail now; null if nothing. */
    Product.@Nullable Conflict takeFailure(String sql) {
        return failing.remove(sql);
    }

    /** The statements that went out, and COMMIT and ROLLBACK. */
    List<String> sent() {
        return List.copyOf(sent);
    }

    void note(String what) {
        sent.add(what);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return proxy(Connection.class, new ImitatedConnection(this, real.getConnection()));
    }

    DatabaseMetaData named(DatabaseMetaData metaData) {
        return proxy(
                DatabaseMetaData.class,
                (self, method, arguments) -> method.getName().equals("getDatabaseProductName")
                        ? product.productName
                        : invoke(metaData, method, arguments));
    }

    static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
