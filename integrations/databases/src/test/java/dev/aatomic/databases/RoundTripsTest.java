package dev.aatomic.databases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aatomic.databases.engine.Engine;
import dev.aatomic.databases.engine.OneConnection;
import dev.aatomic.databases.engine.TestedDatabase;
import dev.aatomic.databases.promise.Thrown;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.MariaDbServer;
import dev.aatomic.testing.TcpProxy;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How often a block goes to MariaDB and back, counted where the bytes go. */
final class RoundTripsTest {

    /** What a block costs: with one statement, with a nested block as well, and with one that fails after its statement. */
    private record Costs(int one, int nested, int failedNested) {}

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MARIADB_BY_MYSQL"})
    void poolWithoutAutocommitSparesTwo(Engine engine) throws SQLException {
        assertThat(costs(engine, true)).as("autoCommit=true").isEqualTo(new Costs(4, 6, 7));
        assertThat(costs(engine, false)).as("autoCommit=false").isEqualTo(new Costs(2, 4, 5));
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MARIADB_BY_MYSQL"})
    void poolThatCouldSpareThemIsNamedInTheLogOnce(Engine engine) throws SQLException {
        try (LoggedLines log = new LoggedLines("dev.aatomic")) {
            costs(engine, false);
            assertThat(log.lines()).isEmpty();

            costs(engine, true);
            assertThat(log.lines()).singleElement().asString().contains("'default'", "autoCommit");
        }
    }

    /** The first nested block sets its savepoint; the others end that of the one before with theirs. */
    @ParameterizedTest
    @CsvSource({
        "MARIADB, '', 10", "MARIADB, '&allowMultiQueries=true', 8",
        "MARIADB_BY_MYSQL, '', 10", "MARIADB_BY_MYSQL, '&allowMultiQueries=true', 8"
    })
    void driverThatSendsSeveralStatementsSparesOneForEachFurtherNestedBlock(Engine engine, String setting, int expected)
            throws SQLException {
        assumeTrue(engine.isAvailable(), () -> engine.heading() + " cannot be run on this machine");
        try (TestedDatabase database = engine.open();
                TcpProxy proxy = new TcpProxy(MariaDbServer.port())) {
            database.define();
            try (OneConnection connection = new OneConnection(database.connectThrough(proxy.port(), setting), false);
                    Transactions transactions = Transactions.builder()
                            .database("default", connection.dataSource(), 1)
                            .build()) {
                transactions.atomic().run(() -> insert(transactions, 1));

                int trips = trips(
                        proxy,
                        () -> transactions.atomic().run(() -> {
                            insert(transactions, 2);
                            for (int value = 3; value <= 5; value++) {
                                int nested = value;
                                transactions.atomic().run(() -> insert(transactions, nested));
                            }
                        }));

                assertThat(trips).isEqualTo(expected);
                assertThat(database.integers("select v from entry order by v")).containsExactly(1, 2, 3, 4, 5);
            }
        }
    }

    private static Costs costs(Engine engine, boolean autoCommit) throws SQLException {
        assumeTrue(engine.isAvailable(), () -> engine.heading() + " cannot be run on this machine");
        try (TestedDatabase database = engine.open();
                TcpProxy proxy = new TcpProxy(MariaDbServer.port())) {
            database.define();
            try (OneConnection connection = new OneConnection(database.connectThrough(proxy.port()), autoCommit);
                    Transactions transactions = Transactions.builder()
                            .database("default", connection.dataSource(), 1)
                            .build()) {
                // The first asks the driver what it is.
                transactions.atomic().run(() -> insert(transactions, 1));
                int one = trips(proxy, () -> transactions.atomic().run(() -> insert(transactions, 2)));
                int nested = trips(
                        proxy,
                        () -> transactions.atomic().run(() -> {
                            insert(transactions, 3);
                            transactions.atomic().run(() -> insert(transactions, 4));
                        }));
                int failed = trips(
                        proxy,
                        () -> transactions.atomic().run(() -> {
                            insert(transactions, 5);
                            Thrown.by(() -> transactions.atomic().run(() -> {
                                insert(transactions, 6);
                                throw new IllegalStateException("undone");
                            }));
                        }));
                assertThat(database.integers("select v from entry order by v")).containsExactly(1, 2, 3, 4, 5);
                return new Costs(one, nested, failed);
            }
        }
    }

    private static int trips(TcpProxy proxy, CheckedRunnable<RuntimeException> block) {
        int before = proxy.roundTrips();
        block.run();
        return proxy.roundTrips() - before;
    }

    private static void insert(Transactions transactions, int value) {
        transactions
                .submit(connection -> {
                    try (PreparedStatement statement = connection.prepareStatement("insert into entry(v) values(?)")) {
                        statement.setInt(1, value);
                        return statement.executeUpdate();
                    }
                })
                .join();
    }
}
