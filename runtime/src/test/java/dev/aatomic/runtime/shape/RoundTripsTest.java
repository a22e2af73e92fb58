package dev.aatomic.runtime.shape;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.RecordingDataSource;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G13: no call on the driver that nobody asked for. */
@Tag("G13")
final class RoundTripsTest {

    /** Calls that are a round trip on some driver, and that a plain block has no use for. */
    private static final List<String> NEVER = List.of(
            "Connection.isReadOnly",
            "Connection.setReadOnly",
            "Connection.getTransactionIsolation",
            "Connection.setTransactionIsolation",
            "Connection.getMetaData",
            "Connection.isValid",
            "Connection.getSchema",
            "Connection.setSchema",
            "Connection.getCatalog",
            "Connection.setCatalog",
            "Connection.getNetworkTimeout",
            "Connection.setNetworkTimeout",
            "Connection.rollback");

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** The first statement of all asks once which database this is. */
    private Transactions used(PooledDatabase database) {
        Transactions transactions = fixtures.transactions(database);
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(Sql.entries())));
        assertThat(database.source().count("Connection.getMetaData")).isEqualTo(1);
        database.source().reset();
        return transactions;
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void emptyScopeCallsNothing(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = used(database);

        Await.value(transactions.atomic().runAsync(() -> {}));
        transactions.atomic().run(() -> {});
        Await.value(Await.value(transactions.atomic().enter()).exit());
        Await.failure(transactions.atomic().runAsync(() -> {
            throw new IOException("without a statement");
        }));
        Await.value(transactions.atomic().runAsync(() -> transactions.atomic().run(() -> {})));
        Await.value(transactions.atomic().runAsync(() -> transactions.setRollbackOnly(true)));

        assertThat(database.source().names())
                .allMatch(name -> name.equals("DataSource.getConnection") || name.equals("Connection.close"));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void oneStatementIsBeginStatementCommit(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = used(database);

        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));

        RecordingDataSource source = database.source();
        assertThat(source.names()).doesNotContainAnyElementsOf(NEVER);
        assertThat(source.count(call -> call.isWith("Connection.setAutoCommit", false)))
                .isEqualTo(1);
        assertThat(source.count("Connection.commit")).isEqualTo(1);
        assertThat(source.count(call -> call.isWith("Connection.setAutoCommit", true)))
                .isEqualTo(1);
        assertThat(source.count("Connection.prepareStatement")).isEqualTo(1);
        assertThat(source.count("Connection.createStatement")).isZero();
        assertThat(source.count("Connection.close")).isEqualTo(1);
        assertThat(source.names())
                .containsSubsequence(
                        "DataSource.getConnection",
                        "Connection.setAutoCommit",
                        "PreparedStatement.executeUpdate",
                        "Connection.commit",
                        "Connection.setAutoCommit",
                        "Connection.close");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void jooqStatementAddsNothing(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = used(database);
        var dsl = AatomicJooq.dsl(transactions, server == Server.H2 ? SQLDialect.H2 : SQLDialect.POSTGRES);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> dsl.query("insert into entry values (1)").executeAsync()));

        assertThat(database.source().names()).doesNotContainAnyElementsOf(NEVER);
        assertThat(database.source().count("Connection.commit")).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void nestedBlockWithoutAStatementSendsNoSavepoint(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = used(database);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions
                                .atomic()
                                .runAsync(() -> transactions.atomic().run(() -> {})))
                        .thenCompose(n -> transactions
                                .atomic()
                                .runAsync(() -> {
                                    throw new IOException("without a statement");
                                })
                                .exceptionally(failure -> null))
                        .thenCompose(n -> transactions.submit(insert(2)))));

        assertThat(database.source().count("Connection.setSavepoint")).isZero();
        assertThat(database.source().count("Connection.releaseSavepoint")).isZero();
        assertThat(database.source().names()).doesNotContainAnyElementsOf(NEVER);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void nestedBlockWithAStatementSendsOneSavepoint(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = used(database);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions
                                .atomic()
                                .getStageAsync(() -> transactions
                                        .submit(insert(2))
                                        .thenCompose(m -> transactions.submit(insert(3)))))));

        assertThat(database.source().count("Connection.setSavepoint")).isEqualTo(1);
        assertThat(database.source().count("Connection.releaseSavepoint")).isLessThanOrEqualTo(1);
        assertThat(database.source().names()).doesNotContainAnyElementsOf(NEVER);
        assertThat(database.rows()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void rolledBackNestedBlockCostsOneRoundTrip(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = used(database);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions
                                .atomic()
                                .<Integer>getStageAsync(() -> transactions
                                        .submit(insert(2))
                                        .thenCompose(m -> CompletableFuture.failedFuture(new IOException("inner")))))
                        .exceptionally(failure -> 0)));

        assertThat(database.source().count("Connection.setSavepoint")).isEqualTo(1);
        if (server == Server.POSTGRES) {
            assertThat(database.source().count("Statement.execute"))
                    .as("both in one")
                    .isEqualTo(1);
            assertThat(database.source().count("Connection.rollback")).isZero();
        } else {
            assertThat(database.source().count("Connection.rollback")).isEqualTo(1);
            assertThat(database.source().count("Connection.releaseSavepoint")).isZero();
        }
        assertThat(database.source().count("Connection.commit")).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void mergedBlockSendsNoSavepoint(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = used(database);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions
                                .atomic()
                                .savepoint(false)
                                .getStageAsync(() -> transactions.submit(insert(2))))));

        assertThat(database.source().names())
                .doesNotContain("Connection.setSavepoint", "Connection.releaseSavepoint", "Connection.rollback");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void usersSqlIsNotRewritten(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = used(database);
        String sql = "  /* mine */ INSERT  INTO entry\nVALUES (7) -- as written";

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(connection -> {
                    try (var statement = connection.prepareStatement(sql)) {
                        return statement.executeUpdate();
                    }
                })));

        assertThat(database.source().count(call -> call.isWith("Connection.prepareStatement", sql)))
                .isEqualTo(1);
        assertThat(database.rows()).containsExactly(7);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void rolledBackBlockSendsOneRollback(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = used(database);

        Await.failure(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> CompletableFuture.failedFuture(new IOException("body")))));

        assertThat(database.source().count("Connection.rollback")).isEqualTo(1);
        assertThat(database.source().count("Connection.commit")).isZero();
        assertThat(database.source().count("Connection.setAutoCommit")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void autocommitContextSendsTheStatementOnly(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = used(database);

        transactions.autocommit(() -> transactions.submit(Sql.insert(1)).join());

        assertThat(database.source().names())
                .doesNotContain("Connection.setAutoCommit", "Connection.commit")
                .doesNotContainAnyElementsOf(NEVER);
    }
}
