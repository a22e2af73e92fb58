package dev.aatomic.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** J6: what a session keeps beyond its transaction, and the statement that takes it away. */
@Tag("G12")
@Tag("G20")
final class ConnectionResetTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static Integer leaveTraces(Connection connection) throws SQLException {
        for (String sql : List.of(
                "set search_path to pg_catalog",
                "set statement_timeout to 12345",
                "create temporary table traces(v int)",
                "select pg_advisory_lock(42)",
                "listen traces",
                "prepare traces as select 1",
                "declare traces cursor with hold for select 1",
                "select set_config('aatomic.traces', 'set', false)",
                "set session characteristics as transaction isolation level serializable",
                "set role pg_monitor")) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
        return 1;
    }

    /** What of it a later caller finds. */
    private static List<String> traces(Connection connection) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select 'path' where current_setting('search_path') = 'pg_catalog'"
                                + " union all select 'timeout' where current_setting('statement_timeout') = '12345ms'"
                                + " union all select 'table' where to_regclass('pg_temp.traces') is not null union all"
                                + " select 'lock' from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"
                                + " union all select 'listen' from pg_listening_channels() union all select 'statement'"
                                + " from pg_prepared_statements where name = 'traces' union all select 'cursor' from"
                                + " pg_cursors where name = 'traces' union all select 'setting' where"
                                + " current_setting('aatomic.traces', true) = 'set' union all select 'isolation' where"
                                + " current_setting('default_transaction_isolation') = 'serializable' union all"
                                + " select 'role' where current_user = 'pg_monitor'")) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void j6ResetSqlTakesAwayWhatABlockLeavesInItsSession(boolean autoCommit) {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1, autoCommit);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.connectionResetSql("default", "discard all"));

        transactions
                .atomic()
                .run(() -> transactions.submit(ConnectionResetTest::leaveTraces).join());
        assertThat(transactions
                        .atomic()
                        .get(() ->
                                transactions.submit(ConnectionResetTest::traces).join()))
                .isEmpty();
        transactions.autocommit(
                () -> transactions.submit(ConnectionResetTest::leaveTraces).join());
        assertThat(transactions
                        .atomic()
                        .get(() ->
                                transactions.submit(ConnectionResetTest::traces).join()))
                .isEmpty();
        assertThat(database.source().count("DataSource.getConnection")).isEqualTo(4);
    }

    @Test
    void j6WithoutItTheyStayAsThePageSays() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions
                .atomic()
                .run(() -> transactions.submit(ConnectionResetTest::leaveTraces).join());

        assertThat(transactions
                        .atomic()
                        .get(() ->
                                transactions.submit(ConnectionResetTest::traces).join()))
                .containsExactlyInAnyOrder(
                        "path",
                        "timeout",
                        "table",
                        "lock",
                        "listen",
                        "statement",
                        "cursor",
                        "setting",
                        "isolation",
                        "role");
        database.pool().getHikariPoolMXBean().softEvictConnections();
    }

    @Test
    void j6WhatIsSetForTheTransactionEndsWithIt() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions
                .atomic()
                .run(() -> transactions
                        .submit(connection -> {
                            for (String sql : List.of(
                                    "set local search_path to pg_catalog",
                                    "select set_config('statement_timeout', '12345', true)",
                                    "create temporary table traces(v int) on commit drop",
                                    "select pg_advisory_xact_lock(42)")) {
                                try (Statement statement = connection.createStatement()) {
                                    statement.execute(sql);
                                }
                            }
                            return 1;
                        })
                        .join());

        assertThat(transactions
                        .atomic()
                        .get(() ->
                                transactions.submit(ConnectionResetTest::traces).join()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void j6ConnectionOnWhichItFailsIsThrownAway(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.connectionResetSql("default", "no such statement"));
        try (LogCapture log = new LogCapture()) {
            transactions.atomic().run(() -> transactions.submit(Sql.insert(1)).join());
            assertThat(log.count("thrown away")).isPositive();
        }

        assertThat(database.rows()).containsExactly(1);
        assertThat(database.source().count("Connection.abort")
                        + database.source().count("Connection.unwrap"))
                .isPositive();
    }

    @Test
    void j6UnusedConnectionCostsNoTrip() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.connectionResetSql("default", "set @x = null"));

        transactions.atomic().run(() -> {});
        assertThat(database.source().names()).containsExactly("DataSource.getConnection", "Connection.close");
    }

    @Test
    void j6ResetSqlIsChecked() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions.Builder builder = Transactions.builder();

        assertThatThrownBy(() -> builder.connectionResetSql("default", "discard all"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'default'");
        builder.database("default", database.source(), 1);
        assertThatThrownBy(() -> builder.connectionResetSql("default", " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("white space");
    }
}
