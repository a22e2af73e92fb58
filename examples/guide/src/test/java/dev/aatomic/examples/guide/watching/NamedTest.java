package dev.aatomic.examples.guide.watching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NamedTest {

    /** As the page has it. */
    private static final String QUERY = "SELECT pid, application_name, state, now() - xact_start AS open, query"
            + " FROM pg_stat_activity WHERE xact_start IS NOT NULL";

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.postgres();

    @Test
    void blockIsFoundAmongTheSessionsByItsName() throws SQLException {
        try (Transactions transactions = Named.open(database.dataSource());
                Connection elsewhere = database.dataSource().getConnection()) {
            transactions.atomic().named("Orders.place").run(() -> {
                transactions.submit(NamedTest::touch).join();
                assertThat(isSeen(elsewhere)).isTrue();
            });
            assertThat(isSeen(elsewhere)).isFalse();
        }
    }

    private static boolean touch(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("SELECT 1");
        }
    }

    private static boolean isSeen(Connection elsewhere) throws SQLException {
        try (Statement statement = elsewhere.createStatement();
                ResultSet sessions = statement.executeQuery(QUERY)) {
            boolean isSeen = false;
            while (sessions.next()) {
                isSeen |= sessions.getString("application_name").equals("Orders.place");
            }
            return isSeen;
        }
    }
}
