package dev.aatomic.runtime.internal.jdbc.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.internal.jdbc.handle.ScopeDataSource;
import dev.aatomic.runtime.support.NamedTypes;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("G2")
class ConnectionCountTest {

    private static final String URL = "jdbc:h2:mem:count";

    @Test
    void hikari() {
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(URL);
        configuration.setMaximumPoolSize(3);
        try (HikariDataSource pool = new HikariDataSource(configuration)) {
            assertThat(ConnectionCount.of(pool)).hasValue(3);
            assertThat(ConnectionCount.of(wrapper(pool))).hasValue(3);
        }
    }

    @Test
    void hikariBeforeItsFirstConnection() throws SQLException {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(URL);
            int before = ConnectionCount.of(pool).orElseThrow();
            pool.getConnection().close();
            assertThat(pool.getMaximumPoolSize()).isEqualTo(before);
            assertThat(ConnectionCount.of(pool)).hasValue(before);
        }
    }

    @Test
    void agroal() throws SQLException {
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(
                        pool -> pool.maxSize(4).connectionFactoryConfiguration(factory -> factory.jdbcUrl(URL)));
        try (AgroalDataSource pool = AgroalDataSource.from(configuration)) {
            assertThat(ConnectionCount.of(pool)).hasValue(4);
            assertThat(ConnectionCount.of(wrapper(pool))).hasValue(4);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "org.apache.commons.dbcp2.BasicDataSource, setMaxTotal",
        "org.apache.tomcat.dbcp.dbcp2.BasicDataSource, setMaxTotal",
        "org.apache.tomcat.jdbc.pool.DataSource, setMaxActive"
    })
    void apachePools(String type, String setter) throws ReflectiveOperationException {
        DataSource pool = (DataSource) Class.forName(type).getConstructor().newInstance();
        Method setMaximum = pool.getClass().getMethod(setter, int.class);
        setMaximum.invoke(pool, 5);
        assertThat(ConnectionCount.of(pool)).hasValue(5);
        setMaximum.invoke(pool, -1);
        assertThat(ConnectionCount.of(pool)).isEmpty();
    }

    /** Pools of other libraries. */
    public interface Sized extends DataSource {

        int getMaxPoolSize();

        int getPoolMaxSize();
    }

    @ParameterizedTest
    @CsvSource({
        "com.mchange.v2.c3p0.ComboPooledDataSource, getMaxPoolSize",
        "org.vibur.dbcp.ViburDBCPDataSource, getPoolMaxSize",
        "oracle.ucp.jdbc.PoolDataSource, getMaxPoolSize"
    })
    void poolsThatAreKnownByTheirNames(String type, String getter) {
        assertThat(ConnectionCount.of(sized(type, getter, 6))).hasValue(6);
        assertThat(ConnectionCount.of(sized(type, getter, 1))).hasValue(1);
        for (int none : new int[] {0, -1, Integer.MAX_VALUE}) {
            assertThat(ConnectionCount.of(sized(type, getter, none)))
                    .as("%s", none)
                    .isEmpty();
        }
    }

    private static DataSource sized(String type, String getter, int size) {
        return NamedTypes.proxy(type, Sized.class, (self, method, arguments) -> switch (method.getName()) {
            case "isWrapperFor" -> false;
            default -> {
                assertThat(method.getName()).isEqualTo(getter);
                yield size;
            }
        });
    }

    @Test
    void subclassesCount() {
        try (HikariDataSource pool = new HikariDataSource() {}) {
            pool.setMaximumPoolSize(8);
            assertThat(ConnectionCount.of(pool)).hasValue(8);
        }
    }

    @Test
    void numberThatIsNoneMeansTheDefault() {
        try (HikariDataSource pool = new HikariDataSource() {
            @Override
            public int getMaximumPoolSize() {
                return 0;
            }
        }) {
            assertThat(ConnectionCount.of(pool)).hasValue(10);
        }
    }

    @Test
    void unknownDataSourcesDoNotSay() {
        assertThat(ConnectionCount.of(new JdbcDataSource())).isEmpty();
        assertThat(ConnectionCount.of(new ScopeDataSource("orders", new FakeDriver()::connection)))
                .isEmpty();
    }

    @Test
    void poolThatDoesNotAnswerIsReported() {
        IllegalArgumentException failure = new IllegalArgumentException();
        try (HikariDataSource pool = new HikariDataSource() {
            @Override
            public int getMaximumPoolSize() {
                throw failure;
            }
        }) {
            assertThatThrownBy(() -> ConnectionCount.of(pool))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("database(name, dataSource, connections)")
                    .hasCause(failure);
        }
    }

    private static DataSource wrapper(DataSource pool) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "isWrapperFor" -> ((Class<?>) arguments[0]).isInstance(pool);
                    case "unwrap" -> pool;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
