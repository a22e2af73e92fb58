package dev.aatomic.examples.guide.watching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.Transactions;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.lang.System.Logger;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WatchingTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final List<String> logged = new CopyOnWriteArrayList<>();

    @Test
    void listenerIsToldOfARollback() {
        try (Transactions transactions = Watched.open(database.dataSource(), new Logged(logged))) {
            assertThatThrownBy(() -> transactions.atomic().named("Orders.place").run(() -> {
                        throw new IllegalStateException("no");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            transactions.atomic().run(() -> {});

            assertThat(Counts.counts(transactions)).isEqualTo("0 wait, 1 committed, 0 retried");
        }
        assertThat(logged).containsExactly("Orders.place was rolled back: no");
    }

    @Test
    void blocksHaveMetersAndObservations() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));

        try (Transactions transactions = Metered.open(database.dataSource(), meters, observations)) {
            transactions.atomic().named("Orders.place").run(() -> {});

            assertThat(meters.get("aatomic.block.hold")
                            .tag("block", "Orders.place")
                            .timer()
                            .count())
                    .isOne();
            assertThat(meters.get("aatomic.block").timer().count()).isOne();
            assertThat(meters.get("aatomic.blocks")
                            .tag("outcome", "committed")
                            .functionCounter()
                            .count())
                    .isOne();
        }
    }

    @Test
    void blocksAreSpans() {
        InMemorySpanExporter exporter = InMemorySpanExporter.create();
        try (OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                        .setTracerProvider(SdkTracerProvider.builder()
                                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                                .build())
                        .build();
                Transactions transactions = Traced.open(database.dataSource(), sdk)) {
            transactions.atomic().named("Orders.place").run(() -> {});

            assertThat(exporter.getFinishedSpanItems())
                    .extracting(SpanData::getName)
                    .containsExactly("Orders.place");
        }
    }

    /** Keeps what is logged. */
    private record Logged(List<String> lines) implements Logger {

        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String message, Throwable thrown) {
            lines.add(message + ": " + thrown.getMessage());
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format, Object... parameters) {
            lines.add(format);
        }
    }
}
