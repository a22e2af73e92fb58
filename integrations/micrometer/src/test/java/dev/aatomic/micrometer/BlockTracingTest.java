package dev.aatomic.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The spans of blocks, as OpenTelemetry exports them over Micrometer's bridge. */
final class BlockTracingTest {

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** Says so where a scope is left open, closed twice, or in the wrong order. */
    private final TestObservationRegistry registry = TestObservationRegistry.create();

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final JdbcConnectionPool pool = JdbcConnectionPool.create(database.url(), "sa", "");
    private final Transactions transactions = transactions(pool);

    BlockTracingTest() {
        OtelTracer tracer = new OtelTracer(provider.get("test"), new OtelCurrentTraceContext(), event -> {});
        registry.observationConfig()
                .observationHandler(new DefaultTracingObservationHandler(tracer))
                .observationHandler(new DefaultMeterObservationHandler(meters));
    }

    private Transactions transactions(DataSource source) {
        return Transactions.builder()
                .database("orders", source, 2)
                .observer(new MicrometerBlockObserver(registry))
                .build();
    }

    @AfterEach
    void close() {
        transactions.close();
        pool.dispose();
        database.close();
        provider.close();
        assertThat(registry.getCurrentObservation()).isNull();
    }

    private void span(String name) {
        Observation.createNotStarted(name, registry).observe(() -> {});
    }

    private SpanData only(String name) {
        List<SpanData> found = spans(name);
        assertThat(found)
                .as("spans '%s' of %s", name, exporter.getFinishedSpanItems())
                .hasSize(1);
        return found.get(0);
    }

    private List<SpanData> spans(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private static @Nullable String attribute(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.stringKey(key));
    }

    private static List<String> events(SpanData span) {
        return span.getEvents().stream().map(EventData::getName).toList();
    }

    /** A stage that a foreign thread completes once something is attached to it, so that what is attached does hop. */
    private static CompletableFuture<Integer> foreign() {
        CompletableFuture<Integer> later = new CompletableFuture<>();
        new Thread(() -> {
                    Await.until("something is attached", () -> later.getNumberOfDependents() > 0);
                    later.complete(1);
                })
                .start();
        return later;
    }

    /** Cases 26 and 27. */
    @Test
    void hopsNestedBlocksAndRetriesAreOneTrace() {
        AtomicInteger attempts = new AtomicInteger();
        Atomic retried = transactions
                .atomic()
                .named("transfer")
                .retry(RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)));

        CompletableFuture<Integer> block = Observation.createNotStarted("request", registry)
                .observe(() -> retried.getStageAsync(() -> {
                    transactions.onCommit(() -> span("hook"));
                    return transactions
                            .submit(connection -> {
                                span("first step");
                                return 1;
                            })
                            .thenComposeAsync(n -> transactions.bind(foreign()))
                            .thenCompose(n -> {
                                span("after the foreign hop");
                                return transactions.atomic().named("audit").getStageAsync(() -> {
                                    span("in the nested block");
                                    return transactions
                                            .bind(foreign())
                                            .thenCompose(m -> transactions.submit(connection -> insert(connection)));
                                });
                            })
                            .thenApply(n -> {
                                span("after the nested block");
                                if (attempts.incrementAndGet() < 3) {
                                    throw new IllegalStateException(new SQLException("serialization", "40001"));
                                }
                                return n;
                            });
                }));
        Await.value(block);

        assertThat(exporter.getFinishedSpanItems().stream()
                        .map(SpanData::getTraceId)
                        .collect(Collectors.toSet()))
                .hasSize(1);
        List<SpanData> transfers = spans("transfer");
        assertThat(transfers).hasSize(3).allSatisfy(span -> {
            assertThat(span.getParentSpanId()).isEqualTo(only("request").getSpanId());
            assertThat(span.getKind()).isEqualTo(SpanKind.INTERNAL);
            assertThat(attribute(span, "db.system.name")).isEqualTo("h2database");
            assertThat(attribute(span, "db.namespace")).isEqualTo("orders");
        });
        assertThat(transfers)
                .extracting(span -> attribute(span, "aatomic.attempt") + " " + attribute(span, "aatomic.outcome"))
                .containsExactly("1 rolled_back", "2 rolled_back", "3 committed");
        assertThat(transfers)
                .extracting(BlockTracingTest::events)
                .containsExactly(
                        List.of("nested", "exception"),
                        List.of("retried", "nested", "exception"),
                        List.of("retried", "nested"));
        List<String> ids = transfers.stream().map(SpanData::getSpanId).toList();
        for (String name : List.of("first step", "after the foreign hop", "audit", "after the nested block")) {
            assertThat(spans(name))
                    .as(name)
                    .extracting(SpanData::getParentSpanId)
                    .containsExactlyElementsOf(ids);
        }
        assertThat(spans("in the nested block"))
                .extracting(SpanData::getParentSpanId)
                .containsExactlyElementsOf(
                        spans("audit").stream().map(SpanData::getSpanId).toList());
        assertThat(only("hook").getParentSpanId()).isEqualTo(ids.get(2));
        assertThat(database.rows()).containsExactly(1);
    }

    private static int insert(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.executeUpdate("insert into entry values (1)");
        }
    }

    /** A fork, or a thread to which a library has brought the scope alone. */
    @Test
    void nestedBlockOnAThreadThatHasOnlyTheScopeIsInsideItsOuterOne() {
        CurrentScope threads = CurrentScope.ofThread();

        Await.value(transactions.atomic().named("outer").getStageAsync(() -> {
            Object scope = threads.get();
            return CompletableFuture.supplyAsync(() -> {
                        threads.set(scope);
                        try {
                            return transactions.atomic().named("nested").runAsync(() -> span("inside"));
                        } finally {
                            threads.set(null);
                        }
                    })
                    .thenCompose(nested -> nested);
        }));

        assertThat(only("nested").getParentSpanId()).isEqualTo(only("outer").getSpanId());
        assertThat(only("inside").getParentSpanId()).isEqualTo(only("nested").getSpanId());
    }

    /** Case 30. */
    @Test
    void unknownOutcomeIsOnTheSpan() {
        try (Transactions failing = transactions(failingAtCommit())) {
            Throwable failure = Await.cause(
                    failing.atomic().named("lost").getStageAsync(() -> failing.submit(BlockTracingTest::insert)));

            assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class);
        }
        SpanData span = only("lost");
        assertThat(attribute(span, "aatomic.outcome")).isEqualTo("unknown");
        assertThat(attribute(span, "error.type")).isEqualTo(CommitOutcomeUnknownException.class.getName());
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    /** The answer to COMMIT is lost on the way. */
    private DataSource failingAtCommit() {
        return proxy(
                DataSource.class,
                pool,
                value -> value instanceof Connection connection ? proxy(Connection.class, connection, v -> v) : value);
    }

    private interface Then {
        Object with(Object value);
    }

    private static <T> T proxy(Class<T> type, T target, Then then) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            if (method.getName().equals("commit")) {
                throw new SQLException("the connection was reset", "08006");
            }
            try {
                return then.with(method.invoke(target, given));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    @Test
    void blockThatCommittedHasNoError() {
        transactions.atomic().named("good").run(() -> {});

        SpanData span = only("good");
        assertThat(attribute(span, "aatomic.outcome")).isEqualTo("committed");
        assertThat(attribute(span, "error.type")).isNull();
        assertThat(span.getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR);
    }

    @Test
    void waitForAConnectionIsAnEvent() {
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        List<CompletableFuture<Integer>> holding = List.of(
                transactions.atomic().getStageAsync(() -> gate),
                transactions.atomic().getStageAsync(() -> gate));

        CompletableFuture<Integer> waiting =
                transactions.atomic().named("waiting").getStageAsync(() -> CompletableFuture.completedFuture(1));
        gate.complete(1);
        holding.forEach(Await::value);
        Await.value(waiting);

        assertThat(events(only("waiting"))).containsExactly("waiting");
    }

    /** Names are on spans only: a thousand of them are no more meters than one. */
    @Test
    void metersOfObservationsHaveNoNames() {
        for (int i = 0; i < 50; i++) {
            transactions.atomic().named("block " + i).run(() -> {});
        }

        assertThat(meters.getMeters().stream().map(Meter::getId).map(Meter.Id::getName))
                .containsExactlyInAnyOrder("aatomic.block", "aatomic.block.active");
        assertThat(meters.get("aatomic.block").timer().count()).isEqualTo(50);
    }

    @Test
    void registryThatObservesNothingIsLeftAlone() {
        MicrometerBlockObserver observer = new MicrometerBlockObserver(ObservationRegistry.NOOP);
        try (Transactions unobserved = Transactions.builder()
                .database("orders", pool, 1)
                .observer(observer)
                .build()) {
            unobserved.atomic().named("nobody's").run(() -> {});
        }

        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }
}
