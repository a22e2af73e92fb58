package dev.aatomic.runtime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** H7: what JDBC code meets at a JDBC object where a call is refused is an SQLException, with the SQLState that it may decide by. */
@Tag("D8")
final class RefusedCallStateTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** A call that is refused, on a connection of a block. */
    @FunctionalInterface
    private interface Call {
        void make(Transactions transactions, Connection connection) throws SQLException;
    }

    private static Arguments call(String state, String name, Call call) {
        return Arguments.of(state, name, call);
    }

    private static Arguments sql(String state, String sql) {
        return call(state, sql, (transactions, connection) -> Sql.update(connection, sql));
    }

    private static Arguments source(String state, String name, SourceCall call) {
        return call(state, name, (transactions, connection) -> call.make(transactions.dataSource()));
    }

    @FunctionalInterface
    private interface SourceCall {
        void make(DataSource source) throws SQLException;
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                        sources(),
                        transactionControl(),
                        Stream.of(
                                sql("2D000", "commit"),
                                sql("3B000", "savepoint x"),
                                sql("2D000", "create table other(v int)"),
                                sql("2D000", "execute immediate 'com' || 'mit'")),
                        savepoints(),
                        objects())
                .flatMap(all -> all);
    }

    private static Stream<Arguments> sources() {
        return Stream.of(
                source("0A000", "getConnection(user)", source -> source.getConnection("a", "b")),
                source("0A000", "setLogWriter", source -> source.setLogWriter(new PrintWriter(new StringWriter()))),
                source("0A000", "setLoginTimeout", source -> source.setLoginTimeout(1)),
                source("0A000", "getParentLogger", DataSource::getParentLogger),
                source("22023", "unwrap of a data source", source -> source.unwrap(Connection.class)));
    }

    private static Stream<Arguments> transactionControl() {
        return Stream.of(
                call("2D000", "commit()", (transactions, connection) -> connection.commit()),
                call("2D000", "rollback()", (transactions, connection) -> connection.rollback()),
                call("2D000", "setAutoCommit", (transactions, connection) -> connection.setAutoCommit(true)),
                call("25000", "setReadOnly", (transactions, connection) -> connection.setReadOnly(true)),
                call(
                        "25000",
                        "setTransactionIsolation",
                        (transactions, connection) ->
                                connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE)),
                call("25000", "abort", (transactions, connection) -> connection.abort(Runnable::run)),
                call("25000", "beginRequest", (transactions, connection) -> connection.beginRequest()),
                call("25000", "endRequest", (transactions, connection) -> connection.endRequest()),
                call("25000", "setShardingKey", (transactions, connection) -> connection.setShardingKey(null)),
                call("25000", "statement of a broken block", (transactions, connection) -> {
                    Await.cause(transactions.submit(Sql.bad()));
                    Sql.insert(connection, 1);
                }));
    }

    private static Stream<Arguments> savepoints() {
        return Stream.of(
                call(
                        "3B000",
                        "id of a named savepoint",
                        (transactions, connection) ->
                                connection.setSavepoint("x").getSavepointId()),
                call("3B001", "savepoint that is gone", (transactions, connection) -> {
                    Savepoint savepoint = connection.setSavepoint();
                    connection.releaseSavepoint(savepoint);
                    connection.rollback(savepoint);
                }),
                call("25000", "savepoint of a stranger", (transactions, connection) -> connection.rollback(null)));
    }

    private static Stream<Arguments> objects() {
        return Stream.of(
                call("08003", "closed handle", (transactions, connection) -> {
                    connection.close();
                    connection.createStatement();
                }),
                call("HY010", "closed statement", (transactions, connection) -> {
                    Statement statement = connection.createStatement();
                    statement.close();
                    statement.executeQuery("select 1");
                }),
                call("24000", "closed result set", (transactions, connection) -> {
                    ResultSet rows = connection.createStatement().executeQuery("select 1");
                    rows.close();
                    rows.next();
                }),
                call("22023", "unwrap of an array", (transactions, connection) -> {
                    Array array = connection.createArrayOf("integer", new Object[] {1});
                    ((Wrapper) array).unwrap(Clob.class);
                }));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("calls")
    void h7RefusedCallHasItsState(String state, String name, Call call) throws SQLException {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        SQLException refused = transactions.atomic().get(() -> {
            try (Connection connection = transactions.dataSource().getConnection()) {
                return thrown(() -> call.make(transactions, connection));
            } finally {
                transactions.setRollbackOnly(true);
            }
        });

        assertThat(refused.getSQLState()).as(refused.toString()).isEqualTo(state);
    }

    @FunctionalInterface
    private interface Refused {
        void call() throws SQLException;
    }

    private static SQLException thrown(Refused call) {
        try {
            call.call();
        } catch (SQLException e) {
            return e;
        }
        throw new AssertionError("Not refused");
    }

    @Test
    void h7WithoutABlockThereIsAState() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));

        assertThat(thrown(() -> transactions.dataSource().getConnection()).getSQLState())
                .isEqualTo("25000");
    }

    @Test
    void h7HandleThatOutlivesItsBlockHasAState() throws SQLException {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));
        Connection kept =
                transactions.atomic().get(() -> transactions.dataSource().getConnection());

        assertThat(thrown(() -> Sql.insert(kept, 1)).getSQLState()).isEqualTo("25000");
    }

    @Test
    void h7BeginThatFailedBeforeHasAState() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        database.source().fail(JdbcFault.on("Connection.setAutoCommit", new SQLException("no", "99999")));

        Throwable failure = Await.cause(transactions.atomic().runAsync(() -> {
            Connection connection = transactions.dataSource().getConnection();
            assertThat(thrown(() -> Sql.insert(connection, 1)).getSQLState()).isEqualTo("99999");
            assertThat(thrown(() -> Sql.insert(connection, 2)).getSQLState()).isEqualTo("25000");
        }));

        assertThat(failure).isInstanceOf(UnexpectedRollbackException.class);
    }

    @Test
    void h7DriverThatGivesNoStatementIsToldWithAState() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(Transactions.builder().database("default", giving(database.source()), 1));

        Throwable failure = Await.cause(transactions.atomic().runAsync(() -> {
            Connection connection = transactions.dataSource().getConnection();
            connection.createStatement();
        }));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("HY000"));
    }

    /** A data source whose connections return null in place of a statement. */
    private static DataSource giving(DataSource real) {
        return proxy(
                DataSource.class,
                real,
                (name, result) -> name.equals("getConnection")
                        ? proxy(
                                Connection.class,
                                result,
                                (method, made) -> method.equals("createStatement") ? null : made)
                        : result);
    }

    private static <T> T proxy(Class<T> type, Object target, BiFunction<String, Object, Object> results) {
        return type.cast(Proxy.newProxyInstance(
                RefusedCallStateTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return results.apply(method.getName(), method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
