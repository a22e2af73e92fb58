package dev.aatomic.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.quarkus.TransactionsBuilderCustomizer;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.QuarkusUnitTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.ext.web.Router;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each block is a span where OpenTelemetry is among the extensions. */
class ObservedBlocksTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Spans.class, Routes.class, OneThread.class))
            .withConfiguration("""
                    quarkus.datasource.db-kind=h2
                    quarkus.datasource.jdbc.url=jdbc:h2:mem:observed
                    quarkus.otel.traces.exporter=none
                    quarkus.otel.instrument.jdbc=false
                    quarkus.http.test-port=0
                    """);

    @Inject
    Transactions transactions;

    @Inject
    Tracer tracer;

    @Inject
    InMemorySpanExporter spans;

    @Inject
    ManagedExecutor executor;

    @Inject
    OneThread thread;

    @TestHTTPResource("asynchronous")
    URI asynchronous;

    @TestHTTPResource("blocking")
    URI blocking;

    @BeforeEach
    void reset() {
        spans.reset();
    }

    @Test
    void aBlockIsBelowTheRequest() throws Exception {
        assertThat(get(asynchronous)).isEqualTo("done");

        SpanData request = request();
        assertThat(request.getParentSpanContext().isValid()).isFalse();
        assertThat(span("transfer").getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(span("audit").getParentSpanId()).isEqualTo(span("transfer").getSpanId());
    }

    @Test
    void soIsABlockingOne() throws Exception {
        assertThat(get(blocking)).isEqualTo("done");

        assertThat(span("blocking").getParentSpanId()).isEqualTo(request().getSpanId());
        assertThat(span("in it").getParentSpanId()).isEqualTo(span("blocking").getSpanId());
        assertThat(span("after it").getParentSpanId()).isEqualTo(request().getSpanId());
    }

    /** Also where Quarkus carries the context of whoever has opened the block. */
    @Test
    void codeOfABlockIsBelowIt() {
        Await.value(inSpan(
                "caller",
                () -> transactions.atomic().named("transfer").getStageAsync(() -> {
                    note("body");
                    return transactions
                            .submit(connection -> note("step"))
                            .thenApplyAsync(value -> note("continuation"))
                            .thenCompose(value -> executor.supplyAsync(() -> note("managed")))
                            .thenApply(value -> note("managed continuation"));
                })));

        assertThat(span("transfer").getParentSpanId()).isEqualTo(span("caller").getSpanId());
        for (String name : new String[] {"body", "step", "continuation", "managed", "managed continuation"}) {
            assertThat(span(name).getParentSpanId())
                    .as(name)
                    .isEqualTo(span("transfer").getSpanId());
        }
    }

    /** What is carried and the block's own span do not get in each other's way. */
    @Test
    void aSpanInsideTheBlockGoesAlong() {
        Await.value(transactions.atomic().named("transfer").getStageAsync(() -> {
            CompletableFuture<Integer> inPart = inSpan(
                    "part", () -> transactions.submit(connection -> 1).thenApplyAsync(value -> note("attached in it")));
            return inPart.thenApplyAsync(value -> note("attached outside of it"));
        }));

        assertThat(span("part").getParentSpanId()).isEqualTo(span("transfer").getSpanId());
        assertThat(span("attached in it").getParentSpanId())
                .isEqualTo(span("part").getSpanId());
        assertThat(span("attached outside of it").getParentSpanId())
                .isEqualTo(span("transfer").getSpanId());
    }

    @Test
    void nothingOfItStaysOnTheThreadsOfBlocks() {
        Await.value(inSpan(
                "caller",
                () -> transactions.atomic().getStageAsync(() -> transactions.submit(connection -> note("step")))));

        assertThat(Await.value(CompletableFuture.supplyAsync(Span::current, thread.pool))
                        .getSpanContext()
                        .isValid())
                .isFalse();
    }

    private <T> T inSpan(String name, Supplier<T> work) {
        Span span = tracer.spanBuilder(name).startSpan();
        try {
            return Context.current().with(span).wrapSupplier(work).get();
        } finally {
            span.end();
        }
    }

    private int note(String name) {
        tracer.spanBuilder(name).startSpan().end();
        return 1;
    }

    private static String get(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private SpanData span(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + spans.getFinishedSpanItems()));
    }

    /** Ends after its caller has the answer. */
    private SpanData request() {
        Await.until(
                "the request's span has ended",
                () -> spans.getFinishedSpanItems().stream().anyMatch(span -> span.getKind() == SpanKind.SERVER));
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getKind() == SpanKind.SERVER)
                .findFirst()
                .orElseThrow();
    }

    /** Requests, on an event loop and on a worker's thread. */
    @Singleton
    static class Routes {

        private final Transactions transactions;
        private final Tracer tracer;

        Routes(Transactions transactions, Tracer tracer) {
            this.transactions = transactions;
            this.tracer = tracer;
        }

        void add(@Observes Router router) {
            router.get("/asynchronous")
                    .handler(context -> transactions
                            .atomic()
                            .named("transfer")
                            .getStageAsync(() -> transactions
                                    .submit(connection -> 1)
                                    .thenCompose(value ->
                                            transactions.atomic().named("audit").getAsync(() -> value)))
                            .whenComplete((value, failure) ->
                                    context.response().end(failure == null ? "done" : failure.toString())));
            router.get("/blocking").blockingHandler(context -> {
                transactions
                        .atomic()
                        .named("blocking")
                        .run(() -> tracer.spanBuilder("in it").startSpan().end());
                tracer.spanBuilder("after it").startSpan().end();
                context.response().end("done");
            });
        }
    }

    /** On which all blocks run. */
    @Singleton
    static class OneThread implements TransactionsBuilderCustomizer {

        final ExecutorService pool = Executors.newSingleThreadExecutor();

        @Override
        public void customize(Transactions.Builder builder) {
            builder.executor(pool);
        }

        /** After the transactions. */
        @PreDestroy
        void stop() {
            pool.shutdown();
        }
    }
}
