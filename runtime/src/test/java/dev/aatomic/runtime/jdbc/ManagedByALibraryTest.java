package dev.aatomic.runtime.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * H7: what JDBC code meets at a JDBC object is an SQLException, which libraries that manage connections expect and handle. The calls are
 * those of MyBatis' {@code JdbcTransaction}.
 */
@Tag("D8")
final class ManagedByALibraryTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** {@code openConnection}: leaves autocommit alone where it is as wanted. */
    private static Connection open(Transactions transactions, boolean autoCommit) throws SQLException {
        Connection connection = transactions.dataSource().getConnection();
        if (connection.getAutoCommit() != autoCommit) {
            connection.setAutoCommit(autoCommit);
        }
        return connection;
    }

    /** {@code close}: switches autocommit on again, and goes on if that fails as JDBC fails. */
    private static void close(Connection connection) throws SQLException {
        try {
            if (!connection.getAutoCommit()) {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("2D000");
        }
        connection.close();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void h7SessionWithoutACommitOfItsOwnWorks(Server server) throws Exception {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            Connection connection = open(transactions, false);
            Sql.insert(connection, 1);
            close(connection);
        });

        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void h7CommitAndRollbackOfASessionFailAsJdbcDoes(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    Connection connection = open(transactions, false);
                    Sql.insert(connection, 1);
                    assertThatThrownBy(connection::rollback)
                            .isInstanceOfSatisfying(
                                    SQLException.class,
                                    e -> assertThat(e.getSQLState()).isEqualTo("2D000"))
                            .hasCauseInstanceOf(TransactionManagementException.class);
                    try {
                        connection.commit();
                    } finally {
                        close(connection);
                    }
                }))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("commit()");
        assertThatThrownBy(() -> transactions.atomic().run(() -> open(transactions, true)))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("setAutoCommit(true)");

        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void h7StatementsThatAScopeRefusesFailAsJdbcDoes(Server server) throws Exception {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<Connection> kept = new AtomicReference<>();

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    Connection connection = open(transactions, false);
                    kept.set(connection);
                    Await.cause(transactions.submit(Sql.bad()));
                    Sql.insert(connection, 1);
                }))
                .isInstanceOf(SQLException.class)
                .hasCauseInstanceOf(TransactionManagementException.class);
        assertThatThrownBy(() -> Sql.insert(kept.get(), 2)).isInstanceOf(SQLException.class);
        kept.get().close();
        // Who calls the library, and not JDBC, gets the library's own.
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    Await.cause(transactions.submit(Sql.bad()));
                    transactions.submit(Sql.insert(3)).join();
                }))
                .isInstanceOf(TransactionManagementException.class);

        assertThat(database.rows()).isEmpty();
    }
}
