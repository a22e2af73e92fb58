package dev.aatomic.runtime.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.runtime.internal.jdbc.dialect.DatabaseDialect;
import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.support.NoDriver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Databases are found by their names, counted each by itself, and whoever gets no connection of one is told why. */
@Tag("rooms")
final class DatabasesTest {

    private final ManagedDatabase orders = new ManagedDatabase("orders", new NoDriver(), 5, 2);
    private final ManagedDatabase bills = new ManagedDatabase("bills", new NoDriver(), 3, 7);
    private final Databases databases = new Databases(byName());

    private Map<String, ManagedDatabase> byName() {
        Map<String, ManagedDatabase> byName = new LinkedHashMap<>();
        byName.put("orders", orders);
        byName.put("bills", bills);
        return byName;
    }

    private static final class Holder extends Ticket {

        private final String name;

        Holder(String name) {
            this.name = name;
        }

        @Override
        public void granted() {}

        @Override
        public String place() {
            return name;
        }

        @Override
        public void abort(Throwable reason) {}

        @Override
        public void expire(String why) {}

        @Override
        public void seenHolding(long now) {}

        @Override
        public String holding(long now) {
            return name + " at " + now;
        }
    }

    @Test
    void databaseIsFoundByItsName() {
        assertThat(databases.named("using", "bills")).isSameAs(bills);
        assertThat(databases.first).isSameAs(orders);
        assertThat(databases.all()).containsExactly(orders, bills);
        assertThat(databases.connections()).isEqualTo(8);
        assertThat(orders).hasToString("orders");
        assertThatThrownBy(() -> databases.named("using", "stock"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("using: found 'stock'; expected the name of a database that the builder was given:"
                        + " 'orders', 'bills'. Name one of these, or add it with builder().database(\"stock\","
                        + " dataSource)");
        assertThatThrownBy(() -> databases.named("using", null)).hasMessage("using");
    }

    @Test
    void eachDatabaseIsCountedByItself() {
        orders.counters.countNotBegun();
        orders.counters.countRetried();
        orders.counters.countRetried();
        orders.counters.addWait(30);
        orders.counters.addHold(40);

        DatabaseMetrics counted = databases.metrics().databases().get("orders");
        assertThat(counted.notBegun()).isEqualTo(1);
        assertThat(counted.retried()).isEqualTo(2);
        assertThat(counted.waitNanos()).isEqualTo(30);
        assertThat(counted.holdNanos()).isEqualTo(40);
        assertThat(counted.connections()).isEqualTo(5);
        DatabaseMetrics other = databases.metrics().databases().get("bills");
        assertThat(other.notBegun() + other.retried() + other.waitNanos() + other.holdNanos())
                .isZero();
    }

    @Test
    void databaseIsKnownOnceItWasAsked() throws SQLException {
        assertThat(orders.knownDialect()).isNull();
        FakeDriver driver = new FakeDriver();
        driver.answer("getDatabaseProductName", "PostgreSQL");

        DatabaseDialect dialect = orders.dialect(driver.connection());
        assertThat(dialect.syntax()).isEqualTo(SqlSyntax.POSTGRES);
        driver.takeCalls();
        assertThat(orders.dialect(driver.connection())).isSameAs(dialect);

        assertThat(driver.takeCalls()).isEmpty();
        assertThat(orders.knownDialect()).isSameAs(dialect);
        assertThat(bills.knownDialect()).isNull();
    }

    @Test
    void databaseForOneMoreBuildIsTheSameButForItsQueue() {
        orders.resetWith("DISCARD ALL");

        ManagedDatabase fresh = orders.withQueuesOfItsOwn(9, List.of());

        assertThat(fresh.name()).isEqualTo("orders");
        assertThat(fresh.dataSource).isSameAs(orders.dataSource);
        assertThat(fresh.resetSql()).isEqualTo("DISCARD ALL");
        assertThat(fresh.admission).isNotSameAs(orders.admission);
        assertThat(fresh.admission.connections()).isEqualTo(5);
        assertThat(fresh.admission.maxWaiting()).isEqualTo(9);
    }

    @Test
    void whoWaitedTooLongIsToldWhoHoldsTheConnections() {
        assertThat(ConnectionShortage.overdue(orders, Duration.ofSeconds(1), 8))
                .isEqualTo(
                        "it waited for a connection of database 'orders' for PT1S, the connectionTimeout. Connections"
                                + " are held by nobody any more");
        for (int i = 0; i < 4; i++) {
            orders.admission.acquire(new Holder("h" + i));
        }
        assertThat(heldBy()).containsExactlyInAnyOrder("h0 at 8", "h1 at 8", "h2 at 8", "h3 at 8");
        orders.admission.acquire(new Holder("h4"));
        assertThat(heldBy())
                .hasSize(5)
                .endsWith("and 1 more")
                .filteredOn(name -> name.matches("h[0-4] at 8"))
                .hasSize(4);
    }

    private List<String> heldBy() {
        String told = ConnectionShortage.overdue(orders, Duration.ofSeconds(1), 8);
        return List.of(told.replaceFirst(".* Connections are held by ", "").split("; "));
    }

    @Test
    void whoGetsNoneIsToldWhy() {
        IllegalStateException down = new IllegalStateException();

        assertThat(ConnectionShortage.notGiven("'order'", orders, down))
                .hasMessageStartingWith("Block 'order' was not entered: database 'orders' gave no connection:"
                        + " java.lang.IllegalStateException.")
                .hasCause(down);
        assertThat(ConnectionShortage.refused("It was not run", orders))
                .hasMessageStartingWith("It was not run: it would have had to wait for a connection of database"
                        + " 'orders', and 2 wait already");
    }

    @Test
    void transactionThatLentNoConnectionIsNamedInPlaceOfThePool() {
        SQLException refused = new SQLException("in use");

        assertThat(ConnectionShortage.notLent("'order'", "the JTA transaction", refused))
                .hasMessageStartingWith(
                        "Block 'order' was not entered: it would take part in the JTA transaction, whose connection it did not get:")
                .hasMessageEndingWith("Its body did not run; the cause says why")
                .hasCause(refused);
    }
}
