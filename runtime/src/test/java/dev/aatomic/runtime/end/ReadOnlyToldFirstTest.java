package dev.aatomic.runtime.end;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.Isolation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TcpProxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** G13: nobody waits for the answer to the COMMIT of a block that could only read, where that answer has nothing to say. */
@Tag("G13")
final class ReadOnlyToldFirstTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
    private final TcpProxy proxy = new TcpProxy(database.port());
    private final AtomicInteger handedOver = new AtomicInteger();
    private HikariDataSource pool;
    private Transactions transactions;

    private void open(String urlOptions, UnaryOperator<Transactions.Builder> settings) {
        open(urlOptions, new Properties(), settings);
    }

    private void open(String urlOptions, Properties ofTheDriver, UnaryOperator<Transactions.Builder> settings) {
        HikariConfig config = new HikariConfig();
        config.setDataSourceProperties(ofTheDriver);
        config.setJdbcUrl(database.urlBy(proxy.port()) + urlOptions);
        config.setMaximumPoolSize(1);
        pool = new HikariDataSource(config);
        transactions = settings.apply(Transactions.builder().database("default", pool, 1))
                .build();
        database.execute("insert into entry values (7)");
        // Asks the isolation of the pool's connections, once.
        Await.value(transactions.atomic().readOnly(true).getStageAsync(this::read));
        awaitConnectionBack();
    }

    private void open() {
        open("", this::counting);
    }

    /** Counts what the executor is given: whoever is told first is told by a task of its own. */
    private Transactions.Builder counting(Transactions.Builder builder) {
        Executor threads = fixtures.executors().threads(2);
        return builder.executor(task -> {
            handedOver.incrementAndGet();
            threads.execute(task);
        });
    }

    @AfterEach
    void close() {
        proxy.release();
        transactions.close();
        pool.close();
        proxy.close();
    }

    private void awaitConnectionBack() {
        Await.until("the connection is back", () -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
    }

    private CompletableFuture<List<Integer>> read() {
        return transactions.submit(Sql.entries());
    }

    /** Reads, and keeps the answers to all that follows back. */
    private CompletableFuture<List<Integer>> readLast() {
        return read().thenApply(rows -> {
            proxy.hold();
            return rows;
        });
    }

    private void assertNextBlockWorks() {
        assertThat(Await.value(transactions.atomic().readOnly(true).getStageAsync(this::read)))
                .containsExactly(7);
        awaitConnectionBack();
    }

    @Test
    void callerDoesNotWaitForTheAnswerToCommit() {
        open();

        assertThat(Await.value(transactions.atomic().readOnly(true).getStageAsync(this::readLast)))
                .containsExactly(7);

        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
        proxy.release();
        awaitConnectionBack();
        Await.until(
                "it is counted",
                () -> transactions.metrics().database("default").committed() == 2);
        assertNextBlockWorks();
    }

    @ParameterizedTest
    @EnumSource(
            value = Isolation.class,
            names = {"READ_COMMITTED", "REPEATABLE_READ"})
    void isolationMaySayMoreThanTheDefault(Isolation isolation) {
        open();

        assertThat(Await.value(transactions
                        .atomic()
                        .readOnly(true)
                        .isolation(isolation)
                        .getStageAsync(this::readLast)))
                .containsExactly(7);
    }

    /** Its one thread sends COMMIT, so another has to tell. */
    @Test
    void executorOfOneThreadIsEnough() {
        open("", builder -> builder.executor(fixtures.executors().threads(1)));

        assertThat(Await.value(transactions.atomic().readOnly(true).getStageAsync(this::readLast)))
                .containsExactly(7);
    }

    @Test
    void continuationOfTheCallerDoesNotHoldTheConnection() {
        open();
        CompletableFuture<Void> goesOn = new CompletableFuture<>();
        CompletableFuture<Void> started = new CompletableFuture<>();
        CompletableFuture<Void> attached = new CompletableFuture<>();

        CompletableFuture<Void> caller = transactions
                .atomic()
                .readOnly(true)
                .getStageAsync(() -> read().thenCombine(attached, (rows, none) -> rows))
                .thenAccept(rows -> {
                    started.complete(null);
                    Await.value(goesOn);
                });
        attached.complete(null);

        Await.value(started);
        awaitConnectionBack();
        goesOn.complete(null);
        Await.value(caller);
    }

    @Test
    void connectionThatIsLostAfterwardsIsNobodysFailure() {
        open();
        try (LogCapture log = new LogCapture()) {
            CompletableFuture<List<Integer>> block =
                    transactions.atomic().readOnly(true).getStageAsync(this::readLast);
            assertThat(Await.value(block)).containsExactly(7);

            proxy.cut();
            proxy.release();

            Await.until(
                    "it is counted",
                    () -> transactions.metrics().database("default").committed() == 2);
            assertThat(log.lines()).isEmpty();
        }
        assertNextBlockWorks();
    }

    @Test
    void commitThatHangsKeepsTheConnectionNoLongerThanItMayTake() {
        open("", builder -> builder.commitTimeout(Duration.ofMillis(500)));

        assertThat(Await.value(transactions.atomic().readOnly(true).getStageAsync(this::readLast)))
                .containsExactly(7);

        awaitConnectionBack();
        proxy.release();
        assertNextBlockWorks();
    }

    /** The database does not count it as writing, and sends it with COMMIT: who is told may be ahead of it. */
    @Test
    void notificationOfAReaderArrives() throws SQLException {
        open();
        try (Connection listener = DriverManager.getConnection(database.pool().getJdbcUrl())) {
            Sql.update(listener, "listen " + database.schema());

            Await.value(transactions
                    .atomic()
                    .readOnly(true)
                    .getStageAsync(() -> transactions.submit(connection -> {
                        try (PreparedStatement statement = connection.prepareStatement("select pg_notify(?, 'news')")) {
                            statement.setString(1, database.schema());
                            return statement.execute();
                        }
                    })));

            assertThat(listener.unwrap(PGConnection.class).getNotifications(10_000))
                    .hasSize(1);
        }
    }

    // ---- who waits

    private void assertWaitsForTheAnswer(Start start) {
        AtomicInteger tripsAtRead = new AtomicInteger(Integer.MAX_VALUE);
        AtomicInteger handedOverAtRead = new AtomicInteger();

        CompletableFuture<List<Integer>> block = start.block(() -> read().thenApply(rows -> {
            proxy.hold();
            handedOverAtRead.set(handedOver.get());
            tripsAtRead.set(proxy.roundTrips());
            return rows;
        }));

        Await.until("COMMIT is sent", () -> proxy.roundTrips() > tripsAtRead.get());
        assertThat(handedOver).as("nobody is told meanwhile").hasValue(handedOverAtRead.get());
        assertThat(block).isNotDone();
        proxy.release();
        assertThat(Await.value(block)).containsExactly(7);
    }

    private interface Reading {
        CompletableFuture<List<Integer>> read() throws Exception;
    }

    private interface Start {
        CompletableFuture<List<Integer>> block(Reading reading);
    }

    private static CompletableFuture<List<Integer>> start(Atomic atomic, Reading reading) {
        return atomic.getStageAsync(reading::read);
    }

    @Test
    void blockThatMayWriteWaits() {
        open();
        assertWaitsForTheAnswer(reading -> start(transactions.atomic(), reading));
    }

    @Test
    void serializableBlockWaits() {
        open();
        assertWaitsForTheAnswer(
                reading -> start(transactions.atomic().readOnly(true).isolation(Isolation.SERIALIZABLE), reading));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&options=-c%20default_transaction_isolation=serializable",
                "&readOnlyMode=ignore",
                "&readOnlyMode=IGNORE"
            })
    void connectionOfAnotherKindWaits(String urlOptions) {
        open(urlOptions, this::counting);
        assertWaitsForTheAnswer(reading -> start(transactions.atomic().readOnly(true), reading));
    }

    /** A driver may be told by other ways than its URL. */
    @Test
    void connectionOfADriverThatIgnoresItWaits() {
        Properties ignoring = new Properties();
        ignoring.setProperty("readOnlyMode", "ignore");
        open("", ignoring, this::counting);

        assertWaitsForTheAnswer(reading -> start(transactions.atomic().readOnly(true), reading));
    }

    /** Before its first query a transaction may be told to write. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "set transaction read write",
                "set local transaction_read_only = off",
                "notify news",
                "/* now */ set transaction isolation level serializable"
            })
    void transactionThatWasChangedWaits(String sql) {
        open();
        assertWaitsForTheAnswer(reading -> start(transactions.atomic().readOnly(true), () -> {
            transactions.submit(Sql.update(sql)).join();
            return reading.read();
        }));
    }

    @Test
    void transactionThatANestedBlockMayHaveChangedWaits() {
        open();
        assertWaitsForTheAnswer(reading -> start(transactions.atomic().readOnly(true), () -> {
            transactions
                    .atomic()
                    .run(() -> transactions
                            .submit(Sql.update("set local statement_timeout = 0"))
                            .join());
            return reading.read();
        }));
    }

    /** PostgreSQL creates the table although the transaction is to read only. */
    @Test
    void tableThatAPlanCreatesIsWaitedFor() {
        open();
        assertWaitsForTheAnswer(reading -> start(transactions.atomic().readOnly(true), () -> {
            transactions
                    .submit(connection -> {
                        try (Statement statement = connection.createStatement()) {
                            return statement.execute("explain analyze create table planned as select 7 as v");
                        }
                    })
                    .join();
            return reading.read();
        }));
        assertThat(database.integers("select v from planned")).containsExactly(7);
    }

    /** The caller is told what became of what was written. */
    @Test
    void refusalOfWhatWasWrittenIsTold() {
        open();

        CompletableFuture<Integer> block = transactions
                .atomic()
                .readOnly(true)
                .getStageAsync(() -> transactions.submit(connection -> {
                    Sql.update(connection, "set transaction read write");
                    Sql.update(connection, "insert into deferred values (1)");
                    return Sql.update(connection, "insert into deferred values (1)");
                }));

        assertThat(Await.cause(block)).isInstanceOf(TransactionSystemException.class);
    }

    @Test
    void hookWaits() {
        open();
        AtomicInteger ran = new AtomicInteger();

        assertWaitsForTheAnswer(reading -> start(transactions.atomic().readOnly(true), () -> {
            transactions.onCommit(ran::incrementAndGet);
            return reading.read();
        }));

        assertThat(ran).hasValue(1);
    }

    @Test
    void blockingFormWaits() {
        open();
        assertWaitsForTheAnswer(reading -> fixtures.foreign()
                .call(() -> transactions
                        .atomic()
                        .readOnly(true)
                        .get(() -> reading.read().join())));
    }

    /** Who has the driver's own connection may have done anything on it. */
    @Test
    void unwrappedConnectionWaits() {
        open();
        assertWaitsForTheAnswer(reading -> start(
                transactions.atomic().readOnly(true),
                () -> transactions
                        .submit(connection ->
                                connection.unwrap(PGConnection.class).getBackendPID())
                        .thenCompose(pid -> {
                            try {
                                return reading.read();
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        })));
    }
}
