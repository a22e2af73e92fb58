package dev.aatomic.runtime.internal.autocommit;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G19: a connection on which each statement commits alone goes back as it came, or not at all. */
@Tag("G19")
final class AutocommitConnectionTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private PooledDatabase database;
    private Transactions transactions;

    @BeforeEach
    void open() {
        database = fixtures.database(Server.H2, 1);
        transactions = fixtures.transactions(database);
    }

    private <T> CompletableFuture<T> step(ConnectionFunction<T> step) {
        return transactions.autocommit(() -> transactions.submit(step));
    }

    private Connection connection() throws SQLException {
        return transactions.autocommit(() -> transactions.dataSource().getConnection());
    }

    private List<String> names() {
        return database.source().names();
    }

    // ---- what it does

    @Test
    void eachStatementCommitsAlone() {
        Await.value(step(connection -> {
            assertThat(connection.getAutoCommit()).isTrue();
            insert(1).apply(connection);
            seen.add("rows " + database.rows());
            return 1;
        }));

        assertThat(seen).containsExactly("rows [1]");
    }

    @Test
    void thereAreNoSavepoints() {
        Savepoint[] ofABlock = new Savepoint[1];
        transactions
                .atomic()
                .run(() -> transactions
                        .submit(connection -> ofABlock[0] = connection.setSavepoint())
                        .join());

        Await.value(step(connection -> {
            String refused = "A savepoint was used in the autocommit context, where each statement commits alone";
            assertThatThrownBy(connection::setSavepoint).hasStackTraceContaining(refused);
            assertThatThrownBy(() -> connection.rollback(ofABlock[0])).hasStackTraceContaining(refused);
            assertThatThrownBy(() -> connection.releaseSavepoint(ofABlock[0])).hasStackTraceContaining(refused);
            return 1;
        }));
    }

    @Test
    void driverSeesNoInterruptFlagOfTheUsers() {
        database.source().fail(call -> {
            if (call.isExecution()) {
                seen.add("interrupted " + Thread.currentThread().isInterrupted());
            }
            return null;
        });

        Await.value(step(connection -> {
            Thread.currentThread().interrupt();
            insert(1).apply(connection);
            seen.add("afterwards " + Thread.interrupted());
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> insert(1).apply(connection)).isInstanceOf(SQLException.class);
            seen.add("after a failure " + Thread.interrupted());
            return 1;
        }));

        assertThat(seen)
                .containsExactly("interrupted false", "afterwards true", "interrupted false", "after a failure true");
    }

    // ---- how it goes back

    @Test
    void whatWasLeftOpenIsClosedAndWhatWasChangedPutBack() {
        int before = Await.value(step(Connection::getHoldability));
        int other = before == 1 ? 2 : 1;

        Await.value(step(connection -> {
            connection.setHoldability(other);
            Statement left = connection.createStatement();
            return left.execute("select 1");
        }));

        assertThat(names()).contains("Statement.close");
        assertThat(Await.value(step(Connection::getHoldability))).isEqualTo(before);
        assertThat(database.source().open()).isZero();
    }

    @Test
    void handleOutlivesNoStep() throws SQLException {
        Connection left =
                Await.value(step(connection -> transactions.dataSource().getConnection()));

        assertThat(left.isClosed()).isTrue();
    }

    @Test
    void connectionOfAHandleThatCannotBePutBackIsThrownAwayAndItsPlaceIsFree() throws SQLException {
        try (LogCapture log = new LogCapture()) {
            try (Connection connection = connection()) {
                int before = connection.getHoldability();
                connection.setHoldability(before == 1 ? 2 : 1);
                database.source().fail(JdbcFault.on("Connection.setHoldability", new SQLException("lost")));
            }

            assertThat(log.count("could not be put back as it was and is thrown away"))
                    .isEqualTo(1);
        }
        assertThat(names()).contains("Connection.abort");
        assertThat(transactions.metrics().database("default").active()).isZero();
    }

    @Test
    void connectionThatCannotBePutBackIsThrownAway() {
        Await.value(step(Connection::getHoldability));
        try (LogCapture log = new LogCapture()) {
            Await.value(step(connection -> {
                int before = connection.getHoldability();
                connection.setHoldability(before == 1 ? 2 : 1);
                database.source().fail(JdbcFault.on("Connection.setHoldability", new SQLException("lost")));
                return 1;
            }));

            assertThat(log.count("A connection of database 'default' could not be put back as it was and is thrown"
                            + " away"))
                    .isEqualTo(1);
        }
        assertThat(names()).contains("Connection.abort");
        database.source().fail(JdbcFault.NONE);
        assertThat(Await.value(step(insert(1)))).as("its place is free").isEqualTo(1);
    }

    @Test
    void connectionOnWhichNothingCanBeginIsThrownAway() {
        SQLException lost = new SQLException("lost", "08006");
        database.source().fail(JdbcFault.on("Connection.getAutoCommit", lost));

        assertThat(Await.cause(step(insert(1))))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessage("Database 'default' gave no connection: java.sql.SQLException with SQLState 08006. Check"
                        + " that the database is up and the pool is open and large enough")
                .hasCause(lost);
        assertThat(names()).contains("Connection.abort");
        database.source().fail(JdbcFault.NONE);
        assertThat(Await.value(step(insert(1)))).as("its place is free").isEqualTo(1);
    }

    @Test
    void handleGivesItsConnectionBackOnce() throws SQLException {
        Connection connection = connection();
        Sql.insert(connection, 1);
        connection.close();
        connection.close();

        assertThat(connection.isClosed()).isTrue();
        assertThat(database.source().count("Connection.close")).isEqualTo(1);
        assertThat(names()).doesNotContain("Connection.abort");
        assertThat(transactions.metrics().database("default").active()).isZero();
    }

    @Test
    void handleInsideAStepIsThatOfTheStep() {
        Await.value(step(connection -> {
            try (Connection inside = transactions.dataSource().getConnection()) {
                Sql.insert(inside, 1);
            }
            insert(2).apply(connection);
            return 1;
        }));

        assertThat(database.source().count("DataSource.getConnection")).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    // ---- who holds it

    @Test
    void whoWaitsIsToldWhoHoldsIt() throws SQLException {
        Transactions impatient =
                fixtures.transactions(database, builder -> builder.connectionTimeout(Duration.ofMillis(30)));
        try (Connection held = impatient.autocommit(() -> impatient.dataSource().getConnection())) {
            assertThat(held.isClosed()).isFalse();
            assertThat(Await.cause(impatient.atomic().runAsync(() -> {})))
                    .hasMessageContaining("Connections are held by a connection that was taken outside any block")
                    .hasMessageContaining(", and not closed");
        }
    }

    @Test
    void threadThatWaitsForAConnectionGetsTheNext() throws SQLException {
        Connection held = connection();
        CompletableFuture<Integer> waits = CompletableFuture.supplyAsync(() -> {
            try (Connection next = connection()) {
                return Sql.insert(next, 1);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        Await.until("it waits", () -> transactions.metrics().database("default").waiting() == 1);

        held.close();

        assertThat(Await.value(waits)).isEqualTo(1);
    }

    // ---- as the place in the queue of who holds it

    /** Who holds the only connection. */
    private Ticket holder(Services engine) {
        return engine.resolve(null).admission.holders().get(0);
    }

    private Services engine() {
        AtomicReference<Services> engine = new AtomicReference<>();
        transactions.atomic().run(() -> engine.set(MemoryFixtures.block().engine()));
        return engine.get();
    }

    @Test
    void holderSaysSinceWhenItWasSeen() throws SQLException {
        Services engine = engine();
        try (Connection held = connection()) {
            assertThat(held.isClosed()).isFalse();
            Ticket holder = holder(engine);
            long now = System.nanoTime();
            assertThat(holder.place()).isEqualTo("'in autocommit'");

            // The watchdog may have seen it just before.
            holder.seenHolding(now);
            holder.seenHolding(now + Duration.ofSeconds(3).toNanos());

            assertThat(holder.holding(now + Duration.ofMillis(5500).toNanos()))
                    .matches("a connection that was taken outside any block for [56] s, and not closed");
        }
    }

    @Test
    void connectionThatIsGivenUpTakesNoStatementAnyMore() throws SQLException {
        Services engine = engine();
        try (Connection held = connection()) {
            Sql.insert(held, 1);

            holder(engine).abort(new IOException("given up"));
            holder(engine).abort(new IOException("again"));

            assertThatThrownBy(() -> Sql.insert(held, 2))
                    .hasStackTraceContaining("A statement was refused because its step or connection outside any"
                            + " block was given up");
        }
        assertThat(database.rows()).containsExactly(1);
        assertThat(transactions.metrics().database("default").active()).isZero();
    }

    @Test
    void connectionThatIsAbandonedIsThrownAwayUnderItsUser() throws SQLException {
        Services engine = engine();
        Connection held = connection();
        Sql.insert(held, 1);

        holder(engine).abandon(Duration.ofMillis(1));

        Await.until("it is thrown away", () -> database.source().open() == 0);
        Await.until(
                "its place is free",
                () -> transactions.metrics().database("default").active() == 0);
        database.source().reset();
        held.close();
        assertThat(names()).as("what is done with it afterwards").isEmpty();
        assertThat(Await.value(step(insert(2)))).isEqualTo(1);
    }

    // ---- its statements

    @Test
    void statementThatRunsIsCancelledWithIt() throws SQLException {
        Services engine = engine();
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        try (Connection held = connection()) {
            database.source().fail(call -> {
                if (call.isExecution()) {
                    runs.countDown();
                    Await.latch(goesOn);
                }
                return null;
            });
            CompletableFuture<Integer> running = CompletableFuture.supplyAsync(() -> {
                try {
                    return Sql.insert(held, 1);
                } catch (SQLException e) {
                    return 0;
                }
            });
            Await.latch(runs);

            holder(engine).abort(new IOException("given up"));

            Await.until("it is cancelled", () -> names().stream().anyMatch(name -> name.endsWith("Statement.cancel")));
            goesOn.countDown();
            Await.end(running);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void statementThatIsOverIsNotCancelled(boolean fails) throws SQLException {
        Services engine = engine();
        try (Connection held = connection();
                Statement over = held.createStatement();
                Statement next = held.createStatement()) {
            if (fails) {
                assertThatThrownBy(() -> over.execute("no SQL")).isInstanceOf(SQLException.class);
            } else {
                over.execute("select 1");
            }

            holder(engine).abort(new IOException("given up"));
            CountDownLatch after = new CountDownLatch(1);
            engine.dispatcher.runOnSpareThread(after::countDown);
            Await.latch(after);

            assertThat(names()).noneMatch(name -> name.endsWith("Statement.cancel"));
            assertThatThrownBy(() -> next.execute("select 1"))
                    .hasStackTraceContaining("A statement was refused because its step or connection outside any"
                            + " block was given up");
        }
    }

    // ---- in the queue

    private Atomic without(Transactions on) {
        return on.atomic().propagation(Propagation.NOT_SUPPORTED);
    }

    private void awaitOneWaiting() {
        Await.until("it waits", () -> transactions.metrics().database("default").waiting() == 1);
    }

    @Test
    void threadThatWaitsForAConnectionIsToldIfItIsGivenUp() throws SQLException {
        Services engine = engine();
        IOException reason = new IOException("given up");
        try (Connection held = connection()) {
            assertThat(held.isClosed()).isFalse();
            CompletableFuture<Connection> waits = new CompletableFuture<>();
            new Thread(() -> {
                        try {
                            waits.complete(connection());
                        } catch (Throwable t) {
                            waits.completeExceptionally(t);
                        }
                    })
                    .start();
            awaitOneWaiting();

            engine.resolve(null).admission.forEachTicket(ticket -> {
                if (ticket != holder(engine)) {
                    ticket.abort(reason);
                }
            });

            assertThat(Await.cause(waits)).isSameAs(reason);
            assertThat(transactions.metrics().database("default").waiting()).isZero();
            assertThat(transactions.metrics().database("default").active()).isEqualTo(1);
        }
    }

    @Test
    void threadThatWaitsInABlockWithoutATransactionIsToldIfThatIsCancelled() throws SQLException {
        try (Connection held = connection()) {
            assertThat(held.isClosed()).isFalse();
            CompletableFuture<Void> block = without(transactions).runAsync(() -> {
                try {
                    transactions.dataSource().getConnection().close();
                } catch (CancellationException cancelled) {
                    seen.add("cancelled");
                }
            });
            awaitOneWaiting();

            block.cancel(true);

            Await.until("it is told", () -> !seen.isEmpty());
            assertThat(Await.cause(block)).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void blockWithoutATransactionEndsThoughItGotNoConnection() throws SQLException {
        Transactions impatient =
                fixtures.transactions(database, builder -> builder.connectionTimeout(Duration.ofMillis(30)));
        Transactions full = fixtures.transactions(database, builder -> builder.maxWaiting(0));
        for (Transactions each : List.of(impatient, full)) {
            try (Connection held = each.autocommit(() -> each.dataSource().getConnection())) {
                assertThat(held.isClosed()).isFalse();
                CompletableFuture<Void> block = without(each)
                        .runAsync(
                                () -> assertThatThrownBy(() -> each.dataSource().getConnection())
                                        .hasStackTraceContaining("A connection outside any block could not be had"));

                Await.value(block);
            }
        }
    }

    @Test
    @Tag("G15")
    void driverThatDoesNotCloseTheConnectionOfAStepDoesNotHoldItsCallerUp() {
        Services engine = engine();
        CountDownLatch inStep = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        CompletableFuture<Integer> step = step(connection -> {
            inStep.countDown();
            Await.latch(goesOn);
            return 1;
        });
        Await.latch(inStep);
        database.source().fail(call -> {
            if (call.is("Connection.abort")) {
                Await.latch(goesOn);
            }
            return null;
        });

        holder(engine).abandon(Duration.ofMillis(1));

        assertThat(Await.cause(step)).isInstanceOf(CancellationException.class);
        goesOn.countDown();
        Await.until("it is thrown away", () -> database.source().open() == 0);
    }
}
