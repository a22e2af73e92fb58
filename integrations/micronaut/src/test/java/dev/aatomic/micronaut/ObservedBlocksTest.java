package dev.aatomic.micronaut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.aatomic.application.Application;
import dev.aatomic.micrometer.BlockObservationContext;
import dev.aatomic.micrometer.BlockObservationConvention;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.BlockObserver;
import dev.aatomic.testing.Server;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each block is a span or an observation, by what the application has for these. */
final class ObservedBlocksTest {

    private static final String OPEN_TELEMETRY = "test.open-telemetry";
    private static final String OBSERVATIONS = "test.observations";
    private static final String MICROMETER_TRACER = "test.micrometer-tracer";
    private static final String CONVENTION = "test.convention";
    private static final String OBSERVER = "test.observer";

    @Factory
    static final class Tracing {

        @Singleton
        @Requires(property = OPEN_TELEMETRY)
        InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }

        @Singleton
        @Requires(property = OPEN_TELEMETRY)
        OpenTelemetry openTelemetry(InMemorySpanExporter exporter) {
            return OpenTelemetrySdk.builder()
                    .setTracerProvider(SdkTracerProvider.builder()
                            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                            .build())
                    .build();
        }

        @Singleton
        @Requires(property = MICROMETER_TRACER)
        Tracer tracer(OpenTelemetry openTelemetry) {
            return new OtelTracer(openTelemetry.getTracer("bridge"), new OtelCurrentTraceContext(), event -> {});
        }

        @Singleton
        @Requires(property = OBSERVATIONS)
        ObservationRegistry registry(Observed observed, @Nullable Tracer tracer) {
            ObservationRegistry registry = ObservationRegistry.create();
            registry.observationConfig().observationHandler(observed);
            if (tracer != null) {
                registry.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
            }
            return registry;
        }

        @Singleton
        @Requires(property = CONVENTION)
        BlockObservationConvention convention() {
            return new BlockObservationConvention() {
                @Override
                public String getContextualName(BlockObservationContext context) {
                    return "transaction " + context.block().name();
                }
            };
        }

        @Singleton
        @Requires(property = OBSERVER)
        BlockObserver observer(Observed observed) {
            return block -> {
                observed.names.add("own " + block.name());
                return null;
            };
        }
    }

    /** The names of what has ended. */
    @Singleton
    static final class Observed implements ObservationHandler<Observation.Context> {

        private final List<String> names = new CopyOnWriteArrayList<>();

        Observed() {}

        @Override
        public void onStop(Observation.Context context) {
            names.add(String.valueOf(context.getContextualName()));
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    private static void run(Application.Test test, String... properties) throws Exception {
        Map<String, Object> all = new HashMap<>();
        for (String property : properties) {
            all.put(property, true);
        }
        Application.run(Server.H2, all, test);
    }

    private static void transfer(Application application) {
        Transactions transactions = application.transactions();
        transactions
                .atomic()
                .named("transfer")
                .run(() -> transactions.atomic().named("audit").run(() -> application.insert(1)));
    }

    private static List<String> observed(Application application) {
        return application.bean(Observed.class).names;
    }

    private static List<SpanData> spans(Application application) {
        return application.bean(InMemorySpanExporter.class).getFinishedSpanItems();
    }

    @Test
    void aBlockIsASpanOfOpenTelemetry() throws Exception {
        run(
                application -> {
                    Span caller = application
                            .bean(OpenTelemetry.class)
                            .getTracer("test")
                            .spanBuilder("caller")
                            .startSpan();
                    Context.current()
                            .with(caller)
                            .wrap(() -> transfer(application))
                            .run();

                    assertThat(spans(application))
                            .satisfiesExactly(
                                    audit -> assertThat(audit.getName()).isEqualTo("audit"), transfer -> {
                                        assertThat(transfer.getName()).isEqualTo("transfer");
                                        assertThat(transfer.getParentSpanId())
                                                .isEqualTo(
                                                        caller.getSpanContext().getSpanId());
                                    });
                    assertThat(spans(application).get(0).getParentSpanId())
                            .isEqualTo(spans(application).get(1).getSpanId());
                },
                OPEN_TELEMETRY);
    }

    @Test
    void aBlockIsAnObservation() throws Exception {
        run(
                application -> {
                    transfer(application);
                    assertThat(observed(application)).containsExactly("audit", "transfer");
                },
                OBSERVATIONS);
    }

    @Test
    void conventionOfTheApplicationIsUsed() throws Exception {
        run(
                application -> {
                    transfer(application);
                    assertThat(observed(application)).containsExactly("transaction audit", "transaction transfer");
                },
                OBSERVATIONS,
                CONVENTION);
    }

    /** Observations that nobody makes spans of would leave the trace without blocks. */
    @Test
    void spansOfOpenTelemetryComeBeforeObservationsThatAreNone() throws Exception {
        run(
                application -> {
                    transfer(application);
                    assertThat(spans(application)).extracting(SpanData::getName).containsExactly("audit", "transfer");
                    assertThat(observed(application)).isEmpty();
                },
                OPEN_TELEMETRY,
                OBSERVATIONS);
    }

    @Test
    void observationsThatAreSpansComeFirst() throws Exception {
        run(
                application -> {
                    transfer(application);
                    assertThat(observed(application)).containsExactly("audit", "transfer");
                    assertThat(spans(application))
                            .extracting(
                                    SpanData::getName,
                                    span -> span.getInstrumentationScopeInfo().getName())
                            .containsExactly(tuple("audit", "bridge"), tuple("transfer", "bridge"));
                },
                OPEN_TELEMETRY,
                OBSERVATIONS,
                MICROMETER_TRACER);
    }

    @Test
    void observerOfTheApplicationStandsInTheirPlace() throws Exception {
        run(
                application -> {
                    transfer(application);
                    assertThat(observed(application)).containsExactly("own transfer", "own audit");
                    assertThat(spans(application)).isEmpty();
                },
                OPEN_TELEMETRY,
                OBSERVATIONS,
                OBSERVER);
    }

    @Test
    void propertyTurnsItOff() throws Exception {
        Map<String, Object> off = Map.of(OPEN_TELEMETRY, true, OBSERVATIONS, true, "aatomic.observe-blocks", false);
        Application.run(Server.H2, off, application -> {
            transfer(application);
            assertThat(observed(application)).isEmpty();
            assertThat(spans(application)).isEmpty();
        });
    }
}
