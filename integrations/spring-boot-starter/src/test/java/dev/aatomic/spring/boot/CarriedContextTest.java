package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.boot.support.Application;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What is bound to a caller's thread is there in the code of its blocks, under load too, without a setting. */
final class CarriedContextTest {

    private static final String KEY = "tenant";
    private static final int CALLERS = 40;
    private static final int TENANTS = 4;

    private final ThreadLocal<@Nullable String> tenant = new ThreadLocal<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final ExecutorService callers = Executors.newSingleThreadExecutor();
    private final List<TestDatabase> databases = new ArrayList<>();

    @BeforeEach
    void register() {
        ContextRegistry.getInstance().registerThreadLocalAccessor(KEY, tenant);
        ContextRegistry.getInstance().registerThreadLocalAccessor(new Slf4jThreadLocalAccessor());
    }

    @AfterEach
    void close() {
        ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
        ContextRegistry.getInstance().removeThreadLocalAccessor(Slf4jThreadLocalAccessor.KEY);
        threads.shutdownNow();
        callers.shutdownNow();
        databases.forEach(TestDatabase::close);
    }

    private TestDatabase database(Server server) {
        TestDatabase database = new TestDatabase(server);
        databases.add(database);
        return database;
    }

    /**
     * The executor carries values too, and for a block that has waited those of another caller: the one whose block gave its connection
     * back.
     */
    @ParameterizedTest
    @CsvSource({"H2, false", "H2, true", "POSTGRES, false", "POSTGRES, true"})
    void eachRowIsWrittenForTheTenantOfItsCaller(Server server, boolean isWrapped) {
        TestDatabase database = database(server);
        for (int i = 0; i < TENANTS; i++) {
            database.execute("create table tenant" + i + "_entry (v int primary key)");
        }
        ExecutorService executor = isWrapped
                ? ContextExecutorService.wrap(
                        threads, ContextSnapshotFactory.builder().build()::captureAll)
                : threads;
        CountDownLatch allAreOpened = new CountDownLatch(1);

        Application.runner(database)
                .withBean(TransactionsBuilderCustomizer.class, () -> builder -> builder.executor(executor))
                .run(context -> {
                    Transactions transactions = context.getBean(Transactions.class);
                    List<CompletableFuture<Integer>> blocks = new ArrayList<>();
                    for (int i = 0; i < CALLERS; i++) {
                        int value = i;
                        blocks.add(Await.value(CompletableFuture.supplyAsync(
                                () -> opened(transactions, value, allAreOpened), callers)));
                    }
                    allAreOpened.countDown();
                    blocks.forEach(Await::value);
                });

        for (int i = 0; i < TENANTS; i++) {
            assertThat(database.integers("select v from tenant" + i + "_entry"))
                    .hasSize(CALLERS / TENANTS)
                    .allMatch(matches(i));
        }
    }

    private static Predicate<Integer> matches(int tenant) {
        return value -> value % TENANTS == tenant;
    }

    private CompletableFuture<Integer> opened(Transactions transactions, int value, CountDownLatch allAreOpened) {
        tenant.set("tenant" + value % TENANTS);
        try {
            return transactions.atomic().getStageAsync(() -> {
                // The first ones hold all connections until the others wait.
                allAreOpened.await();
                return transactions
                        .bind(CompletableFuture.supplyAsync(() -> value))
                        .thenCompose(n -> transactions.submit(connection -> insert(connection, n)));
            });
        } finally {
            tenant.remove();
        }
    }

    private int insert(Connection connection, int value) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.executeUpdate("insert into " + tenant.get() + "_entry values (" + value + ")");
        }
    }

    @Test
    void diagnosticContextGoesAlongIntoBodiesStepsAndHooks() {
        List<String> seen = new CopyOnWriteArrayList<>();
        Application.runner(database(Server.H2)).run(context -> {
            Transactions transactions = context.getBean(Transactions.class);
            CompletableFuture<Void> block;
            try (MDC.MDCCloseable closed = MDC.putCloseable("request", "42")) {
                assertThat(closed).isNotNull();
                block = transactions.atomic().getStageAsync(() -> {
                    seen.add("body " + MDC.get("request"));
                    transactions.onCommit(() -> seen.add("hook " + MDC.get("request")));
                    return transactions
                            .bind(CompletableFuture.supplyAsync(() -> 1))
                            .thenCompose(n -> transactions.submit(connection -> seen.add("step " + MDC.get("request"))))
                            .thenAccept(n -> seen.add("continuation " + MDC.get("request")));
                });
            }
            Await.value(block);
        });

        assertThat(seen).containsExactly("body 42", "step 42", "continuation 42", "hook 42");
    }

    /** What a body finds of its caller's: asked on a thread of ours. */
    private @Nullable String carried(ApplicationContextRunner runner) {
        List<@Nullable String> found = new ArrayList<>();
        runner.run(context -> {
            CompletableFuture<@Nullable String> block;
            tenant.set("caller's");
            try {
                block = context.getBean(Transactions.class).atomic().getAsync(tenant::get);
            } finally {
                tenant.remove();
            }
            found.add(Await.value(block));
        });
        return found.get(0);
    }

    @Test
    void itIsOnWhereTheLibrariesAreAndThePropertyTurnsItOff() {
        ApplicationContextRunner runner = Application.runner(database(Server.H2));

        assertThat(carried(runner)).isEqualTo("caller's");
        assertThat(carried(runner.withPropertyValues("aatomic.context-propagation=false")))
                .isNull();
        assertThat(carried(runner.withClassLoader(new FilteredClassLoader("dev.aatomic.context"))))
                .isNull();
        assertThat(carried(runner.withClassLoader(new FilteredClassLoader("io.micrometer.context"))))
                .isNull();
    }
}
