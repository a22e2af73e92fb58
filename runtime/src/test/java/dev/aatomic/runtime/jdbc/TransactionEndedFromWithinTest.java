package dev.aatomic.runtime.jdbc;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.ThreadTransactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/** G19: no SQL ends the transaction unseen. What can be read is refused before it is sent, the rest is noticed. */
@Tag("G19")
final class TransactionEndedFromWithinTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    static Stream<Arguments> texts() {
        return Stream.concat(
                Stream.of(
                                "abort",
                                "insert into entry values (2); commit",
                                "select 1; commit",
                                "insert into entry values (2); rollback",
                                "insert into entry values (2); /* a /* b */ c */ end",
                                "insert into entry values (2); begin",
                                "prepare transaction 'x'")
                        .map(sql -> Arguments.of(Server.POSTGRES, sql)),
                Stream.of(
                                "set autocommit true",
                                "insert into entry values (2); commit",
                                "execute immediate 'commit'",
                                "execute immediate 'create table other(v int)'",
                                "execute immediate 'com' || 'mit'",
                                "set mode PostgreSQL",
                                "create table other(v int)",
                                "create local temporary table other(v int)",
                                "truncate table deferred",
                                "alter table deferred add column w int",
                                "analyze",
                                "grant select on entry to public")
                        .map(sql -> Arguments.of(Server.H2, sql)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("texts")
    void cAndJ7TextThatEndsTheTransactionIsRefusedBeforeItIsSent(Server server, String sql) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicInteger rolledBack = new AtomicInteger();

        Throwable failure = Await.cause(transactions.atomic().getStageAsync(() -> {
            transactions.onRollback(rolledBack::incrementAndGet);
            return transactions
                    .submit(insert(1))
                    .thenCompose(first -> transactions.submit(connection -> executeInEveryWay(connection, sql)));
        }));

        assertThat(failure).isInstanceOf(TransactionManagementException.class).hasMessageContaining("SQL text with");
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(rolledBack).hasValue(1);
        assertThat(database.rows()).isEmpty();
        assertThat(database.source().calls()).noneMatch(call -> sql.equals(call.argument()));
        if (isDefinition(sql)) {
            assertThat(failure).hasMessageContaining("autocommit(").hasMessageContaining("@NonAatomic");
        }
    }

    /** What commits by itself, for which there is another place. */
    private static boolean isDefinition(String sql) {
        return Stream.of("create", "truncate", "alter", "analyze", "grant").anyMatch(sql::startsWith);
    }

    private static int executeInEveryWay(Connection connection, String sql) throws SQLException {
        assertThatThrownBy(() -> connection.prepareStatement(sql)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> connection.prepareCall(sql)).isInstanceOf(SQLException.class);
        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.addBatch(sql)).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> statement.executeUpdate(sql)).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> statement.executeLargeUpdate(sql)).isInstanceOf(SQLException.class);
            statement.execute(sql);
            return 1;
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("texts")
    void cJooqIsRefusedToo(Server server, String sql) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        SQLDialect dialect = server == Server.POSTGRES ? SQLDialect.POSTGRES : SQLDialect.H2;

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    DSL.using(transactions.dataSource(), dialect).execute("insert into entry values (1)");
                    DSL.using(transactions.dataSource(), dialect).execute(sql);
                }))
                .hasRootCauseInstanceOf(TransactionManagementException.class);

        assertThat(database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void cWhatOnlyLooksLikeItPasses(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> texts = switch (server) {
            case POSTGRES ->
                List.of(
                        "do $$ begin insert into entry values (2); end $$",
                        "create function f() returns int language sql begin atomic select 1; end",
                        "create table commit_log(v int); insert into commit_log values (1)",
                        "truncate deferred",
                        "select 'a; commit'; -- ; commit");
            case H2 ->
                List.of(
                        "create local temporary table temporary(v int) not persistent transactional",
                        "set lock_timeout 1000",
                        "select $$; commit$$",
                        "execute immediate 'insert into entry values (2)'");
        };

        transactions
                .atomic()
                .run(() -> transactions
                        .submit(connection -> {
                            Sql.insert(connection, 1);
                            for (String sql : texts) {
                                try (Statement statement = connection.createStatement()) {
                                    statement.execute(sql);
                                }
                            }
                            return 1;
                        })
                        .join());
        assertThat(database.rows()).contains(1);

        // And none of them has ended a transaction.
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.submit(insert(7)).join();
                    if (server != Server.POSTGRES) {
                        transactions.submit(Sql.update("delete from deferred")).join();
                    }
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(database.rows()).doesNotContain(7);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void cDefinitionsRunInTheAutocommitContext(Server server) {
        PooledDatabase database = fixtures.database(server, 2);
        Transactions transactions = fixtures.transactions(database);

        transactions.autocommit(() -> Await.value(transactions.submit(Sql.update("create table other(v int)"))));
        assertThatCode(() -> transactions
                        .atomic()
                        .run(() -> transactions
                                .submit(Sql.update("insert into other values (1)"))
                                .join()))
                .doesNotThrowAnyException();
        assertThat(database.integers("select v from other")).containsExactly(1);
    }

    /** How the user ends a transaction with what it unwrapped, and what it does then. */
    private enum After {
        NOTHING,
        A_STATEMENT,
        A_NESTED_BLOCK,
        A_FAILURE
    }

    @ParameterizedTest
    @EnumSource(After.class)
    void g19TransactionThatIsGoneIsUnknown(After after) {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicInteger hooks = new AtomicInteger();
        AtomicInteger attempts = new AtomicInteger();
        Atomic block = transactions.atomic().retry(RetryPolicy.ofMaxAttempts(3).retryFor(RuntimeException.class));

        Throwable failure = Await.cause(block.runAsync(() -> {
            attempts.incrementAndGet();
            transactions.onCommit(hooks::incrementAndGet);
            transactions.onRollback(hooks::incrementAndGet);
            transactions.submit(insert(1)).join();
            transactions
                    .submit(TransactionEndedFromWithinTest::commitPastTheHandle)
                    .join();
            switch (after) {
                case A_STATEMENT -> transactions.submit(insert(2)).join();
                case A_NESTED_BLOCK ->
                    assertThatThrownBy(() -> transactions
                                    .atomic()
                                    .run(() -> transactions.submit(insert(2)).join()))
                            .isInstanceOf(TransactionException.class);
                case A_FAILURE -> throw new IllegalStateException("no");
                default -> {}
            }
        }));

        assertThat(failure)
                .isInstanceOf(CommitOutcomeUnknownException.class)
                .hasMessageContaining("ended from within")
                .hasMessageNotContaining("insert");
        if (after == After.A_STATEMENT || after == After.A_NESTED_BLOCK) {
            // Made at the statement that found it, which the page promises.
            assertThat(failure.getCause().getStackTrace())
                    .filteredOn(frame -> frame.getClassName().equals(getClass().getName()))
                    .extracting(StackTraceElement::getFileName)
                    .contains("TransactionEndedFromWithinTest.java");
        }
        assertThat(database.rows()).containsExactly(1);
        assertThat(hooks).hasValue(0);
        assertThat(attempts).hasValue(1);
        assertThat(transactions.metrics().databases().get("default").unknown()).isEqualTo(1);
    }

    @Test
    void g19NestedBlockThatSwallowsItDoesNotSaveTheOuterOne() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);

        Throwable failure = Await.cause(transactions.atomic().runAsync(() -> {
            transactions.submit(insert(1)).join();
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.submit(insert(2)).join();
                        transactions
                                .submit(TransactionEndedFromWithinTest::commitPastTheHandle)
                                .join();
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
        }));

        assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void g19AnotherLibrarysTransactionThatIsGoneIsUnknownToo() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        ThreadTransactions library = new ThreadTransactions(database.source());
        Transactions transactions = fixtures.transactions(database, builder -> builder.enclosing(library));

        assertThatThrownBy(() -> library.run(connection -> {
                    Sql.insert(connection, 1);
                    assertThatThrownBy(() -> transactions.atomic().run(() -> {
                                transactions.submit(insert(2)).join();
                                transactions
                                        .submit(TransactionEndedFromWithinTest::commitPastTheHandle)
                                        .join();
                            }))
                            .isInstanceOf(CommitOutcomeUnknownException.class)
                            .hasMessageContaining("ended from within");
                }))
                .hasMessageContaining("closed");

        assertThat(database.rows()).containsExactly(1, 2);
    }

    private static int commitPastTheHandle(Connection connection) throws SQLException {
        Connection own = (Connection) connection.unwrap(PGConnection.class);
        try (Statement statement = own.createStatement()) {
            statement.execute("commit");
        }
        return 1;
    }

    @Test
    void g19EmptyBatchEndsNothing() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions
                .atomic()
                .run(() -> transactions
                        .submit(connection -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.executeBatch();
                            }
                            return Sql.insert(connection, 1);
                        })
                        .join());

        assertThat(database.rows()).containsExactly(1);
    }
}
