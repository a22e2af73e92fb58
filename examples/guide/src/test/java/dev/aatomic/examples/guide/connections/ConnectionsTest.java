package dev.aatomic.examples.guide.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a real PostgreSQL, with a pool of one connection, so that each block gets the one that the block before had. */
class ConnectionsTest {

    private final TestDatabase database = new TestDatabase(Server.POSTGRES);
    private final HikariDataSource pool = new HikariDataSource();

    ConnectionsTest() {
        pool.setJdbcUrl(database.url());
        pool.setMaximumPoolSize(1);
    }

    @AfterEach
    void close() {
        pool.close();
        database.close();
    }

    private static String value(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return String.valueOf(result.getString(1));
        }
    }

    private static void execute(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String settingOfTheNextBlock(Transactions transactions) throws SQLException {
        transactions.atomic().run(() -> execute(transactions.dataSource(), "SET shop.tenant = 'one'"));
        return transactions
                .atomic()
                .get(() -> value(transactions.dataSource(), "SELECT current_setting('shop.tenant', true)"));
    }

    @Test
    void whatABlockHasSetForTheSessionIsGone() throws SQLException {
        try (Transactions transactions = Resetting.open(pool)) {
            assertThat(settingOfTheNextBlock(transactions)).isIn("", "null");
        }
    }

    @Test
    void withoutThatItStays() throws SQLException {
        try (Transactions transactions =
                Transactions.builder().database("default", pool).build()) {
            assertThat(settingOfTheNextBlock(transactions)).isEqualTo("one");
        }
    }

    /** Writes, and goes on after a nested block in which the server said that something is not supported. */
    private static void writeAndGoOn(Transactions transactions) throws SQLException {
        transactions.atomic().run(() -> {
            execute(transactions.dataSource(), "INSERT INTO entry VALUES (1)");
            assertThatThrownBy(() -> transactions
                            .atomic()
                            .run(() -> execute(
                                    transactions.dataSource(),
                                    "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '0A000'; END $$")))
                    .isInstanceOf(SQLException.class);
            execute(transactions.dataSource(), "INSERT INTO entry VALUES (2)");
        });
    }

    @Test
    void blockGoesOnAfterWhatIsNotSupported() throws SQLException {
        pool.setExceptionOverrideClassName(KeepOnUnsupported.class.getName());
        try (Transactions transactions =
                Transactions.builder().database("default", pool).build()) {
            writeAndGoOn(transactions);
        }
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void withoutThatItDoesNot() {
        try (Transactions transactions =
                Transactions.builder().database("default", pool).build()) {
            assertThatThrownBy(() -> writeAndGoOn(transactions)).isInstanceOf(Exception.class);
        }
        assertThat(database.rows()).isEmpty();
    }
}
