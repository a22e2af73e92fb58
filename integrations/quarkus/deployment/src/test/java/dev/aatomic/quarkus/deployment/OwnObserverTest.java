package dev.aatomic.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.micrometer.BlockMeters;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.BlockObservation;
import dev.aatomic.runtime.spi.BlockObserver;
import dev.aatomic.runtime.spi.OpenedBlock;
import dev.aatomic.testing.Await;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application with an observer, and meters of blocks, of its own: they stand in the place of the extension's. */
class OwnObserverTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Spans.class, Meters.class, Opened.class))
            .withConfiguration("""
                    quarkus.datasource.db-kind=h2
                    quarkus.datasource.jdbc.url=jdbc:h2:mem:ownobserver
                    quarkus.otel.traces.exporter=none
                    quarkus.otel.instrument.jdbc=false
                    quarkus.http.host-enabled=false
                    """);

    @Inject
    Transactions transactions;

    @Inject
    MeterRegistry registry;

    @Inject
    InMemorySpanExporter spans;

    @Inject
    Opened opened;

    @Test
    void theyAreTheOnlyOnes() {
        SimpleMeterRegistry read = new SimpleMeterRegistry();
        ((CompositeMeterRegistry) registry).add(read);

        transactions.atomic().named("transfer").run(() -> {});

        assertThat(opened.names).containsExactly("transfer");
        assertThat(spans.getFinishedSpanItems()).isEmpty();
        Await.until("the block was counted", () -> !timers(read).isEmpty());
        assertThat(timers(read))
                .singleElement()
                .satisfies(timer -> assertThat(timer.getId().getTag("block")).isEqualTo(BlockMeters.OTHER));
    }

    private static List<Timer> timers(MeterRegistry registry) {
        return List.copyOf(registry.find("aatomic.block.hold").timers());
    }

    /** With another setting. */
    static class Meters {

        @Produces
        @Singleton
        BlockMeters meters(MeterRegistry registry) {
            return BlockMeters.builder(registry).maxNames(0).build();
        }
    }

    /** Observes nothing but the names. */
    @Singleton
    static class Opened implements BlockObserver {

        final List<String> names = new CopyOnWriteArrayList<>();

        @Override
        public @Nullable BlockObservation opened(OpenedBlock block) {
            names.add(block.name());
            return null;
        }
    }
}
