package dev.aatomic.runtime.observe;

import static dev.aatomic.runtime.support.FlightRecording.BODY;
import static dev.aatomic.runtime.support.FlightRecording.CONNECTION_WAIT;
import static dev.aatomic.runtime.support.FlightRecording.HOOK;
import static dev.aatomic.runtime.support.FlightRecording.NESTED_BLOCK;
import static dev.aatomic.runtime.support.FlightRecording.STEP;
import static dev.aatomic.runtime.support.FlightRecording.TRANSACTION;
import static dev.aatomic.runtime.support.FlightRecording.connectedAt;
import static dev.aatomic.runtime.support.FlightRecording.one;
import static dev.aatomic.runtime.support.FlightRecording.only;
import static dev.aatomic.runtime.support.FlightRecording.texts;
import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.ThreadBlocks;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.FlightRecording;
import dev.aatomic.runtime.support.Hang;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.ThreadTransactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a flight recording tells of real blocks. */
@Tag("observability")
final class RecordedBlocksTest {

    /** The recorder's clock and the other one may differ by so much. */
    private static final Duration CLOCKS = Duration.ofMillis(1);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static List<String> operations(List<RecordedEvent> events) {
        return texts(only(events, STEP).stream(), "operation");
    }

    private static long block(RecordedEvent event) {
        return event.getLong("block");
    }

    private static Duration sum(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::getDuration).reduce(Duration.ZERO, Duration::plus);
    }

    private static CompletableFuture<Integer> nested(Transactions transactions, int value) {
        return transactions.atomic().named("nested").getStageAsync(() -> transactions.submit(insert(value)));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void partsOfABlockAreJoinedByItsNumberAndLieWithinIt(Server server) {
        PooledDatabase database = fixtures.database(server, 2);
        Transactions transactions = fixtures.transactions(database);
        database.source().reset();
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            Await.value(transactions.atomic().named("outer").getStageAsync(() -> {
                transactions.onCommit(() -> {});
                return transactions
                        .submit(insert(1))
                        .thenCompose(n -> nested(transactions, 2))
                        .thenCompose(n -> transactions.submit(insert(3)));
            }));
            events = recording.end();
        }

        RecordedEvent whole = one(events, TRANSACTION, "name", "outer");
        assertThat(block(whole)).isPositive();
        assertThat(events).allMatch(event -> block(event) == block(whole));
        assertThat(whole.getString("database")).isEqualTo("default");
        assertThat(whole.getString("outcome")).isEqualTo("COMMITTED");
        assertThat(whole.getInt("attempt")).isEqualTo(1);
        assertThat(whole.getInt("connection")).isBetween(0, 1);
        assertThat(operations(events))
                .containsExactly(
                        "step", "begin", "statement", "step", "savepoint", "statement", "step", "statement", "commit");
        assertThat(only(events, STEP)).allSatisfy(step -> {
            assertThat(step.getString("database")).isEqualTo("default");
            assertThat(step.getBoolean("failed")).isFalse();
            assertThat(step.getString("sql")).isNull();
        });
        RecordedEvent inner = one(events, NESTED_BLOCK, "name", "nested");
        assertThat(inner.getInt("depth")).isEqualTo(1);
        assertThat(inner.getBoolean("savepoint")).isTrue();
        assertThat(inner.getString("outcome")).isEqualTo("COMMITTED");
        assertThat(texts(only(events, BODY).stream(), "name"))
                .as("two bodies, and two continuations of the outer one")
                .containsExactlyInAnyOrder("outer", "nested", "outer", "outer");
        assertThat(database.source().count("PreparedStatement.executeUpdate")).isEqualTo(3);

        RecordedEvent wait = one(events, CONNECTION_WAIT, "name", "outer");
        assertThat(wait.getString("outcome")).isEqualTo("GRANTED");
        assertThat(wait.getDuration())
                .isLessThanOrEqualTo(whole.getDuration("wait").plus(CLOCKS));
        assertThat(whole.getDuration("wait").plus(whole.getDuration("hold")))
                .isBetween(wait.getDuration(), whole.getDuration().plus(CLOCKS));
        List<RecordedEvent> turns = only(events, STEP).stream()
                .filter(step -> !step.getString("operation").equals("step"))
                .toList();
        assertThat(sum(turns))
                .isPositive()
                .isLessThanOrEqualTo(whole.getDuration("hold").plus(CLOCKS));
        Instant connected = connectedAt(events, whole);
        assertThat(only(events, STEP)).allSatisfy(step -> {
            assertThat(step.getStartTime()).isAfterOrEqualTo(connected);
            assertThat(step.getEndTime()).isBeforeOrEqualTo(whole.getEndTime());
        });
        assertThat(one(events, HOOK, "name", "outer").getStartTime()).isAfterOrEqualTo(whole.getEndTime());
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatFailsSaysSo(Server server) {
        PooledDatabase database = fixtures.database(server, 2);
        Transactions transactions = fixtures.transactions(database);
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            Await.cause(transactions
                    .atomic()
                    .named("outer")
                    .getStageAsync(() -> transactions
                            .submit(insert(1))
                            .thenCompose(n -> transactions
                                    .atomic()
                                    .named("undone")
                                    .getStageAsync(() -> transactions.submit(bad())))
                            .handle((n, failure) -> 1)
                            .thenCompose(n -> transactions
                                    .atomic()
                                    .named("merged")
                                    .savepoint(false)
                                    .getStageAsync(() -> CompletableFuture.failedFuture(new IOException())))));
            events = recording.end();
        }

        RecordedEvent undone = one(events, NESTED_BLOCK, "name", "undone");
        assertThat(undone.getString("outcome")).isEqualTo("ROLLED_BACK");
        assertThat(undone.getBoolean("savepoint")).isTrue();
        RecordedEvent merged = one(events, NESTED_BLOCK, "name", "merged");
        assertThat(merged.getString("outcome")).isEqualTo("ROLLED_BACK");
        assertThat(merged.getBoolean("savepoint")).isFalse();
        assertThat(one(events, TRANSACTION, "name", "outer").getString("outcome"))
                .isEqualTo("ROLLED_BACK");
        assertThat(operations(events))
                .containsExactly(
                        "step", "begin", "statement", "step", "savepoint", "statement", "rollback to", "rollback");
        assertThat(texts(only(events, STEP).stream().filter(step -> step.getBoolean("failed")), "operation"))
                .containsExactly("step", "statement");
    }

    @Test
    void connectionIsThatWhichNoOtherBlockHeldThen() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            List<CompletableFuture<Integer>> blocks = LongStream.range(0, 20)
                    .mapToObj(i -> transactions
                            .atomic()
                            .getStageAsync(
                                    () -> transactions.submit(insert((int) i)).thenCompose(fixtures.foreign()::later)))
                    .toList();
            blocks.forEach(Await::value);
            events = recording.end();
        }

        for (int connection = 0; connection < 2; connection++) {
            List<FlightRecording.Held> held = FlightRecording.held(events, connection);
            assertThat(held).as("blocks on connection %s", connection).isNotEmpty();
            for (int i = 1; i < held.size(); i++) {
                assertThat(held.get(i).from()).isAfterOrEqualTo(held.get(i - 1).to());
            }
        }
        assertThat(only(events, TRANSACTION)).hasSize(20);
        assertThat(only(events, TRANSACTION).stream().map(RecordedBlocksTest::block))
                .doesNotHaveDuplicates();
    }

    @Test
    void blockWithoutAConnectionSaysWhyItHasNone() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.maxWaiting(1));
        CompletableFuture<Integer> held = new CompletableFuture<>();
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            CompletableFuture<Integer> holder =
                    transactions.atomic().named("holder").getStageAsync(() -> held);
            CompletableFuture<Integer> cancelled =
                    transactions.atomic().named("cancelled").getAsync(() -> 1);
            Await.cause(transactions.atomic().named("refused").getAsync(() -> 1));
            cancelled.cancel(false);
            Await.cause(transactions
                    .atomic()
                    .named("late")
                    .timeout(Duration.ofMillis(10))
                    .getAsync(() -> 1));
            held.complete(1);
            Await.value(holder);
            database.source().fail(JdbcFault.on("DataSource.getConnection", new SQLException("down")));
            Await.cause(transactions.atomic().named("failed").getAsync(() -> 1));
            events = recording.end();
        }

        assertThat(one(events, CONNECTION_WAIT, "name", "holder").getString("outcome"))
                .isEqualTo("GRANTED");
        assertUnconnected(events, "cancelled", "CANCELLED");
        assertUnconnected(events, "late", "TIMED_OUT");
        assertUnconnected(events, "refused", "REFUSED");
        assertUnconnected(events, "failed", "FAILED");
        assertThat(texts(only(events, BODY).stream(), "name")).containsExactly("holder");
    }

    private static void assertUnconnected(List<RecordedEvent> events, String name, String outcome) {
        RecordedEvent wait = one(events, CONNECTION_WAIT, "name", name);
        assertThat(wait.getString("outcome")).isEqualTo(outcome);
        RecordedEvent whole = one(events, TRANSACTION, "name", name);
        assertThat(whole.getString("outcome")).isEqualTo("ROLLED_BACK");
        assertThat(whole.getInt("connection")).isEqualTo(-1);
        assertThat(whole.getDuration("hold")).isZero();
        assertThat(block(whole)).isEqualTo(block(wait));
        assertThat(wait.getEndTime()).isBeforeOrEqualTo(whole.getEndTime());
    }

    @Test
    void blockThatHasWaitedAsLongAsAnybodyMayHasTimedOut() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.connectionTimeout(Duration.ofMillis(50)));
        CompletableFuture<Integer> held = new CompletableFuture<>();
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            CompletableFuture<Integer> holder = transactions.atomic().getStageAsync(() -> held);
            Await.cause(transactions.atomic().named("overdue").getAsync(() -> 1));
            held.complete(1);
            Await.value(holder);
            events = recording.end();
        }

        assertUnconnected(events, "overdue", "TIMED_OUT");
    }

    @Test
    void eachAttemptIsABlockOfItsOwn() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        AtomicInteger attempts = new AtomicInteger();
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            Await.value(transactions
                    .atomic()
                    .named("retried")
                    .retry(RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)))
                    .getStageAsync(() -> attempts.incrementAndGet() < 3
                            ? CompletableFuture.failedFuture(new SQLException("again", "40001"))
                            : CompletableFuture.completedFuture(1)));
            events = recording.end();
        }

        assertThat(only(events, TRANSACTION).stream()
                        .map(event -> event.getInt("attempt") + " " + event.getString("outcome")))
                .containsExactly("1 ROLLED_BACK", "2 ROLLED_BACK", "3 COMMITTED");
        assertThat(only(events, TRANSACTION).stream().map(RecordedBlocksTest::block))
                .doesNotHaveDuplicates();
        assertThat(only(events, CONNECTION_WAIT).stream().map(RecordedBlocksTest::block))
                .containsExactlyElementsOf(only(events, TRANSACTION).stream()
                        .map(RecordedBlocksTest::block)
                        .toList());
    }

    @Test
    void blockOnAnotherConnectionIsAnOutermostOne() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        PooledDatabase other = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("default", database.source(), 2).database("other", other.source(), 1));
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            transactions.atomic().named("outer").run(() -> {
                transactions
                        .atomic()
                        .named("new")
                        .propagation(Propagation.REQUIRES_NEW)
                        .run(() -> {});
                transactions.database("other").atomic().named("elsewhere").run(() -> {});
            });
            events = recording.end();
        }

        assertThat(only(events, NESTED_BLOCK)).isEmpty();
        assertThat(texts(only(events, TRANSACTION).stream(), "name")).containsExactly("outer", "new", "elsewhere");
        assertThat(texts(only(events, TRANSACTION).stream(), "database"))
                .containsExactly("default", "default", "other");
        assertThat(only(events, TRANSACTION).stream().map(RecordedBlocksTest::block))
                .doesNotHaveDuplicates();
        assertThat(one(events, TRANSACTION, "name", "new").getInt("connection"))
                .isNotEqualTo(one(events, TRANSACTION, "name", "outer").getInt("connection"));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void blockInAnotherLibrarysTransactionHasNoneOfThePoolsConnections(Server server) throws Exception {
        PooledDatabase database = fixtures.database(server, 2);
        ThreadTransactions library = new ThreadTransactions(database.source());
        Transactions transactions = fixtures.transactions(database, builder -> builder.enclosing(library));
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            library.run(connection -> transactions.atomic().named("guest").run(() -> {
                transactions.onCommit(() -> {});
                transactions.submit(insert(1)).join();
            }));
            library.run(connection -> transactions
                    .atomic()
                    .named("merged")
                    .savepoint(false)
                    .run(() -> transactions.submit(insert(2)).join()));
            events = recording.end();
        }

        RecordedEvent guest = one(events, TRANSACTION, "name", "guest");
        assertThat(guest.getInt("connection")).isEqualTo(-1);
        assertThat(only(events, CONNECTION_WAIT)).isEmpty();
        assertThat(operations(events.stream()
                        .filter(event -> block(event) == block(guest))
                        .toList()))
                .startsWith("savepoint", "step", "statement")
                .endsWith("release")
                .doesNotContain("begin", "commit");
        RecordedEvent merged = one(events, TRANSACTION, "name", "merged");
        assertThat(operations(events.stream()
                        .filter(event -> block(event) == block(merged))
                        .toList()))
                .as("it has neither a beginning nor an end in the database")
                .startsWith("step", "statement")
                .doesNotContain("begin", "release", "commit");
        RecordedEvent hook = one(events, HOOK, "kind", "onCommit");
        assertThat(block(hook)).isEqualTo(block(guest));
        assertThat(hook.getStartTime()).isAfterOrEqualTo(guest.getEndTime());
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void blockThatWasGivenUpIsToldOnce(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording();
                Hang hang = new Hang("PreparedStatement.executeUpdate")) {
            database.source().fail(hang);
            Await.cause(transactions
                    .atomic()
                    .named("stuck")
                    .timeout(Duration.ofSeconds(1)) // it has to come to the statement before
                    .getStageAsync(() ->
                            transactions.atomic().named("nested").getStageAsync(() -> transactions.submit(insert(1)))));
            Await.until("the connection is back", () -> database.source().open() == 0);
            Await.value(transactions.atomic().named("next").getStageAsync(() -> transactions.submit(insert(2))));
            events = recording.end();
        }

        RecordedEvent stuck = one(events, TRANSACTION, "name", "stuck");
        assertThat(stuck.getString("outcome")).isEqualTo("ROLLED_BACK");
        assertThat(stuck.getInt("connection")).isZero();
        assertThat(one(events, NESTED_BLOCK, "name", "nested").getString("outcome"))
                .isEqualTo("ROLLED_BACK");
        assertThat(connectedAt(events, one(events, TRANSACTION, "name", "next")))
                .isAfterOrEqualTo(stuck.getEndTime());
    }

    @Test
    void poolThatHangsIsAWaitThatTimedOut() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording();
                Hang hang = new Hang("DataSource.getConnection")) {
            database.source().fail(hang);
            Await.cause(transactions
                    .atomic()
                    .named("stuck")
                    .timeout(Duration.ofMillis(100))
                    .getAsync(() -> 1));
            hang.release();
            Await.value(transactions.atomic().named("next").getAsync(() -> 1));
            events = recording.end();
        }

        assertUnconnected(events, "stuck", "TIMED_OUT");
        assertThat(one(events, CONNECTION_WAIT, "name", "next").getString("outcome"))
                .isEqualTo("GRANTED");
    }

    @Test
    void hookIsToldWithWhatRegisteredItAndHowItEnded() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> mail = new CompletableFuture<>();
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            CompletableFuture<Integer> block = transactions
                    .atomic()
                    .named("hooks")
                    .getAsync(() -> {
                        transactions.onCommit(() -> {});
                        transactions.onCommitRobust(() -> {
                            throw new IOException("robust");
                        });
                        transactions.onCommitAsync(() -> mail);
                        transactions
                                .atomic()
                                .named("nested")
                                .run(() -> transactions.onCommit(() -> {
                                    throw new IOException("hook");
                                }));
                        return 1;
                    });
            fixtures.foreign().execute(() -> mail.complete(1));
            assertThat(Await.cause(block)).isInstanceOf(AfterCommitException.class);
            Await.cause(transactions.atomic().named("undone").getAsync(() -> {
                transactions.onRollback(() -> {});
                throw new IOException("body");
            }));
            events = recording.end();
        }

        RecordedEvent whole = one(events, TRANSACTION, "name", "hooks");
        RecordedEvent undone = one(events, TRANSACTION, "name", "undone");
        assertThat(only(events, HOOK).stream()
                        .map(hook -> hook.getString("kind") + " of " + hook.getString("name")
                                + (hook.getBoolean("failed") ? " failed" : "")))
                .containsExactly(
                        "onCommit of hooks",
                        "onCommitRobust of hooks failed",
                        "onCommitAsync of hooks",
                        "onCommit of hooks failed",
                        "onRollback of undone");
        assertThat(only(events, HOOK)).allSatisfy(hook -> {
            RecordedEvent own = hook.getString("name").equals("hooks") ? whole : undone;
            assertThat(block(hook)).isEqualTo(block(own));
            assertThat(hook.getStartTime()).isAfterOrEqualTo(own.getEndTime());
            assertThat(hook.getString("hook")).isEqualTo("a lambda of " + RecordedBlocksTest.class.getName());
        });
        assertThat(whole.getString("outcome")).isEqualTo("COMMITTED");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void savepointsOfTheUserAreTurnsOfTheirOwn(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            transactions
                    .atomic()
                    .run(() -> transactions
                            .submit(connection -> {
                                Savepoint savepoint = connection.setSavepoint();
                                connection.rollback(savepoint);
                                connection.releaseSavepoint(savepoint);
                                return 1;
                            })
                            .join());
            events = recording.end();
        }

        assertThat(operations(events))
                .containsExactly("step", "begin", "savepoint", "rollback to", "release", "commit");
    }

    @Test
    void workOutsideAnyBlockIsNumberZero() throws SQLException {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            transactions.autocommit(() -> {
                Await.value(transactions.submit(insert(1)));
                Await.cause(transactions.submit(bad()));
                return 1;
            });
            events = recording.end();
        }

        assertThat(events).allSatisfy(event -> {
            assertThat(event.getEventType().getName()).isEqualTo(STEP);
            assertThat(block(event)).isZero();
        });
        assertThat(events.stream().map(event -> event.getString("operation") + " " + event.getBoolean("failed")))
                .containsExactly("step false", "statement false", "step true", "statement true");
    }

    @Test
    void blockThatWasOpenBeforeTheRecordingIsNotInIt() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> started = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().named("before").getStageAsync(() -> {
            transactions.onCommit(() -> {});
            return transactions.bind(started).thenCompose(n -> nested(transactions, 1));
        });
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            started.complete(1);
            Await.value(block);
            transactions.atomic().named("within").run(() -> {});
            events = recording.end();
        }

        long within = block(one(events, TRANSACTION, "name", "within"));
        assertThat(events).allMatch(event -> block(event) == within);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void blockThatOutlivesTheRecordingGoesOn() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> stopped = new CompletableFuture<>();
        CompletableFuture<Integer> block;
        List<RecordedEvent> events;
        AtomicInteger hooks = new AtomicInteger();
        try (FlightRecording recording = new FlightRecording()) {
            block = transactions.atomic().named("outer").getStageAsync(() -> {
                transactions.onCommit(hooks::incrementAndGet);
                return transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions.bind(stopped))
                        .thenCompose(n -> nested(transactions, 2));
            });
            Await.until("the first step is over", () -> database.source().count("PreparedStatement.close") == 1);
            events = recording.end();
        }
        stopped.complete(1);
        Await.value(block);

        assertThat(database.rows()).containsExactly(1, 2);
        assertThat(hooks).hasValue(1);
        assertThat(operations(events)).contains("begin", "statement");
        assertThat(only(events, TRANSACTION)).isEmpty();
    }

    @Test
    void eachEventIsRecordedByItself() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        for (String only : List.of(TRANSACTION, CONNECTION_WAIT, STEP, BODY, NESTED_BLOCK, HOOK)) {
            List<RecordedEvent> events;
            try (FlightRecording recording = new FlightRecording(List.of(only))) {
                transactions.atomic().run(() -> {
                    transactions.onCommit(() -> {});
                    transactions
                            .atomic()
                            .run(() -> Await.value(transactions.submit(connection ->
                                    connection.createStatement().executeUpdate("update entry set v = 1"))));
                });
                events = recording.end();
            }
            assertThat(events)
                    .isNotEmpty()
                    .allMatch(event -> event.getEventType().getName().equals(only));
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void noValueAndNoTextOfAStatementIsToldUnlessItIsAskedFor(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            Await.cause(transactions
                    .atomic()
                    .getStageAsync(() -> transactions
                            .submit(RecordedBlocksTest::secret)
                            .thenCompose(n -> transactions.submit(
                                    connection -> connection.createStatement().executeUpdate("secret literal")))));
            events = recording.end();
        }

        assertThat(operations(events)).contains("statement");
        assertThat(events.toString()).doesNotContain("secret");
    }

    private static int secret(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select cast(? as varchar(20))")) {
            statement.setString(1, "secret value");
            statement.executeQuery().close();
            return 1;
        }
    }

    @Test
    void codeOfABlockThatIsHeldByHandIsItsBody() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        ThreadTransactions library = new ThreadTransactions(database.source());
        Transactions transactions = fixtures.transactions(database, builder -> builder.enclosing(library));
        List<RecordedEvent> events;
        Instant within;
        try (FlightRecording recording = new FlightRecording()) {
            var scope = Await.value(transactions.atomic().named("entered").enter());
            scope.call(() -> 1);
            Await.value(scope.exit());
            ThreadBlocks.OpenBlock open =
                    library.blocks().open(transactions.atomic().named("opened"));
            within = Instant.now();
            open.end(null);
            events = recording.end();
        }

        assertThat(texts(only(events, BODY).stream(), "name")).containsExactly("entered", "opened");
        RecordedEvent opened = one(events, BODY, "name", "opened");
        assertThat(within)
                .isBetween(
                        opened.getStartTime().minus(CLOCKS), opened.getEndTime().plus(CLOCKS));
        assertThat(opened.getThread().getJavaName())
                .isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void codeOnAnExecutorOfTheUsersIsCodeOfItsBlock() throws InterruptedException {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));
        List<Thread> threads = new ArrayList<>();
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            Await.value(transactions
                    .atomic()
                    .named("block")
                    .getStageAsync(() -> transactions.submit(insert(1)).thenApplyAsync(n -> n, task -> {
                        Thread thread = new Thread(task, "of the user");
                        threads.add(thread);
                        thread.start();
                    })));
            // It tells of its code after that has ended the block.
            threads.get(0).join(TimeUnit.SECONDS.toMillis(30));
            events = recording.end();
        }

        assertThat(only(events, BODY))
                .filteredOn(body -> body.getThread().getJavaName().equals("of the user"))
                .singleElement()
                .satisfies(body -> {
                    assertThat(body.getString("name")).isEqualTo("block");
                    assertThat(block(body)).isEqualTo(block(one(events, TRANSACTION, "name", "block")));
                });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void textOfStatementsIsToldWhereItIsAskedForAndNoValue(Server server) {
        String prepared = "insert into entry values (?)";
        String written = "insert into entry values (1)";
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.recordSql(true));
        List<RecordedEvent> events;
        try (FlightRecording recording = new FlightRecording()) {
            transactions
                    .atomic()
                    .run(() -> transactions
                            .submit(connection -> {
                                try (PreparedStatement statement = connection.prepareStatement(prepared)) {
                                    statement.setInt(1, 20261129);
                                    return statement.executeUpdate();
                                }
                            })
                            .join());
            transactions.autocommit(() -> transactions
                    .submit(connection -> connection.createStatement().executeUpdate(written))
                    .join());
            events = recording.end();
        }

        assertThat(only(events, STEP).stream()
                        .filter(step -> step.getString("operation").equals("statement"))
                        .map(step -> step.getString("sql")))
                .containsExactly(prepared, written);
        assertThat(events).noneMatch(event -> event.toString().contains("20261129"));
        assertThat(database.rows()).containsExactly(1, 20261129);
    }
}
