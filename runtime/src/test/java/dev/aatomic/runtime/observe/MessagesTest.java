package dev.aatomic.runtime.observe;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fault J8, G20: nothing that a person would not want there is in our messages and log lines. */
@Tag("G20")
final class MessagesTest {

    private static final String SECRET = "Key (email)=(ann@example.org)";

    /** What a message may be long, whatever is in it that somebody else has named or said. */
    private static final int LONGEST = 3_000;

    /** A hook of the user's whose record says too much. */
    private record Telling(String diagnosis) implements CheckedRunnable<SQLException> {
        @Override
        public void run() throws SQLException {
            throw new SQLException(SECRET, "23505");
        }
    }

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** The messages of our own exceptions among a failure, its causes and what is suppressed in it. */
    private static List<String> ourMessages(Throwable failure) {
        List<String> messages = new ArrayList<>();
        collect(failure, messages);
        return messages;
    }

    private static void collect(Throwable failure, List<String> messages) {
        if (failure.getClass().getName().startsWith("dev.aatomic.")) {
            messages.add(failure.getMessage());
        }
        if (failure.getCause() != null) {
            collect(failure.getCause(), messages);
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            collect(suppressed, messages);
        }
    }

    /** Blocks that fail in as many ways as have a message of ours. */
    private List<Throwable> failures(String name, String text) {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        Atomic atomic = transactions.atomic().named(name);
        SQLException fault = new SQLException(text, "23505");
        List<Throwable> failures = new ArrayList<>();

        database.source().fail(JdbcFault.on("Connection.commit", fault));
        failures.add(Await.cause(atomic.getStageAsync(() -> transactions.submit(insert(1)))));
        database.source().fail(JdbcFault.on("Connection.commit", new RuntimeException(text)));
        failures.add(Await.cause(atomic.getStageAsync(() -> transactions.submit(insert(2)))));
        database.source().fail(JdbcFault.on("DataSource.getConnection", fault));
        failures.add(Await.cause(atomic.getStageAsync(() -> transactions.submit(insert(3)))));
        database.source().fail(JdbcFault.on("PreparedStatement.executeUpdate", fault));
        failures.add(Await.cause(atomic.runAsync(
                () -> transactions.submit(insert(4)).exceptionally(thrown -> 0).join())));
        database.source().fail(JdbcFault.NONE);
        failures.add(Await.cause(atomic.runAsync(() -> {
            transactions.submit(Sql.bad()).exceptionally(thrown -> 0).join();
            transactions.submit(insert(5)).join();
        })));
        failures.add(Await.cause(atomic.runAsync(() -> transactions.onCommit(() -> {
            throw fault;
        }))));
        failures.add(Await.cause(atomic.runAsync(() -> transactions.onCommit(new Telling(SECRET)))));
        failures.add(Await.cause(atomic.timeout(Duration.ofMillis(20)).getStageAsync(CompletableFuture::new)));
        failures.add(Await.cause(atomic.propagation(Propagation.MANDATORY).runAsync(() -> {})));
        failures.add(Await.cause(atomic.runAsync(
                () -> Await.thrown(atomic.propagation(Propagation.NEVER).runAsync(() -> {})))));
        failures.add(Await.cause(atomic.getStageAsync(() -> null)));
        failures.add(Await.cause(atomic.getAsync(() -> new CompletableFuture<>())));
        transactions.close();
        failures.add(Await.cause(atomic.runAsync(() -> {})));
        return failures;
    }

    @Test
    void j8DriversTextIsInTheCauseAlone() {
        List<Throwable> failures = failures("block", SECRET);

        assertThat(failures)
                .flatExtracting(MessagesTest::ourMessages)
                .hasSizeGreaterThan(8)
                .noneMatch(message -> message.contains("example.org"));
        assertThat(failures.get(0)).hasStackTraceContaining(SECRET);
        assertThat(failures.get(0)).hasMessageContaining("23505");
    }

    @Test
    void j8MessageOfACauseMayBeOfAnyLength() {
        assertThat(failures("block", "x".repeat(3_000_000)))
                .flatExtracting(MessagesTest::ourMessages)
                .hasSizeGreaterThan(8)
                .allMatch(message -> message.length() < LONGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\nERROR forged", "a\r\nb", "a\u2028b", "a\u2029b", "a\u0085b", "a\u202Eb", "a\u001B[31mb"})
    void j8NameIsShownOnOneLine(String name) {
        assertThat(failures(name, "text"))
                .flatExtracting(MessagesTest::ourMessages)
                .allSatisfy(message -> {
                    assertThat(message).doesNotContain(name).doesNotContainPattern("[\\p{Cntrl}\\p{Cf}\u2028\u2029]");
                });
    }

    @Test
    void j8NameIsShownAtABearableLength() {
        assertThat(failures("n".repeat(10_000), "text"))
                .flatExtracting(MessagesTest::ourMessages)
                .allMatch(message -> message.length() < LONGEST);
    }

    /** H9: "terminating connection because of a crash of another server process or backend.. Ask the database". */
    @Test
    void h9NoMessageHasADoubledFullStop() {
        assertThat(failures("block", "Terminated by the backend."))
                .flatExtracting(MessagesTest::ourMessages)
                .hasSizeGreaterThan(8)
                // Those of "setSavepoint(...)" are meant.
                .allSatisfy(message -> assertThat(message).doesNotContainPattern("(?<!\\.)\\.\\.(?!\\.)"));
    }

    @Test
    void j8WarningsShowNamesAsMessagesDo() {
        String name = "a\nforged\u202E" + "n".repeat(10_000);
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.warnIfHeldLongerThan(Duration.ofMillis(20)));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        try (LogCapture log = new LogCapture()) {
            CompletableFuture<Integer> block = transactions.atomic().named(name).getStageAsync(() -> gate);
            Await.until("it is reported", () -> log.count("has held a connection") > 0);
            gate.complete(1);
            Await.value(block);

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("has held a connection"))
                    .allMatch(line -> line.length() < LONGEST && !line.contains("\n") && !line.contains("\u202E"));
        }
    }

    @Test
    void j8HookIsNamedByItsClassAndThousandsThatFailAreAHandfulOfRecords() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        try (LogCapture log = new LogCapture()) {
            transactions.atomic().named("a\nb").run(() -> {
                for (int i = 0; i < 10_000; i++) {
                    transactions.onCommitRobust(new Telling("a diagnosis"));
                }
            });

            List<String> lines = log.lines().stream()
                    .filter(line -> line.contains("Telling"))
                    .toList();
            assertThat(lines).hasSizeBetween(2, 10);
            assertThat(lines).noneMatch(line -> line.contains("diagnosis") || line.contains("\n"));
        }
    }
}
