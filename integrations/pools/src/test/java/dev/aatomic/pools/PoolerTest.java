package dev.aatomic.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.PostgresServer;
import dev.aatomic.testing.TcpProxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Behind a pooler that gives each transaction another session, a block leaves nothing on the server for whoever comes next. */
@Tag("G12")
final class PoolerTest {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final long LIMIT_SECONDS = 60;

    private static final Map<String, String> DEFAULTS = Map.of(
            "application_name", "next",
            "default_transaction_isolation", "read committed",
            "default_transaction_read_only", "off",
            "lock_timeout", "0",
            "search_path", "\"$user\", public",
            "statement_timeout", "0",
            "transaction is its own", "true",
            "transaction_isolation", "read committed",
            "transaction_read_only", "off");

    private final List<AutoCloseable> opened = new ArrayList<>();
    private String database = "";

    @BeforeEach
    void createDatabase() throws SQLException {
        assumeTrue(Pgbouncer.isAvailable(), Pgbouncer.MISSING);
        database = PostgresServer.createDatabase("pooled" + NUMBERS.incrementAndGet());
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            statement.execute("create schema other");
            statement.execute("create table entry(v int primary key)");
        }
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closedAfterwards(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    private Pgbouncer pooler(int connections) throws Exception {
        return closedAfterwards(Pgbouncer.start(database, connections));
    }

    private NextClient nextClient(Pgbouncer pooler) throws SQLException {
        return closedAfterwards(new NextClient(pooler.url()));
    }

    private Transactions transactions(String url, boolean autoCommit) {
        return transactions(url, autoCommit, false);
    }

    private Transactions transactions(String url, boolean autoCommit, boolean sendsNames) {
        HikariDataSource pool = closedAfterwards(new HikariDataSource());
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(1);
        pool.setAutoCommit(autoCommit);
        pool.setConnectionTimeout(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        return closedAfterwards(Transactions.builder()
                .database("default", pool)
                .sendBlockNames(sendsNames)
                .build());
    }

    private List<Integer> integers(String sql) {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<Integer> integers = new ArrayList<>();
            while (rows.next()) {
                integers.add(rows.getInt(1));
            }
            return integers;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until a client waits for a connection to the server, or need not. */
    private static void awaitWaiting(Pgbouncer pooler, CompletableFuture<?> answer) {
        Await.until("a client waits", () -> answer.isDone() || pooler.waiting() > 0);
    }

    private void assertNoTransactionIsOpen() {
        String open = "select count(*) from pg_stat_activity where datname = current_database()"
                + " and state like 'idle in transaction%'";
        Await.until("no transaction is open", () -> integers(open).equals(List.of(0)));
    }

    static Stream<Arguments> blocks() {
        return Stream.of(PooledBlock.values())
                .flatMap(block -> Stream.of(Arguments.of(block, true), Arguments.of(block, false)));
    }

    /**
     * The pooler has one connection, and the next client waits for it as the block ends: it gets it before anything that is sent after
     * the block's last statement.
     */
    @ParameterizedTest
    @MethodSource("blocks")
    void nextClientFindsNothingOfABlock(PooledBlock block, boolean autoCommit) throws Exception {
        assertNothingIsFoundOf(block, autoCommit, false);
    }

    @ParameterizedTest
    @EnumSource(names = {"COMMITTED", "FAILED", "ROLLED_BACK_TO_A_SAVEPOINT", "SERIALIZABLE", "CANCELLED"})
    void nextClientFindsNothingOfABlockThatSentItsName(PooledBlock block) throws Exception {
        assertNothingIsFoundOf(block, true, true);
    }

    private void assertNothingIsFoundOf(PooledBlock block, boolean autoCommit, boolean sendsNames) throws Exception {
        Pgbouncer pooler = pooler(1);
        NextClient next = nextClient(pooler);
        Map<String, String> untouched = Await.value(next.ask());
        assertThat(untouched).containsAllEntriesOf(DEFAULTS);
        Transactions transactions = transactions(pooler.url(), autoCommit, sendsNames);
        List<CompletableFuture<Map<String, String>>> answers = new ArrayList<>();

        for (int value = 1; value <= 3; value++) {
            block.run(transactions, value, () -> {
                CompletableFuture<Map<String, String>> answer = next.ask();
                answers.add(answer);
                awaitWaiting(pooler, answer);
                // A block that is out of time may be over by now.
                assertThat(answer.isDone()).isIn(false, block == PooledBlock.OUT_OF_TIME);
            });
            answers.add(next.ask());
        }

        for (CompletableFuture<Map<String, String>> answer : answers) {
            assertThat(Await.value(answer)).isEqualTo(untouched);
        }
        assertThat(answers).hasSizeBetween(block == PooledBlock.OUT_OF_TIME ? 3 : 6, 6);
        assertThat(integers("select v from entry order by v")).isEqualTo(block.commits ? List.of(1, 2, 3) : List.of());
        assertNoTransactionIsOpen();
    }

    @Test
    void nextClientFindsNothingOfABlockThatCannotReachThePoolerAnyMore() throws Exception {
        Pgbouncer pooler = pooler(1);
        TcpProxy way = closedAfterwards(new TcpProxy(pooler.port()));
        NextClient next = nextClient(pooler);
        Map<String, String> untouched = Await.value(next.ask());
        Transactions transactions = transactions(pooler.url(way.port()), true);
        List<CompletableFuture<Map<String, String>>> answers = new ArrayList<>();

        for (int value = 1; value <= 3; value++) {
            int inserted = value;
            assertThatThrownBy(() -> PooledBlock.COMMITTED.run(transactions, inserted, () -> {
                        CompletableFuture<Map<String, String>> answer = next.ask();
                        answers.add(answer);
                        awaitWaiting(pooler, answer);
                        way.cut();
                    }))
                    .isInstanceOf(TransactionSystemException.class);
            answers.add(next.ask());
        }

        for (CompletableFuture<Map<String, String>> answer : answers) {
            assertThat(Await.value(answer)).isEqualTo(untouched);
        }
        assertThat(answers).hasSize(6);
        assertThat(integers("select v from entry")).isEmpty();
        assertNoTransactionIsOpen();
    }

    /** Several clients, and blocks in random order on two connections, while another one looks at the sessions all the time. */
    @Test
    void nobodyFindsAnythingOfBlocksInRandomOrder() throws Exception {
        long seed = System.nanoTime();
        int clients = 3;
        int blocksOfEach = 10;
        Pgbouncer pooler = pooler(2);
        NextClient next = nextClient(pooler);
        Map<String, String> untouched = Await.value(next.ask());
        List<Integer> committed = new ArrayList<>();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            Random random = new Random(seed + client);
            Transactions transactions = transactions(pooler.url(), random.nextBoolean());
            List<PooledBlock> blocks = new ArrayList<>();
            for (int i = 0; i < blocksOfEach; i++) {
                PooledBlock block = PooledBlock.values()[random.nextInt(PooledBlock.values().length)];
                blocks.add(block);
                if (block.commits) {
                    committed.add(client * blocksOfEach + i);
                }
            }
            running.add(run(transactions, client * blocksOfEach, blocks));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));

        int asked = 0;
        while (!all.isDone() || asked == 0) {
            assertThat(Await.value(next.ask())).as("seed %s", seed).isEqualTo(untouched);
            asked++;
        }

        Await.value(all);
        assertThat(integers("select v from entry order by v"))
                .as("seed %s", seed)
                .isEqualTo(committed);
        assertThat(Await.value(next.ask())).as("seed %s", seed).isEqualTo(untouched);
        assertNoTransactionIsOpen();
    }

    private static CompletableFuture<Void> run(Transactions transactions, int first, List<PooledBlock> blocks) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                for (int i = 0; i < blocks.size(); i++) {
                    blocks.get(i).run(transactions, first + i, () -> {});
                }
                done.complete(null);
            } catch (Throwable t) {
                done.completeExceptionally(t);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }
}
