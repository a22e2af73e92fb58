package dev.aatomic.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.aatomic.mutiny.MutinyBlocks;
import dev.aatomic.quarkus.TransactionsBuilderCustomizer;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.testing.Await;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.eclipse.microprofile.context.ThreadContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an application has without a line of code: its transactions, and blocks on the threads that Quarkus carries context to. */
class ExtensionTest {

    private static final String URL = "jdbc:h2:mem:bean;DB_CLOSE_DELAY=-1";
    private static final String ARCHIVE_URL = "jdbc:h2:mem:archive;DB_CLOSE_DELAY=-1";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive ->
                    archive.addClasses(Entries.class, Counter.class, Customizer.class, Caller.class, Refused.class))
            // The third has no URL, so it is not active.
            .withConfiguration("""
                    quarkus.datasource.db-kind=h2
                    quarkus.datasource.jdbc.url=%s
                    quarkus.datasource.jdbc.max-size=3
                    quarkus.datasource.0archive.db-kind=h2
                    quarkus.datasource.0archive.jdbc.url=%s
                    quarkus.datasource.0archive.jdbc.max-size=5
                    quarkus.datasource.absent.db-kind=h2
                    quarkus.datasource.absent.devservices.enabled=false
                    quarkus.aatomic.databases."0archive".connections=2
                    quarkus.http.host-enabled=false
                    quarkus.otel.enabled=false
                    """.formatted(URL, ARCHIVE_URL));

    @Inject
    Transactions transactions;

    @Inject
    Counter counter;

    @Inject
    Customizer customizer;

    @Inject
    SmallRyeHealthReporter health;

    @Inject
    MeterRegistry meters;

    @Inject
    ManagedExecutor executor;

    @Inject
    ThreadContext contexts;

    @Inject
    Caller caller;

    private final Entries entries = new Entries(URL);
    private final Entries archive = new Entries(ARCHIVE_URL);

    @BeforeEach
    void reset() throws SQLException {
        entries.create();
        archive.create();
    }

    /** Neither is it the first by its name, nor is it always the first that Quarkus tells. */
    @Test
    void databasesHaveMeters() {
        SimpleMeterRegistry read = new SimpleMeterRegistry();
        ((CompositeMeterRegistry) meters).add(read);

        assertThat(read.get("aatomic.connections")
                        .tag("database", "0archive")
                        .gauge()
                        .value())
                .isEqualTo(2);
    }

    @Test
    void blocksOfEachNameHaveMetersAndTimesAreMeasured() {
        SimpleMeterRegistry read = new SimpleMeterRegistry();
        ((CompositeMeterRegistry) meters).add(read);

        transactions.atomic().named("transfer").run(() -> {});

        Await.until("the block was counted", () -> {
            Timer timer = read.find("aatomic.block.hold")
                    .tags("database", "<default>", "block", "transfer", "outcome", "committed")
                    .timer();
            return timer != null && timer.count() == 1;
        });
        assertThat(transactions.metrics().database("<default>").holdNanos()).isPositive();
    }

    @Test
    void whatNamesNoDatabaseMeansTheDefaultDataSource() throws SQLException {
        Await.value(transactions.atomic().getStageAsync(() -> Entries.insert(transactions, 1)));
        Await.value(transactions.atomic().using("0archive").getStageAsync(() -> Entries.insert(transactions, 2)));

        assertThat(entries.rows()).containsExactly(1);
        assertThat(archive.rows()).containsExactly(2);
    }

    @Test
    void numberOfConnectionsIsThatOfThePoolOrTheProperty() {
        assertThat(transactions.metrics().databases())
                .extractingFromEntries(
                        database -> entry(database.getKey(), database.getValue().connections()))
                .containsExactlyInAnyOrder(entry("<default>", 3), entry("0archive", 2));
    }

    @Test
    void listenersAreTold() {
        int before = counter.committed.get();

        transactions.atomic().run(() -> {});

        Await.until("the listener was told", () -> counter.committed.get() == before + 1);
    }

    @Test
    void customizersAreCalledOnce() {
        assertThat(customizer.calls).hasValue(1);
    }

    @Test
    void readinessTellsOfEachDatabase() {
        SmallRyeHealth ready = health.getReadiness();

        assertThat(ready.isDown()).isFalse();
        assertThat(ready.getPayload().toString())
                .contains("Aatomic transactions", "\"<default>.connections\":3", "\"0archive.waiting\":0");
    }

    @Test
    void aManagedExecutorRunsInTheBlock() throws SQLException {
        long begun = begun();
        Await.value(transactions
                .atomic()
                .getStageAsync(() -> executor.supplyAsync(() -> Entries.insert(transactions, 1))
                        .thenCompose(Function.identity())));
        assertThat(Await.cause(transactions
                        .atomic()
                        .getStageAsync(() -> executor.supplyAsync(() -> Entries.insert(transactions, 2))
                                .thenCompose(Function.identity())
                                .thenCompose(inserted -> CompletableFuture.failedFuture(new Refused())))))
                .isInstanceOf(Refused.class);

        assertThat(entries.rows()).containsExactly(1);
        assertThat(begun()).isEqualTo(begun + 2);
    }

    @Test
    void aThreadWithTheContextRunsInTheBlock() throws SQLException {
        assertThat(Await.cause(transactions.atomic().getStageAsync(() -> {
                    CompletableFuture<Integer> inserted = new CompletableFuture<>();
                    new Thread(contexts.contextualRunnable(() -> Entries.insert(transactions, 1)
                                    .whenComplete((row, failure) -> inserted.complete(row))))
                            .start();
                    return inserted.thenCompose(row -> CompletableFuture.failedFuture(new Refused()));
                })))
                .isInstanceOf(Refused.class);

        assertThat(entries.rows()).isEmpty();
    }

    @Test
    void aUniGoesOnInTheBlock() throws SQLException {
        long begun = begun();
        MutinyBlocks.uni(
                        transactions.atomic(),
                        () -> Uni.createFrom()
                                .item(1)
                                .emitOn(Infrastructure.getDefaultExecutor())
                                .chain(item ->
                                        Uni.createFrom().completionStage(() -> Entries.insert(transactions, item)))
                                .onItem()
                                .delayIt()
                                .by(Duration.ofMillis(1))
                                .chain(item ->
                                        Uni.createFrom().completionStage(() -> Entries.insert(transactions, item + 1))))
                .await()
                .indefinitely();

        assertThat(entries.rows()).containsExactly(1, 2);
        assertThat(begun()).isEqualTo(begun + 1);
    }

    /** On the threads of blocks, as on those of the request. */
    @Test
    void codeOfABlockHasTheRequestContext() {
        ManagedContext request = Arc.container().requestContext();
        List<@Nullable String> seen = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch isOver = new CountDownLatch(1);
        request.activate();
        try {
            caller.set("somebody");
            Await.value(transactions.atomic().getStageAsync(() -> {
                seen.add(caller.name());
                transactions.onCommit(() -> {
                    seen.add(caller.name());
                    isOver.countDown();
                });
                return transactions.submit(connection -> seen.add(caller.name()));
            }));
            Await.latch(isOver);
        } finally {
            request.terminate();
        }

        assertThat(seen).containsExactly("somebody", "somebody", "somebody");
    }

    /** By which code finds the application's classes and configuration. */
    @Test
    void codeOfABlockHasTheClassLoaderOfTheApplication() {
        assertThat(Await.value(transactions
                        .atomic()
                        .getAsync(() -> Thread.currentThread().getContextClassLoader())))
                .isSameAs(Thread.currentThread().getContextClassLoader());
    }

    private long begun() {
        return transactions.metrics().database("<default>").begun();
    }

    /** Who asks. */
    @RequestScoped
    static class Caller {

        private @Nullable String name;

        void set(String newName) {
            name = newName;
        }

        @Nullable
        String name() {
            return name;
        }
    }

    /** Counts commits. */
    @Singleton
    static class Counter implements TransactionListener {

        final AtomicInteger committed = new AtomicInteger();

        @Override
        public void committed(TransactionEvent event) {
            committed.incrementAndGet();
        }
    }

    /** Counts its calls. */
    @Singleton
    static class Customizer implements TransactionsBuilderCustomizer {

        final AtomicInteger calls = new AtomicInteger();

        @Override
        public void customize(Transactions.Builder builder) {
            calls.incrementAndGet();
        }
    }
}
