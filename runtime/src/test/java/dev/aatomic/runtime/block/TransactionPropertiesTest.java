package dev.aatomic.runtime.block;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.Isolation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcCall;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.RecordingDataSource;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Isolation and read-only: in force, put back (G12), and for as few round trips as can be (G13). */
@Tag("G12")
@Tag("G13")
@Tag("properties")
final class TransactionPropertiesTest {

    /** What costs a round trip on PostgreSQL, or may. */
    private static final Set<String> TRIPS = Set.of(
            "Statement.execute",
            "Statement.executeQuery",
            "Statement.executeUpdate",
            "PreparedStatement.execute",
            "PreparedStatement.executeQuery",
            "PreparedStatement.executeUpdate",
            "Connection.getTransactionIsolation",
            "Connection.setTransactionIsolation",
            "Connection.isValid");

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    static Stream<Arguments> poolsAndIsolations() {
        return Stream.of(Server.values())
                .flatMap(server -> Stream.of(true, false)
                        .flatMap(autoCommit -> Stream.of(
                                        Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE)
                                .map(isolation -> Arguments.of(server, autoCommit, isolation))));
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static String isolation(Server server, Transactions transactions, Atomic atomic) {
        String sql = server == Server.POSTGRES
                ? "show transaction_isolation"
                : "select isolation_level from information_schema.sessions where session_id = session_id()";
        return Await.value(atomic.getStageAsync(() -> transactions.submit(connection -> text(connection, sql))))
                .toUpperCase(Locale.ROOT)
                .replace(' ', '_');
    }

    private static String readOnlySetting(Transactions transactions, Atomic atomic) {
        return Await.value(atomic.getStageAsync(
                () -> transactions.submit(connection -> text(connection, "show transaction_read_only"))));
    }

    private static List<String> trips(RecordingDataSource source) {
        return source.calls().stream()
                .map(JdbcCall::name)
                .filter(TRIPS::contains)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("poolsAndIsolations")
    void isolationIsInForceAndPutBack(Server server, boolean autoCommit, Isolation isolation) {
        PooledDatabase database = fixtures.database(server, 1, autoCommit);
        Transactions transactions = fixtures.transactions(database);
        String usual = isolation(server, transactions, transactions.atomic());

        assertThat(isolation(server, transactions, transactions.atomic().isolation(isolation)))
                .isEqualTo(isolation.name());

        assertThat(isolation(server, transactions, transactions.atomic())).isEqualTo(usual);
        Await.failure(transactions.atomic().isolation(isolation).getAsync(() -> {
            transactions.submit(insert(1)).join();
            throw new IOException("body");
        }));
        assertThat(isolation(server, transactions, transactions.atomic())).isEqualTo(usual);
        assertThat(database.source().count("DataSource.getConnection")).isEqualTo(5);
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readOnlyIsInForceAndPutBack(boolean autoCommit) {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1, autoCommit);
        Transactions transactions = fixtures.transactions(database);
        Atomic readOnly = transactions.atomic().readOnly();

        assertThat(readOnlySetting(transactions, readOnly)).isEqualTo("on");
        Throwable refused = Await.failure(readOnly.getStageAsync(() -> transactions.submit(insert(1))));
        assertThat(refused).isInstanceOf(SQLException.class);
        assertThat(((SQLException) refused).getSQLState()).isEqualTo("25006");

        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
        assertThat(database.rows()).containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readOnlyAndIsolationGoTogether(boolean autoCommit) {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1, autoCommit);
        Transactions transactions = fixtures.transactions(database);
        Atomic atomic = transactions.atomic().readOnly().isolation(Isolation.REPEATABLE_READ);

        assertThat(isolation(Server.POSTGRES, transactions, atomic)).isEqualTo("REPEATABLE_READ");
        assertThat(readOnlySetting(transactions, atomic)).isEqualTo("on");
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
        assertThat(database.rows()).containsExactly(2);
    }

    @Test
    void readOnlyOnH2IsToldToTheDriverAndPutBack() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions
                .atomic()
                .readOnly()
                .getStageAsync(() -> transactions.submit(connection -> text(connection, "select 1"))));

        assertThat(database.source().count(call -> call.isWith("Connection.setReadOnly", true)))
                .isEqualTo(1);
        assertThat(database.source().count(call -> call.isWith("Connection.setReadOnly", false)))
                .isEqualTo(1);
    }

    @Test
    void readOnlyCostsNoRoundTrip() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);

        for (int i = 0; i < 2; i++) {
            Await.value(transactions
                    .atomic()
                    .readOnly()
                    .getStageAsync(() -> transactions.submit(connection -> text(connection, "select 1"))));
        }

        // What the isolation is by default is asked for once.
        assertThat(trips(database.source()))
                .containsExactly(
                        "Connection.getTransactionIsolation", "Statement.executeQuery", "Statement.executeQuery");
    }

    @Test
    void isolationCostsOneStatementAndNothingToPutBack() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        Atomic serializable = transactions.atomic().isolation(Isolation.SERIALIZABLE);
        Await.value(serializable.getStageAsync(() -> transactions.submit(insert(1))));
        database.source().reset();

        Await.value(serializable.getStageAsync(() -> transactions.submit(insert(2))));

        assertThat(trips(database.source())).containsExactly("Statement.execute", "PreparedStatement.executeUpdate");
        assertThat(database.source()
                        .count(call -> call.is("Statement.execute")
                                && String.valueOf(call.argument()).contains("SERIALIZABLE")))
                .isEqualTo(1);
    }

    @Test
    void isolationThatThePoolHasByDefaultCostsNothing() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(database.pool().getJdbcUrl());
        configuration.setMaximumPoolSize(1);
        configuration.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        try (HikariDataSource pool = new HikariDataSource(configuration)) {
            RecordingDataSource source = new RecordingDataSource(pool, true);
            try (Transactions transactions =
                    Transactions.builder().database("default", source, 1).build()) {
                Atomic serializable = transactions.atomic().isolation(Isolation.SERIALIZABLE);
                assertThat(isolation(Server.POSTGRES, transactions, serializable))
                        .isEqualTo("SERIALIZABLE");
                source.reset();

                Await.value(serializable.getStageAsync(() -> transactions.submit(insert(2))));

                assertThat(trips(source)).containsExactly("PreparedStatement.executeUpdate");
            }
        }
        assertThat(database.rows()).containsExactly(2);
    }

    @Test
    void blockWithoutAStatementSetsNothing() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().readOnly().isolation(Isolation.SERIALIZABLE).run(() -> {});

        assertThat(database.source().names()).containsExactly("DataSource.getConnection", "Connection.close");
    }

    @Test
    void nestedBlockSetsNothingOfItsOwn() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        transactions.atomic().isolation(Isolation.SERIALIZABLE).run(() -> {
            transactions.submit(insert(1)).join();
            database.source().reset();
            transactions
                    .atomic()
                    .isolation(Isolation.REPEATABLE_READ)
                    .readOnly()
                    .run(() -> transactions
                            .submit(connection -> text(connection, "select 1"))
                            .join());
            assertThat(trips(database.source())).containsExactly("Statement.executeQuery");
            assertThat(database.source().names())
                    .doesNotContain("Connection.setReadOnly", "Connection.setTransactionIsolation");
        });
        assertThat(database.rows()).containsExactly(1);
    }
}
