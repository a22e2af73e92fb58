package dev.aatomic.runtime.internal.jdbc.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.NamedTypes;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.testing.Await;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that is thrown away is closed physically, and its pool forgets it, whatever of that fails. */
@Tag("rooms")
final class EvictionTest {

    private final FakeDriver driver = new FakeDriver();
    private final FakeDriver physical = new FakeDriver();
    private final Connection connection = driver.connection();

    private static void evict(DataSource from, Connection connection) {
        Eviction.evict(from, connection);
    }

    /** What was done to a connection. */
    private static List<String> done(FakeDriver to) {
        return to.takeCalls().stream()
                .map(call -> call.split(" ")[0])
                .filter(call -> call.equals("abort") || call.equals("close"))
                .toList();
    }

    private static HikariDataSource pool() {
        HikariConfig configuration = new HikariConfig();
        configuration.setDataSource(new NoDriver());
        configuration.setMaximumPoolSize(1);
        configuration.setMinimumIdle(0);
        return new HikariDataSource(configuration);
    }

    private static void assertForgotten(HikariDataSource pool) {
        Await.until("the pool has none", () -> pool.getHikariPoolMXBean().getTotalConnections() == 0);
    }

    @Test
    void connectionOfADriverIsAbortedAndClosed() {
        driver.answer("unwrap", connection);

        evict(new NoDriver(), connection);

        assertThat(done(driver)).containsExactly("abort", "close");
    }

    @Test
    void connectionBehindAnotherIsAbortedAndClosedToo() {
        driver.answer("unwrap", physical.connection());

        evict(new NoDriver(), connection);

        assertThat(done(driver)).containsExactly("abort", "close");
        assertThat(done(physical)).containsExactly("abort", "close");
    }

    @Test
    void wrapperThatKnowsNoWayIsTakenAsItIs() {
        evict(new NoDriver(), connection);
        assertThat(done(driver)).as("unwrapped to null").containsExactly("abort", "close");

        driver.fail("unwrap", new SQLException("none"));
        try (LogCapture log = LogCapture.withDetails()) {
            evict(new NoDriver(), connection);

            assertThat(log.lines())
                    .containsExactly("A connection in doubt could not be unwrapped java.sql.SQLException: none");
        }
        assertThat(done(driver)).as("not unwrapped").containsExactly("abort", "close");
    }

    @Test
    void whatFailsLeavesTheRestToDo() {
        driver.answer("unwrap", physical.connection());
        for (FakeDriver each : List.of(driver, physical)) {
            each.fail("abort", new AbstractMethodError());
            each.fail("close", new SQLException("broken"));
        }

        try (LogCapture log = LogCapture.withDetails()) {
            evict(new NoDriver(), connection);

            String failed = "A connection in doubt could not be ";
            assertThat(log.lines())
                    .containsExactly(
                            failed + "aborted java.lang.AbstractMethodError",
                            failed + "aborted in its driver java.lang.AbstractMethodError",
                            failed + "closed physically java.sql.SQLException: broken",
                            failed + "closed java.sql.SQLException: broken");
        }
        assertThat(done(driver)).containsExactly("abort", "close");
        assertThat(done(physical)).containsExactly("abort", "close");
    }

    @Test
    void hikariForgetsItsConnection() throws SQLException {
        try (HikariDataSource pool = pool()) {
            Connection own = pool.getConnection();

            evict(pool, own);

            assertForgotten(pool);
        }
    }

    /** A data source that routes leads to one of its pools, and perhaps to another. */
    @Test
    void hikariForgetsItsConnectionWhereTheDataSourceIsAnother() throws SQLException {
        try (HikariDataSource pool = pool();
                HikariDataSource other = pool()) {
            other.getConnection().close();
            Connection own = pool.getConnection();

            evict(other, own);

            assertForgotten(pool);
            assertThat(other.getHikariPoolMXBean().getTotalConnections()).isEqualTo(1);
        }
    }

    /** As HikariCP's data source has it. */
    public interface Hikari extends DataSource {
        void evictConnection(Connection connection);
    }

    /** The module path hides the way from a connection to its pool. */
    @Test
    void hikariIsToldThroughTheDataSourceWhereItsPoolIsHidden() {
        List<Object> told = new ArrayList<>();
        Connection own = NamedTypes.proxy("com.zaxxer.hikari.pool.ProxyConnection", Connection.class, driver);
        DataSource pool =
                NamedTypes.proxy("com.zaxxer.hikari.HikariDataSource", Hikari.class, (self, method, arguments) -> {
                    if (method.getName().equals("evictConnection")) {
                        told.add(arguments[0]);
                    }
                    return method.getReturnType() == boolean.class ? false : null;
                });

        evict(pool, own);

        assertThat(told).containsExactly(own);
    }

    /** Whatever it is asked, it would take a connection for it. */
    @Test
    void lazyConnectionThatHasTakenNoneIsClosed() {
        FakeDriver lazy = new FakeDriver();
        evict(
                new NoDriver(),
                NamedTypes.proxy(
                        "org.springframework.jdbc.datasource.ConnectionProxy",
                        Connection.class,
                        (self, method, arguments) -> method.getName().equals("toString")
                                ? "Lazy Connection proxy for target DataSource [pool]"
                                : lazy.invoke(self, method, arguments)));

        assertThat(lazy.takeCalls()).containsExactly("close");
    }

    /** It takes an aborted connection back, and would give it out again. */
    @Test
    void agroalGivesNoConnectionOutThatWasThrownAway() throws SQLException {
        try (AgroalDataSource pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .metricsEnabled()
                .connectionPoolConfiguration(limits -> limits.maxSize(1)
                        .connectionFactoryConfiguration(factory -> factory.connectionProviderClass(NoDriver.class))))) {
            evict(pool, pool.getConnection());
            pool.getConnection().close();

            assertThat(pool.getMetrics().creationCount()).isEqualTo(2);
        }
    }

    /**
     * Its connections show the driver's to nobody. If the data source leads to another pool, its own finds out that the driver's is closed.
     */
    @ParameterizedTest
    @CsvSource({
        "org.apache.commons.dbcp2.BasicDataSource, true",
        "org.apache.commons.dbcp2.BasicDataSource, false",
        "org.apache.tomcat.dbcp.dbcp2.BasicDataSource, true",
        "org.apache.tomcat.dbcp.dbcp2.BasicDataSource, false"
    })
    void dbcpGivesNoConnectionOutThatWasThrownAway(String type, boolean leadsToItsPool) throws Exception {
        Deque<FakeDriver> opened = new ArrayDeque<>();
        DataSource pool = dbcp(type, opened);
        try {
            Connection own = pool.getConnection();
            FakeDriver used = opened.getLast();

            evict(leadsToItsPool ? pool : new NoDriver(), own);

            assertThat(done(used)).contains("abort", "close");
            if (leadsToItsPool) {
                pool.getConnection().createStatement();
                assertThat(used.takeCalls()).as("of the next who takes one").isEmpty();
            }
        } finally {
            Class.forName(type).getMethod("close").invoke(pool);
        }
    }

    /** A pool whose driver makes another connection each time. */
    private static DataSource dbcp(String type, Deque<FakeDriver> opened) throws ReflectiveOperationException {
        Driver opening = proxy(Driver.class, (self, method, arguments) -> {
            if (!method.getName().equals("connect")) {
                return true;
            }
            FakeDriver next = new FakeDriver();
            next.answer("isValid", true);
            opened.add(next);
            return next.connection();
        });
        Class<?> known = Class.forName(type);
        DataSource pool = (DataSource) known.getConstructor().newInstance();
        known.getMethod("setDriver", Driver.class).invoke(pool, opening);
        known.getMethod("setUrl", String.class).invoke(pool, "jdbc:any");
        return pool;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(EvictionTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** It would count for ever what is aborted other than in the driver, also where something wraps it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void c3p0sConnectionIsAbortedInTheDriverAlone(boolean wrapped) {
        driver.answer("unwrap", physical.connection());
        Connection own = NamedTypes.proxy("com.mchange.v2.c3p0.C3P0ProxyConnection", Connection.class, driver);

        evict(new NoDriver(), wrapped ? NamedTypes.wrapper(Connection.class, own) : own);

        assertThat(done(driver)).containsExactly("close");
        assertThat(done(physical)).containsExactly("abort", "close");
    }

    @Test
    void hikariReplacesAllWhereItsOwnCannotBeFound() throws SQLException {
        try (HikariDataSource pool = pool()) {
            pool.getConnection().close();
            assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(1);

            evict(pool, connection);

            assertForgotten(pool);
        }
    }

    @Test
    void poolThatHasGivenNothingYetHasNothingToForget() {
        try (HikariDataSource pool = new HikariDataSource()) {
            evict(pool, connection);
        }

        assertThat(done(driver)).containsExactly("abort", "close");
    }
}
