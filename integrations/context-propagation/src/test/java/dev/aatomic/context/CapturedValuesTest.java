package dev.aatomic.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is registered with Micrometer is there in the code of a block, as it was where that was given. */
@Tag("G20")
final class CapturedValuesTest {

    private static final String KEY = "tenant";
    private static final int CALLERS = 40;

    private final ThreadLocal<String> tenant = new ThreadLocal<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final ExecutorService callers = Executors.newSingleThreadExecutor();
    private HikariDataSource pool;

    @BeforeEach
    void open() throws SQLException {
        ContextRegistry.getInstance().registerThreadLocalAccessor(KEY, tenant);
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl("jdbc:h2:mem:captured");
        configuration.setMaximumPoolSize(2);
        pool = new HikariDataSource(configuration);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table entry (v int, opened_by varchar, continued_by varchar)");
        }
    }

    @AfterEach
    void close() {
        ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
        pool.close();
        threads.shutdownNow();
        callers.shutdownNow();
    }

    private Transactions transactions(Executor executor) {
        return Transactions.builder()
                .database("default", pool)
                .executor(executor)
                .contextPropagation(true)
                .build();
    }

    /** G3. */
    @Test
    void g3EachBlockHasTheValuesOfItsCaller() throws Exception {
        eachBlockHasTheValuesOfItsCaller(threads);
    }

    /** G3: an executor that captures by itself does so on the thread of whoever gave a connection back. */
    @Test
    void g3ExecutorThatCarriesValuesItselfBringsNobodyElses() throws Exception {
        ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().build();
        eachBlockHasTheValuesOfItsCaller(ContextExecutorService.wrap(threads, snapshots::captureAll));
    }

    private void eachBlockHasTheValuesOfItsCaller(Executor executor) throws Exception {
        try (Transactions transactions = transactions(executor)) {
            CountDownLatch allAreOpened = new CountDownLatch(1);
            List<CompletableFuture<?>> blocks = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int value = i;
                blocks.add(CompletableFuture.supplyAsync(
                                () -> {
                                    tenant.set("tenant" + value);
                                    try {
                                        return open(transactions, value, allAreOpened);
                                    } finally {
                                        tenant.remove();
                                    }
                                },
                                callers)
                        .get(30, TimeUnit.SECONDS));
            }
            allAreOpened.countDown();
            CompletableFuture.allOf(blocks.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);

            assertThat(strangers()).isZero();
        }
    }

    /** The first ones wait on their threads, with all connections, until the others wait for them. */
    private CompletableFuture<Integer> open(Transactions transactions, int value, CountDownLatch allAreOpened) {
        return transactions.atomic().getStageAsync(() -> {
            allAreOpened.await();
            String openedBy = tenant.get();
            CompletableFuture<Integer> foreign = CompletableFuture.supplyAsync(() -> value);
            return transactions.bind(foreign).thenCompose(n -> {
                String continuedBy = tenant.get();
                return transactions.submit(connection -> insert(connection, n, openedBy, continuedBy));
            });
        });
    }

    private static int insert(Connection connection, int value, String openedBy, String continuedBy)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into entry values (?, ?, ?)")) {
            statement.setInt(1, value);
            statement.setString(2, openedBy);
            statement.setString(3, continuedBy);
            return statement.executeUpdate();
        }
    }

    /** How many rows were written with values that are not their caller's, or are missing. */
    private int strangers() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select %d - count(*) from entry where opened_by = 'tenant' || v and continued_by = 'tenant' || v"
                                .formatted(CALLERS))) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
