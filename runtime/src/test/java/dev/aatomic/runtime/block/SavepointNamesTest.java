package dev.aatomic.runtime.block;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcCall;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** J2: a user's savepoints and the library's never meet, whatever they are called. */
@Tag("G20")
final class SavepointNamesTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @ParameterizedTest
    @EnumSource(Server.class)
    void j2SavepointNamedLikeOneOfOursHidesNone(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.submit(insert(2)).join();
                        for (int number = 0; number < 4; number++) {
                            String name = "aatomic_" + number;
                            transactions
                                    .submit(connection -> connection.setSavepoint(name))
                                    .join();
                        }
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
            transactions.submit(insert(3)).join();
        });

        assertThat(database.rows()).containsExactly(1, 3);
    }

    /** The name that the library used is read off the driver, as nobody could who only knows the library. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void j2NameOfOursTakenByTheUserHidesNone(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.submit(insert(2)).join();
                        String ours = lastSavepoint(database);
                        transactions
                                .submit(connection -> connection.setSavepoint(ours))
                                .join();
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
        });

        assertThat(database.rows()).containsExactly(1);
    }

    private static String lastSavepoint(PooledDatabase database) {
        return database.source().calls().stream()
                .filter(call -> call.name().equals("Connection.setSavepoint"))
                .map(JdbcCall::argument)
                .map(String::valueOf)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void j2SavepointAsTextIsRefused(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.submit(insert(2)).join();
                        transactions.submit(Sql.update("savepoint aatomic_1")).join();
                    }))
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessageContaining("SAVEPOINT")
                    .hasMessageContaining("setSavepoint");
        });

        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void j2OneNameGivenTwiceMeansTwoSavepoints(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions
                .atomic()
                .run(() -> transactions
                        .submit(connection -> {
                            Sql.insert(connection, 1);
                            Savepoint first = connection.setSavepoint("mine");
                            Sql.insert(connection, 2);
                            Savepoint second = connection.setSavepoint("mine");
                            Sql.insert(connection, 3);
                            assertThat(first.getSavepointName())
                                    .isEqualTo(second.getSavepointName())
                                    .isEqualTo("mine");
                            connection.rollback(first);
                            assertThatThrownBy(() -> connection.rollback(second))
                                    .isInstanceOf(SQLException.class);
                            transactions.setRollbackOnly(false);
                            return 1;
                        })
                        .join());

        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void h7NoSavepointAtAllIsRefusedAsJdbcDoes(Server server) throws SQLException {
        Transactions transactions = fixtures.transactions(fixtures.database(server, 1));

        transactions.atomic().run(() -> {
            try (Connection connection = transactions.dataSource().getConnection()) {
                assertThatThrownBy(() -> connection.rollback(null)).isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> connection.releaseSavepoint(null)).isInstanceOf(SQLException.class);
            }
            transactions.setRollbackOnly(true);
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void j2SavepointOfTheOuterBlockIsNotTheNestedOnes(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<Savepoint> outer = new AtomicReference<>();
        AtomicReference<Savepoint> inner = new AtomicReference<>();

        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            outer.set(transactions.submit(Connection::setSavepoint).join());
            transactions.submit(insert(2)).join();
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.submit(insert(3)).join();
                        inner.set(transactions.submit(Connection::setSavepoint).join());
                        assertThatThrownBy(() -> transactions
                                        .submit(connection -> {
                                            connection.rollback(outer.get());
                                            return 1;
                                        })
                                        .join())
                                .hasRootCauseInstanceOf(TransactionManagementException.class);
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
            assertThatThrownBy(() -> transactions
                            .submit(connection -> {
                                connection.releaseSavepoint(inner.get());
                                return 1;
                            })
                            .join())
                    .hasRootCauseInstanceOf(SQLException.class);
            transactions.setRollbackOnly(false);
            transactions
                    .submit(connection -> {
                        connection.rollback(outer.get());
                        return 1;
                    })
                    .join();
        });

        assertThat(database.rows()).containsExactly(1);
    }
}
