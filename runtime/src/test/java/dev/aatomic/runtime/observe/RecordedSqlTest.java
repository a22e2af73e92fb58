package dev.aatomic.runtime.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.BlockEntry;
import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.SlowStatement;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which statement a block is in is told where that is asked for, and what its parameters are never. */
@Tag("observability")
final class RecordedSqlTest {

    private static final String SECRET = "p4ssw0rd-of-alice";
    private static final String PREPARED = "insert into secret values (1, ?)";

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private Transactions transactions;
    private PooledDatabase database;

    private void open(Server server, UnaryOperator<Transactions.Builder> settings) {
        database = fixtures.database(server, 2);
        database.execute("create table secret(id int primary key, text varchar(100))");
        transactions = fixtures.transactions(database, settings);
    }

    private BlockEntry only(String name) {
        return transactions.blocks().database("default").blocks().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private BlockEntry awaitInDatabase(String name) {
        Await.until(
                name + " is in the database",
                () -> transactions.blocks().database("default").blocks().stream()
                        .anyMatch(entry -> entry.name().equals(name) && entry.state() == BlockState.IN_DATABASE));
        return only(name);
    }

    /** How a program gives a secret to a statement. */
    private record Way(String name, ConnectionFunction<?> step) {
        @Override
        public String toString() {
            return name;
        }
    }

    private interface Given {
        void to(PreparedStatement statement) throws SQLException;
    }

    private static Way prepared(String name, Given given) {
        return new Way(name, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(PREPARED)) {
                given.to(statement);
                return 1;
            }
        });
    }

    static Stream<Way> ways() {
        return Stream.of(
                prepared("setString", statement -> {
                    statement.setString(1, SECRET);
                    statement.executeUpdate();
                }),
                prepared("setObject", statement -> {
                    statement.setObject(1, SECRET);
                    statement.execute();
                }),
                prepared("batch", statement -> {
                    statement.setString(1, SECRET);
                    statement.addBatch();
                    statement.executeBatch();
                }),
                prepared("executeLargeUpdate", statement -> {
                    statement.setString(1, SECRET);
                    statement.executeLargeUpdate();
                }));
    }

    /** Another block has inserted the row, and has not committed: whoever inserts it too waits in the database. */
    private CompletableFuture<Integer> locked(CompletableFuture<Integer> gate) {
        CompletableFuture<Integer> inserted = new CompletableFuture<>();
        CompletableFuture<Integer> holder = transactions
                .atomic()
                .named("holder")
                .getStageAsync(() -> transactions
                        .submit(Sql.update("insert into secret values (1, 'other')"))
                        .thenCompose(n -> {
                            inserted.complete(n);
                            transactions.setRollbackOnly(true);
                            return gate;
                        }));
        Await.value(inserted);
        return holder;
    }

    private void assertNowhere(LogCapture log) {
        assertThat(transactions.blocks().toString()).doesNotContain(SECRET);
        assertThat(transactions.blocks().database("default").blocks())
                .allSatisfy(entry -> assertThat(entry.toString()).doesNotContain(SECRET));
        assertThat(log.lines()).noneMatch(line -> line.contains(SECRET));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void textIsTheOneThatWasPreparedWithoutTheSecret(Way way) {
        open(Server.POSTGRES, builder -> builder.recordSql(true).warnIfHeldLongerThan(Duration.ofMillis(20)));
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        try (LogCapture log = LogCapture.withDetails()) {
            CompletableFuture<Integer> holder = locked(gate);
            CompletableFuture<?> writer =
                    transactions.atomic().named("writer").getStageAsync(() -> transactions.submit(way.step()));

            BlockEntry seen = awaitInDatabase("writer");
            assertThat(seen.sql()).contains(PREPARED);
            assertThat(seen.operation()).contains("statement");
            assertThat(transactions.blocks().toString()).contains("sql: " + PREPARED);
            assertThat(only("holder").sql()).isEmpty();
            Await.until("the hold is reported", () -> log.count(" 'writer'") > 0);
            assertNowhere(log);
            gate.complete(1);
            Await.end(holder);
            Await.value(writer.toCompletableFuture());
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void secretOfJooqIsAParameterToo(Server server) {
        open(server, builder -> builder.recordSql(true));
        var dsl = AatomicJooq.dsl(transactions, server == Server.H2 ? SQLDialect.H2 : SQLDialect.POSTGRES);
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        try (LogCapture log = LogCapture.withDetails()) {
            CompletableFuture<Integer> holder = locked(gate);
            CompletableFuture<Integer> writer = transactions
                    .atomic()
                    .named("writer")
                    .getStageAsync(() -> dsl.query("insert into secret values (1, ?)", SECRET)
                            .executeAsync());

            assertThat(awaitInDatabase("writer").sql()).contains(PREPARED);
            assertNowhere(log);
            gate.complete(1);
            Await.end(holder);
            Await.value(writer);
        }
    }

    @Test
    void textThatIsExecutedIsToldAsItWasGiven() {
        open(Server.POSTGRES, builder -> builder.recordSql(true));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> holder = locked(gate);
        String sql = "insert into secret values (1, 'literal')";
        CompletableFuture<Integer> writer =
                transactions.atomic().named("writer").getStageAsync(() -> transactions.submit(Sql.update(sql)));

        assertThat(awaitInDatabase("writer").sql()).contains(sql);
        gate.complete(1);
        Await.end(holder);
        Await.value(writer);
    }

    @Test
    void ofABatchOfTextsTheLastIsTold() {
        open(Server.POSTGRES, builder -> builder.recordSql(true));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> holder = locked(gate);
        CompletableFuture<Integer> writer = transactions
                .atomic()
                .named("writer")
                .getStageAsync(() -> transactions.submit(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.addBatch("insert into secret values (1, 'a')");
                        statement.addBatch("insert into secret values (2, 'b')");
                        return statement.executeBatch().length;
                    }
                }));

        assertThat(awaitInDatabase("writer").sql()).contains("insert into secret values (2, 'b')");
        gate.complete(1);
        Await.end(holder);
        assertThat(Await.value(writer)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void withoutTheOptionTheStatementIsSeenAndItsTextIsNot(Server server) {
        open(server, builder -> builder);
        SlowStatement slow = new SlowStatement(database);
        CompletableFuture<?> block =
                transactions.atomic().named("slow").getStageAsync(() -> transactions.submit(slow.step()));

        BlockEntry seen = awaitInDatabase("slow");
        slow.awaitRunning();
        assertThat(seen.sql()).isEmpty();
        assertThat(seen.operation()).contains("statement");
        block.cancel(true);
        Await.end(block);
    }

    @Test
    void textGoesWithTheStatement() throws SQLException {
        open(Server.H2, builder -> builder.recordSql(true));
        transactions.atomic().named("reader").run(() -> {
            try (Connection connection = transactions.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("select v from entry order by v")) {
                assertThat(only("reader").state()).isEqualTo(BlockState.IN_BODY);
                assertThat(only("reader").sql()).isEmpty();
                assertThat(result.next()).isFalse();
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void statementOutsideAnyBlockIsToldToo(Server server) {
        open(server, builder -> builder.recordSql(true));
        SlowStatement slow = new SlowStatement(database);
        CompletableFuture<?> step = transactions.autocommit(() -> transactions.submit(slow.step()));

        BlockEntry seen = awaitInDatabase("in autocommit");
        assertThat(seen.sql()).contains(slow.sql());
        slow.awaitRunning();
        // The step belongs to nobody who could cancel it, so the end of the transactions does.
        CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> {
            Thread.currentThread().interrupt();
            transactions.close();
        });
        Await.end(step);
        Await.value(closed);
    }
}
