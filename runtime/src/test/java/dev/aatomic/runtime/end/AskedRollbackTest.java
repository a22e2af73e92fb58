package dev.aatomic.runtime.end;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A rollback may be asked for before anything else is done: the statements go on, and the end undoes them. */
@Tag("D1")
final class AskedRollbackTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** What the block itself sees. */
    private static final ConnectionFunction<Integer> COUNT = connection -> {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from entry")) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(1);
        }
    };

    @ParameterizedTest
    @EnumSource(Server.class)
    void statementsGoOnAndAreUndone(Server server) throws SQLException {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> hooks = new CopyOnWriteArrayList<>();

        int seen = transactions.atomic().get(() -> {
            transactions.setRollbackOnly(true);
            transactions.onCommit(() -> hooks.add("commit"));
            transactions.onRollback(() -> hooks.add("rollback"));
            transactions.submit(insert(1)).join();
            try (Statement statement = transactions.dataSource().getConnection().createStatement()) {
                statement.executeUpdate("insert into entry values (2)");
            }
            assertThat(transactions.isRollbackOnly()).isTrue();
            return transactions.submit(COUNT).join();
        });

        assertThat(seen).isEqualTo(2);
        assertThat(database.rows()).isEmpty();
        assertThat(hooks).containsExactly("rollback");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void stageGoesOnToo(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<Integer> seen = transactions.atomic().getStageAsync(() -> {
            transactions.setRollbackOnly(true);
            return transactions
                    .submit(insert(1))
                    .thenCompose(inserted -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))))
                    .thenCompose(inserted -> transactions.submit(COUNT));
        });

        assertThat(Await.value(seen)).isEqualTo(2);
        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void nestedBlocksAreNoneOfIt(Server server) throws SQLException {
        PooledDatabase database = fixtures.database(server, 2);
        Transactions transactions = fixtures.transactions(database);
        List<String> hooks = new CopyOnWriteArrayList<>();

        transactions.atomic().run(() -> {
            transactions.setRollbackOnly(true);
            transactions.atomic().run(() -> {
                assertThat(transactions.isRollbackOnly()).isFalse();
                transactions.onCommit(() -> hooks.add("nested"));
                transactions.submit(insert(1)).join();
            });
            assertThat(transactions.isRollbackOnly()).isTrue();
            IOException failure = new IOException("of the nested block");
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.submit(insert(2)).join();
                        throw failure;
                    }))
                    .isSameAs(failure);
            transactions
                    .atomic()
                    .savepoint(false)
                    .run(() -> transactions.submit(insert(3)).join());
            transactions
                    .atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .run(() -> transactions.submit(insert(4)).join());
            // The failed nested block has undone its own row only.
            assertThat(transactions.submit(COUNT).join()).isEqualTo(3);
        });

        assertThat(database.rows()).containsExactly(4);
        assertThat(hooks).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void nestedBlockAsksForItselfAlone(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            transactions.atomic().run(() -> {
                transactions.setRollbackOnly(true);
                transactions.submit(insert(1)).join();
                transactions.atomic().run(() -> transactions.submit(insert(2)).join());
                assertThat(transactions.submit(COUNT).join()).isEqualTo(2);
            });
            assertThat(transactions.isRollbackOnly()).isFalse();
            transactions.submit(insert(3)).join();
        });

        assertThat(database.rows()).containsExactly(3);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void takenBackItCommits(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            transactions.setRollbackOnly(true);
            transactions.submit(insert(1)).join();
            transactions.atomic().run(() -> transactions.submit(insert(2)).join());
            transactions.setRollbackOnly(false);
            transactions.submit(insert(3)).join();
        });

        assertThat(database.rows()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void failureAfterwardsBreaksTheBlockAsEver(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            transactions.setRollbackOnly(true);
            transactions.submit(insert(1)).join();
            Throwable failure = Await.failure(transactions.submit(bad()));
            assertThatThrownBy(() -> transactions.submit(insert(2)).join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(TransactionManagementException.class)
                    .hasCause(failure);
        });

        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void djangosRefusesStatements(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.silentRollback(true));

        transactions.atomic().run(() -> {
            transactions.setRollbackOnly(true);
            assertThatThrownBy(() -> transactions.submit(insert(1)).join())
                    .hasCauseInstanceOf(TransactionManagementException.class);
            assertThatThrownBy(() -> transactions
                            .atomic()
                            .run(() -> transactions.submit(insert(2)).join()))
                    .isInstanceOf(TransactionManagementException.class);
        });

        assertThat(database.rows()).isEmpty();
    }
}
