package dev.aatomic.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The spans of blocks, as OpenTelemetry's own SDK exports them. */
final class OpenTelemetryBlockObserverTest {

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    private final Tracer tracer = sdk.getTracer("test");
    private final TestDatabase database = new TestDatabase(Server.H2);
    private final JdbcConnectionPool pool = JdbcConnectionPool.create(database.url(), "sa", "");
    private final Transactions transactions = Transactions.builder()
            .database("orders", pool, 2)
            .observer(new OpenTelemetryBlockObserver(sdk))
            .build();

    @AfterEach
    void close() {
        transactions.close();
        pool.dispose();
        database.close();
        sdk.close();
        assertThat(Context.current()).isSameAs(Context.root());
    }

    private void span(String name) {
        tracer.spanBuilder(name).startSpan().end();
    }

    private List<SpanData> spans(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private SpanData only(String name) {
        assertThat(spans(name)).as(name).hasSize(1);
        return spans(name).get(0);
    }

    private static @Nullable String attribute(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.stringKey(key));
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

    @Test
    void hopsNestedBlocksAndRetriesAreOneTrace() {
        AtomicInteger attempts = new AtomicInteger();
        Atomic retried = transactions
                .atomic()
                .named("transfer")
                .retry(RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)));
        Span request = tracer.spanBuilder("request").startSpan();

        CompletableFuture<Integer> block;
        try (Scope scope = request.makeCurrent()) {
            assertThat(scope).isNotNull();
            block = retried.getStageAsync(() -> {
                transactions.onCommit(() -> span("hook"));
                return transactions
                        .bind(foreign())
                        .thenCompose(n -> {
                            span("after the foreign hop");
                            return transactions.atomic().named("audit").getStageAsync(() -> {
                                span("in the nested block");
                                return transactions
                                        .bind(foreign())
                                        .thenCompose(m -> transactions.submit(connection -> {
                                            span("step");
                                            return connection
                                                    .createStatement()
                                                    .executeUpdate("insert into entry values (1)");
                                        }));
                            });
                        })
                        .thenApply(n -> {
                            if (attempts.incrementAndGet() < 3) {
                                throw new IllegalStateException(new SQLException("serialization", "40001"));
                            }
                            return n;
                        });
            });
        } finally {
            request.end();
        }
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
                .extracting(span -> attribute(span, "aatomic.outcome"))
                .containsExactly("rolled_back", "rolled_back", "committed");
        assertThat(transfers)
                .extracting(span ->
                        span.getEvents().stream().map(EventData::getName).toList())
                .containsExactly(
                        List.of("nested", "exception"),
                        List.of("retried", "nested", "exception"),
                        List.of("retried", "nested"));
        assertThat(transfers.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attribute(transfers.get(0), "error.type")).isEqualTo(IllegalStateException.class.getName());
        assertThat(attribute(transfers.get(2), "error.type")).isNull();
        assertParents("after the foreign hop", "transfer");
        assertParents("audit", "transfer");
        assertParents("in the nested block", "audit");
        assertParents("step", "audit");
        assertThat(only("hook").getParentSpanId()).isEqualTo(transfers.get(2).getSpanId());
        assertThat(database.rows()).containsExactly(1);
    }

    private void assertParents(String name, String parent) {
        assertThat(spans(name))
                .as(name)
                .extracting(SpanData::getParentSpanId)
                .containsExactlyElementsOf(
                        spans(parent).stream().map(SpanData::getSpanId).toList());
    }
}
