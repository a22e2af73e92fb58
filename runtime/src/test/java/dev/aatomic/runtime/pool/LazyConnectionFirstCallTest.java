package dev.aatomic.runtime.pool;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may be the first thing that a block does which takes its connection late. */
@Tag("G3")
@Tag("G12")
final class LazyConnectionFirstCallTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static Atomic lazy(Transactions transactions) {
        return transactions.atomic().connection(ConnectionAcquisition.LAZY);
    }

    private static DatabaseMetrics metrics(Transactions transactions) {
        return transactions.metrics().databases().get("default");
    }

    /** Each is the first thing that is asked of the handle, which then sends a statement. */
    private enum First {
        NOTHING {
            @Override
            void on(Connection connection) {}
        },
        SCHEMA {
            @Override
            void on(Connection connection) throws SQLException {
                connection.setSchema(connection.getSchema());
            }
        },
        READ_ONLY {
            @Override
            void on(Connection connection) throws SQLException {
                assertThat(connection.isReadOnly()).isFalse();
            }
        },
        META_DATA {
            @Override
            void on(Connection connection) throws SQLException {
                assertThat(connection.getMetaData().getDatabaseProductName()).isNotEmpty();
            }
        },
        VALID {
            @Override
            void on(Connection connection) throws SQLException {
                assertThat(connection.isValid(1)).isTrue();
            }
        },
        CLOSED {
            @Override
            void on(Connection connection) throws SQLException {
                assertThat(connection.isClosed()).isFalse();
            }
        },
        AUTOCOMMIT {
            @Override
            void on(Connection connection) throws SQLException {
                assertThat(connection.getAutoCommit()).isFalse();
            }
        },
        ISOLATION {
            @Override
            void on(Connection connection) throws SQLException {
                assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
            }
        },
        UNWRAPPED {
            @Override
            void on(Connection connection) throws SQLException {
                assertThat(connection.unwrap(Connection.class)).isNotNull();
            }
        },
        SAVEPOINT {
            @Override
            void on(Connection connection) throws SQLException {
                Savepoint savepoint = connection.setSavepoint();
                Sql.insert(connection, 99);
                connection.rollback(savepoint);
            }
        },
        PREPARED {
            @Override
            void on(Connection connection) throws SQLException {
                connection.prepareStatement("select 1").close();
            }
        },
        WARNINGS {
            @Override
            void on(Connection connection) throws SQLException {
                connection.clearWarnings();
            }
        };

        abstract void on(Connection connection) throws SQLException;
    }

    @ParameterizedTest
    @EnumSource
    void handleMayBeAskedForAnythingFirst(Server server) throws SQLException {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        for (First first : First.values()) {
            // By a thread of its own, so that the connection comes while the first call waits.
            lazy(transactions).named("blocking " + first).run(() -> {
                try (Connection connection = transactions.dataSource().getConnection()) {
                    first.on(connection);
                    Sql.insert(connection, first.ordinal());
                }
            });
            Await.value(lazy(transactions)
                    .getStageAsync(() -> transactions.submit(connection -> {
                        first.on(connection);
                        return Sql.insert(connection, 100 + first.ordinal());
                    })));
            lazy(transactions)
                    .named("nested " + first)
                    .run(() -> transactions.atomic().run(() -> {
                        try (Connection connection = transactions.dataSource().getConnection()) {
                            first.on(connection);
                            Sql.insert(connection, 200 + first.ordinal());
                        }
                    }));
        }
        assertThat(database.rows()).hasSize(3 * First.values().length);
        assertThat(metrics(transactions).committed()).isEqualTo(3L * First.values().length);
    }

    @Test
    void handleThatIsOnlyOpenedTakesNone() throws SQLException {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        lazy(transactions).run(() -> {
            try (Connection connection = transactions.dataSource().getConnection()) {
                assertThat(connection.isClosed()).isFalse();
                assertThat(connection.getAutoCommit()).isFalse();
            }
        });

        assertThat(database.source().calls()).isEmpty();
    }

    @Test
    void rollbackThatIsAskedForBeforeAnyStatement() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();

        lazy(transactions).run(() -> {
            transactions.onRollback(() -> ran.add("hook"));
            transactions.setRollbackOnly(true);
        });
        assertThat(database.source().calls()).isEmpty();
        assertThat(ran).containsExactly("hook");
        lazy(transactions).run(() -> {
            transactions.setRollbackOnly(true);
            transactions.submit(insert(1)).join();
        });
        lazy(transactions).run(() -> {
            transactions.setRollbackOnly(true);
            transactions.setRollbackOnly(false);
            transactions.submit(insert(2)).join();
        });

        assertThat(database.rows()).containsExactly(2);
        assertThat(metrics(transactions).rolledBack()).isEqualTo(2);
    }

    /** Three levels are open before anything is sent: each has its savepoint, and the innermost alone is undone. */
    @ParameterizedTest
    @EnumSource
    void savepointsOfBlocksThatWereOpenBefore(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        lazy(transactions).run(() -> {
            transactions.atomic().run(() -> {
                assertThatThrownBy(() -> transactions.atomic().run(() -> {
                            transactions.submit(insert(1)).join();
                            throw new IllegalStateException("undo");
                        }))
                        .hasMessage("undo");
                transactions.submit(insert(2)).join();
            });
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.submit(insert(3)).join();
                        transactions.submit(Sql.bad()).join();
                    }))
                    .isInstanceOf(SQLException.class);
            transactions.submit(insert(4)).join();
        });

        assertThat(database.rows()).containsExactly(2, 4);
    }
}
