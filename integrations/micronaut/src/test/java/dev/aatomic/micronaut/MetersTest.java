package dev.aatomic.micronaut;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.application.Application;
import dev.aatomic.micrometer.BlockMeters;
import dev.aatomic.testing.Server;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
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

    @Test
    void blocksOfEachNameHaveMeters() throws Exception {
        Application.run(Server.H2, application -> {
            transfer(application);

            assertThat(application
                            .bean(MeterRegistry.class)
                            .get("aatomic.block.hold")
                            .tags("database", "default", "block", "transfer", "outcome", "committed")
                            .timer()
                            .count())
                    .isOne();
        });
    }

    /** Micronaut binds to its registry once for each of those in it. */
    @Test
    void aBlockIsCountedOnceInSeveralRegistries() throws Exception {
        Application.run(Server.H2, Map.of("test.registries", true), application -> {
            transfer(application);

            assertThat(application.context().getBeansOfType(SimpleMeterRegistry.class))
                    .hasSize(2)
                    .allSatisfy(registry -> assertThat(registry.get("aatomic.block.hold")
                                    .tags("block", "transfer")
                                    .timer()
                                    .count())
                            .isOne());
        });
    }

    @Test
    void blocksMayBeLeftOut() throws Exception {
        for (String property : List.of("aatomic.record-block-metrics", "aatomic.record-metrics")) {
            Application.run(Server.H2, Map.of(property, false), application -> {
                transfer(application);

                assertThat(application
                                .bean(MeterRegistry.class)
                                .find("aatomic.block.hold")
                                .timers())
                        .isEmpty();
            });
        }
    }

    @Test
    void metersOfBlocksOfTheApplicationAreTheOnlyOnes() throws Exception {
        Application.run(Server.H2, Map.of("test.block-meters", true), application -> {
            transfer(application);

            assertThat(application
                            .bean(MeterRegistry.class)
                            .get("aatomic.block.hold")
                            .timers())
                    .singleElement()
                    .satisfies(
                            timer -> assertThat(timer.getId().getTag("block")).isEqualTo(BlockMeters.OTHER));
        });
    }

    private static void transfer(Application application) {
        application.transactions().atomic().named("transfer").run(() -> application.insert(1));
    }

    /** What one test needs more. */
    @Factory
    static final class More {

        @Singleton
        @Named("first")
        @Requires(property = "test.registries")
        SimpleMeterRegistry first() {
            return new SimpleMeterRegistry();
        }

        @Singleton
        @Named("second")
        @Requires(property = "test.registries")
        SimpleMeterRegistry second() {
            return new SimpleMeterRegistry();
        }

        @Singleton
        @Requires(property = "test.block-meters")
        BlockMeters blockMeters(MeterRegistry registry) {
            return BlockMeters.builder(registry).maxNames(0).build();
        }
    }
}
