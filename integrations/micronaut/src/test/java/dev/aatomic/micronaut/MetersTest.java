package dev.aatomic.micronaut;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.application.Application;
import dev.aatomic.testing.Server;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Meters of the transactions, in Micronaut's registry. */
final class MetersTest {

    @Test
    void areThereWithTimes() throws Exception {
        Application.run(Server.H2, application -> {
            application.transactions().atomic().run(() -> application.insert(1));

            MeterRegistry registry = application.bean(MeterRegistry.class);
            assertThat(registry.get("aatomic.blocks")
                            .tags("database", "default", "outcome", "committed")
                            .functionCounter()
                            .count())
                    .isOne();
            FunctionTimer hold = registry.get("aatomic.blocks.hold")
                    .tag("database", "default")
                    .functionTimer();
            assertThat(hold.totalTime(TimeUnit.NANOSECONDS)).isPositive();
        });
    }

    /** The pool has meters too, and needs the registry as it is made. */
    @Test
    void areThereFromTheStart() throws Exception {
        Application.run(Server.H2, application -> {
            MeterRegistry registry = application.bean(MeterRegistry.class);

            assertThat(registry.get("aatomic.connections").gauge().value()).isEqualTo(3);
            assertThat(registry.get("hikaricp.connections.max").gauge().value()).isEqualTo(3);
        });
    }

    @Test
    void mayBeLeftOut() throws Exception {
        Map<String, Object> without = Map.of("micronaut.metrics.binders.aatomic.enabled", false);
        Application.run(Server.H2, without, application -> {
            application.transactions().atomic().run(() -> application.insert(1));

            assertThat(application
                            .bean(MeterRegistry.class)
                            .find("aatomic.blocks")
                            .functionCounter())
                    .isNull();
            assertThat(application.transactions().metrics().database("default").holdNanos())
                    .isZero();
        });
    }

    @Test
    void timesMayBeLeftOut() throws Exception {
        Application.run(Server.H2, Map.of("aatomic.record-metrics", false), application -> {
            application.transactions().atomic().run(() -> application.insert(1));

            assertThat(application.transactions().metrics().database("default").holdNanos())
                    .isZero();
        });
    }
}
