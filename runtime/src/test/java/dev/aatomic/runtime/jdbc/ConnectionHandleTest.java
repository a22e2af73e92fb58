package dev.aatomic.runtime.jdbc;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** D8: a user cannot end the transaction, or lose its writes, through the connection of the scope. */
@Tag("D8")
final class ConnectionHandleTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** How a user comes by a connection of the scope. */
    @FunctionalInterface
    interface Way {
        void use(Transactions transactions, ConnectionFunction<?> work) throws Exception;
    }

    static Stream<Arguments> ways() {
        return Stream.of(Server.values())
                .flatMap(server -> Stream.of(
                        way(
                                server,
                                "submit",
                                (transactions, work) ->
                                        transactions.submit(work::apply).join()),
                        way(server, "dataSource", (transactions, work) -> {
                            try (Connection connection =
                                    transactions.dataSource().getConnection()) {
                                work.apply(connection);
                            }
                        })));
    }

    private static Arguments way(Server server, String name, Way way) {
        return Arguments.of(server, name, way);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void h9HandleNamesItsBlock(Server server, String name, Way way) throws Exception {
        Transactions transactions = fixtures.transactions(fixtures.database(server, 1));

        transactions
                .atomic()
                .named("transfer")
                .run(() -> way.use(transactions, connection -> {
                    assertThat(connection).hasToString("Connection handle of block 'transfer'");
                    return 1;
                }));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void d8CloseClosesTheHandleOnly(Server server, String name, Way way) throws Exception {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            way.use(transactions, connection -> {
                Sql.insert(connection, 1);
                connection.close();
                assertThat(connection.isClosed()).isTrue();
                assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
                connection.close();
                return 1;
            });
            assertThat(transactions.isRollbackOnly()).isFalse();
            way.use(transactions, connection -> Sql.insert(connection, 2));
        });

        assertThat(database.rows()).containsExactly(1, 2);
        assertThat(database.source().count("DataSource.getConnection")).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void d8TransactionControlIsRefused(Server server, String name, Way way) throws Exception {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions
                .atomic()
                .run(() -> way.use(transactions, connection -> {
                    Sql.insert(connection, 1);
                    refused(connection::commit);
                    refused(connection::rollback);
                    refused(() -> connection.setAutoCommit(true));
                    refused(() -> connection.setReadOnly(true));
                    refused(() -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
                    refused(() -> connection.abort(Runnable::run));
                    // What changes nothing is allowed: libraries do it by habit.
                    connection.setAutoCommit(false);
                    connection.setReadOnly(false);
                    connection.setTransactionIsolation(connection.getTransactionIsolation());
                    assertThat(connection.getAutoCommit()).isFalse();
                    assertThat(database.source().names()).doesNotContain("Connection.commit", "Connection.rollback");
                    return Sql.insert(connection, 2);
                }));

        assertThat(database.rows()).containsExactly(1, 2);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void d8TransactionControlAsTextIsRefused(Server server, String name, Way way) throws Exception {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        for (String sql : List.of(
                "COMMIT",
                "commit work",
                "  Rollback ",
                "\n-- a comment\nBEGIN",
                "/* a comment */ START TRANSACTION",
                "END",
                "ROLLBACK TO SAVEPOINT x",
                "commit;insert into entry values (3)")) {
            Throwable failure = Await.cause(transactions
                    .atomic()
                    .runAsync(() -> way.use(transactions, connection -> {
                        Sql.insert(connection, 1);
                        try (Statement statement = connection.createStatement()) {
                            statement.execute(sql);
                        }
                        return 1;
                    })));
            assertThat(failure).as(sql).isInstanceOfAny(SQLException.class, TransactionException.class);
            assertThat(database.rows()).as(sql).isEmpty();
        }
        transactions
                .atomic()
                .run(() -> way.use(transactions, connection -> {
                    refused(() -> connection.prepareStatement("commit"));
                    refused(() -> connection.prepareCall("rollback"));
                    return 1;
                }));
        assertThat(database.source().calls())
                .noneMatch(call -> String.valueOf(call.argument()).toLowerCase().contains("commit"));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void d8TransactionControlInABatchIsRefused(Server server, String name, Way way) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Throwable failure = Await.cause(transactions
                .atomic()
                .runAsync(() -> way.use(transactions, connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.addBatch("insert into entry values (1)");
                        statement.addBatch("commit");
                        statement.executeBatch();
                    }
                    return 1;
                })));

        assertThat(failure).isInstanceOfAny(SQLException.class, TransactionException.class);
        assertThat(database.rows()).isEmpty();
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfAny(SQLException.class, TransactionManagementException.class);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void d8WhatIsReachedFromTheHandleLeadsBackToIt(Server server, String name, Way way) throws Exception {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions
                .atomic()
                .run(() -> way.use(transactions, connection -> {
                    assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
                    try (PreparedStatement statement = connection.prepareStatement("select 1");
                            ResultSet result = statement.executeQuery()) {
                        assertThat(statement.getConnection()).isSameAs(connection);
                        assertThat(result.getStatement()).isSameAs(statement);
                        assertThat(result.getStatement().getConnection()).isSameAs(connection);
                        refused(() -> result.getStatement().getConnection().commit());
                    }
                    try (ResultSet tables = connection.getMetaData().getTables(null, null, "%", null)) {
                        if (tables.getStatement() != null) {
                            assertThat(tables.getStatement().getConnection()).isSameAs(connection);
                        }
                    }
                    return Sql.insert(connection, 1);
                }));

        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void d8UnwrapGivesTheDriversObject() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions
                .atomic()
                .run(() -> transactions
                        .submit(connection -> {
                            assertThat(connection.isWrapperFor(org.h2.jdbc.JdbcConnection.class))
                                    .isTrue();
                            return assertThat(connection.unwrap(org.h2.jdbc.JdbcConnection.class))
                                    .isNotNull();
                        })
                        .join());
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void d8WhatIsLeftOpenIsClosedAtTheEndOfItsBlock(Server server) throws Exception {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<ResultSet> inner = new AtomicReference<>();
        AtomicReference<Statement> outer = new AtomicReference<>();

        transactions.atomic().run(() -> {
            outer.set(transactions.dataSource().getConnection().createStatement());
            transactions.atomic().run(() -> {
                Connection connection = transactions.dataSource().getConnection();
                inner.set(connection.createStatement().executeQuery("select v from entry"));
            });
            assertThat(inner.get().isClosed()).isTrue();
            assertThat(outer.get().isClosed()).isFalse();
        });

        assertThat(outer.get().isClosed()).isTrue();
        assertThat(database.source().count("Statement.close")).isGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void d8WhatWasChangedThroughTheHandleIsPutBack(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        String information = server == Server.H2 ? "INFORMATION_SCHEMA" : "information_schema";

        List<Object> before = settings(transactions);
        transactions
                .atomic()
                .run(() -> transactions
                        .submit(connection -> {
                            connection.setSchema(information);
                            if (server == Server.POSTGRES) {
                                connection.setNetworkTimeout(Runnable::run, 12_345);
                            }
                            connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
                            return insertNothing(connection);
                        })
                        .join());

        assertThat(settings(transactions)).isEqualTo(before);
        assertThat(database.source().open()).isZero();
    }

    private static int insertNothing(Connection connection) throws SQLException {
        return Sql.integers(connection, "select 1").size();
    }

    private static List<Object> settings(Transactions transactions) {
        return transactions
                .atomic()
                .get(() -> transactions
                        .submit(connection -> List.<Object>of(
                                connection.getSchema(), connection.getNetworkTimeout(), connection.getHoldability()))
                        .join());
    }

    @Test
    void handleOfAnEndedBlockIsRefused() throws Exception {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<Connection> left = new AtomicReference<>();
        AtomicReference<Connection> leftOfAStep = new AtomicReference<>();

        transactions.atomic().run(() -> {
            left.set(transactions.dataSource().getConnection());
            transactions
                    .submit(connection -> {
                        leftOfAStep.set(connection);
                        return 1;
                    })
                    .join();
            transactions.submit(insert(1)).join();
        });

        assertThatThrownBy(() -> Sql.insert(left.get(), 2))
                .isInstanceOfAny(SQLException.class, TransactionException.class);
        assertThatThrownBy(() -> Sql.insert(leftOfAStep.get(), 3))
                .isInstanceOfAny(SQLException.class, TransactionException.class);
        assertThat(database.rows()).containsExactly(1);
    }

    /** K10: it is asked by pools and libraries that look before they use one. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void k10KeptHandleIsClosedOnceItsBlockHasEnded(Server server) throws Exception {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<Connection> ofNested = new AtomicReference<>();
        AtomicReference<Connection> ofOutermost = new AtomicReference<>();

        transactions.atomic().run(() -> {
            ofOutermost.set(transactions.dataSource().getConnection());
            transactions.atomic().run(() -> {
                ofNested.set(transactions.dataSource().getConnection());
                Sql.insert(ofNested.get(), 1);
                assertThat(ofNested.get().isClosed()).isFalse();
            });
            assertThat(ofNested.get().isClosed()).isTrue();
            Sql.insert(ofOutermost.get(), 2);
            assertThat(ofOutermost.get().isClosed()).isFalse();
        });

        assertThat(ofNested.get().isClosed()).isTrue();
        assertThat(ofOutermost.get().isClosed()).isTrue();
        assertThat(ofOutermost.get().isValid(1)).isFalse();
    }
}
