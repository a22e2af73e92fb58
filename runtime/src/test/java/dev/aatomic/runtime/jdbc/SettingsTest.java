package dev.aatomic.runtime.jdbc;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcCall;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a block sets for the session is put back while the session is still known to be its own: behind a pooler of transactions the next one
 * after COMMIT may be on another.
 */
@Tag("G12")
@Tag("G13")
final class SettingsTest {

    private static final String OTHER = "pg_catalog";
    private static final String APPLICATION = "ApplicationName";

    private static final Set<String> TOLD = Set.of(
            "Connection.getSchema",
            "Connection.setSchema",
            "Connection.setClientInfo",
            "Connection.setAutoCommit",
            "PreparedStatement.execute",
            "PreparedStatement.executeUpdate",
            "Statement.executeQuery",
            "Statement.executeUpdate",
            "Connection.commit",
            "Connection.rollback");

    private static final String READ = "executeQuery(SELECT current_schema(), current_setting('search_path'))";

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static ConnectionFunction<Integer> inSchema(String schema, int value, String entries) {
        return connection -> {
            connection.setSchema(schema);
            return Sql.update(connection, "insert into " + entries + " values (" + value + ")");
        };
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private Transactions used(PooledDatabase database) {
        Transactions transactions = fixtures.transactions(database);
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(Sql.entries())));
        database.source().reset();
        return transactions;
    }

    private static List<String> told(PooledDatabase database) {
        return database.source().calls().stream()
                .filter(call -> TOLD.contains(call.name()))
                .map(JdbcCall::toString)
                .map(call -> call.substring(call.indexOf('.') + 1))
                .map(call -> call.startsWith("executeUpdate") ? "executeUpdate" : call)
                .toList();
    }

    private static String schema(Transactions transactions) {
        return Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(Connection::getSchema)));
    }

    private static String entries(PooledDatabase database) {
        return database.schema() + ".entry";
    }

    @Test
    void postgresHasTheSchemaBackBeforeCommit() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = used(database);

        Await.value(
                transactions.atomic().getStageAsync(() -> transactions.submit(inSchema(OTHER, 1, entries(database)))));

        assertThat(told(database))
                .containsExactly(
                        "setAutoCommit(false)",
                        READ,
                        "setSchema(" + OTHER + ")",
                        "executeUpdate",
                        "setSchema(" + database.schema() + ")",
                        "commit",
                        "setAutoCommit(true)");
        assertThat(database.rows()).containsExactly(1);
        assertThat(schema(transactions)).isEqualTo(database.schema());
    }

    @Test
    void postgresUndoesTheSchemaWithTheRest() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = used(database);

        Await.failure(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(inSchema(OTHER, 1, entries(database)))
                        .thenApply(inserted -> {
                            throw new IllegalStateException("rolled back");
                        })));

        assertThat(told(database))
                .containsExactly(
                        "setAutoCommit(false)",
                        READ,
                        "setSchema(" + OTHER + ")",
                        "executeUpdate",
                        "rollback",
                        "setAutoCommit(true)");
        assertThat(database.rows()).isEmpty();
        assertThat(schema(transactions)).isEqualTo(database.schema());
    }

    /** The driver knows the first schema of the path only. */
    @Test
    void pathOfSeveralSchemasIsWholeAgain() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = used(database);
        ConnectionFunction<String> path = connection -> text(connection, "select current_setting('search_path')");
        ConnectionFunction<Integer> widen = connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set search_path to " + database.schema() + ", pg_catalog");
            }
            return 1;
        };
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(widen)));
        String before = Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(path)));
        assertThat(before).isEqualTo(database.schema() + ", pg_catalog");

        Await.value(
                transactions.atomic().getStageAsync(() -> transactions.submit(inSchema(OTHER, 1, entries(database)))));
        assertThat(Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(path))))
                .isEqualTo(before);
        Await.value(transactions.autocommit(() -> transactions.submit(inSchema(OTHER, 2, entries(database)))));
        assertThat(Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(path))))
                .isEqualTo(before);
    }

    /** COMMIT is answered with ROLLBACK, which undoes the setting too: there is nothing to put back, nor a transaction to do it in. */
    @Test
    void transactionThatWasGivenUpIsLeftToTheServer() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = used(database);

        Await.failure(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    connection.setSchema(OTHER);
                    try {
                        Sql.update(connection, "insert into nowhere values (1)");
                    } catch (SQLException swallowed) {
                        transactions.setRollbackOnly(false);
                    }
                    return 1;
                })));

        assertThat(told(database).stream().filter(call -> call.startsWith("setSchema")))
                .containsExactly("setSchema(" + OTHER + ")");
        assertThat(schema(transactions)).isEqualTo(database.schema());
        assertThat(database.source().dirty()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nestedBlockPutsItsOwnBackAsItEnds(boolean commits) {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = used(database);

        String inOuter = transactions.atomic().get(() -> {
            transactions.submit(insert(1)).join();
            try {
                transactions.atomic().run(() -> {
                    transactions.submit(inSchema(OTHER, 2, entries(database))).join();
                    if (!commits) {
                        throw new IllegalStateException("rolled back");
                    }
                });
            } catch (IllegalStateException swallowed) {
                assertThat(commits).isFalse();
            }
            return transactions.submit(Connection::getSchema).join();
        });

        assertThat(inOuter).isEqualTo(database.schema());
        assertThat(told(database))
                .containsSubsequence("setSchema(" + database.schema() + ")", "getSchema", "commit")
                .endsWith("commit", "setAutoCommit(true)");
        assertThat(schema(transactions)).isEqualTo(database.schema());
    }

    /** What the server was told before it was in the transaction is undone by none. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientInfoIsPutBackWhereverItWasSet(boolean commits) {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = used(database);
        String before = application(transactions);
        for (boolean first : new boolean[] {true, false}) {
            Await.end(transactions
                    .atomic()
                    .getStageAsync(() -> transactions.submit(connection -> {
                        if (!first) {
                            Sql.entries().apply(connection);
                        }
                        connection.setClientInfo(APPLICATION, "reports");
                        Sql.entries().apply(connection);
                        assertThat(text(connection, "show application_name")).isEqualTo("reports");
                        if (!commits) {
                            throw new IllegalStateException("rolled back");
                        }
                        return 1;
                    })));

            assertThat(application(transactions)).isEqualTo(before);
        }
    }

    private static String application(Transactions transactions) {
        return Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    String shown = text(connection, "show application_name");
                    assertThat(Objects.requireNonNull(connection.getClientInfo(APPLICATION)))
                            .isEqualTo(shown);
                    return shown;
                })));
    }

    /** The verdict stands; the connection is thrown away. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void connectionOnWhichItCannotBePutBackIsThrownAway(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = used(database);
        String original = schema(transactions);
        String other = server == Server.POSTGRES ? OTHER : "INFORMATION_SCHEMA";
        String entries = server == Server.POSTGRES ? entries(database) : "public.entry";
        database.source()
                .fail(call -> call.isWith("Connection.setSchema", original) ? new SQLException("refused") : null);

        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(inSchema(other, 1, entries))));

        assertThat(database.rows()).containsExactly(1);
        assertThat(schema(transactions)).isEqualTo(original);
    }

    /** Nothing is in doubt: COMMIT was not sent. */
    @Test
    void blockWhoseConnectionIsLostAsItIsPutBackIsRolledBack() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = used(database);
        String original = schema(transactions);
        database.source().reset();

        Throwable failure = Await.failure(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(connection -> {
                            int backend = Integer.parseInt(text(connection, "select pg_backend_pid()"));
                            inSchema(OTHER, 1, entries(database)).apply(connection);
                            return backend;
                        })
                        .thenApply(backend -> {
                            database.integers("select pg_terminate_backend(" + backend + ", 20000)::int");
                            return backend;
                        })));

        assertThat(failure).isInstanceOf(TransactionSystemException.class);
        assertThat(told(database)).contains("setSchema(" + original + ")").doesNotContain("commit");
        assertThat(database.rows()).isEmpty();
        assertThat(schema(transactions)).isEqualTo(original);
    }

    @Test
    void settingThatStaysIsPutBackAfterTheEnd() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = used(database);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(inSchema("INFORMATION_SCHEMA", 1, "public.entry"))));

        assertThat(told(database))
                .containsExactly(
                        "getSchema",
                        "setSchema(INFORMATION_SCHEMA)",
                        "setAutoCommit(false)",
                        "executeUpdate",
                        "commit",
                        "setSchema(PUBLIC)",
                        "commit",
                        "setAutoCommit(true)");
    }
}
