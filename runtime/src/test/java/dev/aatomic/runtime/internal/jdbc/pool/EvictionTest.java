package dev.aatomic.runtime.internal.jdbc.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
