package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.micrometer.BlockMeters;
import dev.aatomic.micrometer.BlockObservationContext;
import dev.aatomic.micrometer.BlockObservationConvention;
import dev.aatomic.micrometer.MicrometerBlockObserver;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.BlockObserver;
import dev.aatomic.spring.boot.support.Application;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Each block is an observation, and has meters of its name, where there are registries for them. */
final class ObservedBlocksTest {

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final ApplicationContextRunner runner = Application.runner(database);
    private final List<String> stopped = new CopyOnWriteArrayList<>();
    private final ObservationRegistry registry = ObservationRegistry.create();

    ObservedBlocksTest() {
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                stopped.add(context.getContextualName() + " in "
                        + (context.getParentObservation() == null
                                ? "nothing"
                                : context.getParentObservation()
                                        .getContextView()
                                        .getContextualName()));
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void blockIsAnObservationWhereThereIsARegistry() {
        runner.withBean(ObservationRegistry.class, () -> registry).run(context -> {
            Transactions transactions = context.getBean(Transactions.class);
            transactions
                    .atomic()
                    .named("transfer")
                    .run(() -> transactions.atomic().named("audit").run(() -> {}));
        });

        assertThat(stopped).containsExactly("audit in transfer", "transfer in nothing");
    }

    /** Context that is carried and the block's own observation do not get in each other's way. */
    @Test
    void whatTheCodeObservesGoesAlongInsideTheBlock() {
        List<String> seen = new CopyOnWriteArrayList<>();
        runner.withBean(ObservationRegistry.class, () -> registry).run(context -> {
            Transactions transactions = context.getBean(Transactions.class);
            Await.value(transactions.atomic().named("transfer").getStageAsync(() -> {
                CompletableFuture<Integer> inPart = Observation.createNotStarted("part", registry)
                        .contextualName("part")
                        .observe(() -> transactions
                                .bind(CompletableFuture.supplyAsync(() -> 1))
                                .thenApplyAsync(n -> {
                                    seen.add("attached in the part: " + current());
                                    return n;
                                }));
                return inPart.thenAcceptAsync(n -> seen.add("attached outside of it: " + current()));
            }));
        });

        assertThat(seen).containsExactly("attached in the part: part", "attached outside of it: transfer");
        assertThat(stopped).containsExactly("part in transfer", "transfer in nothing");
    }

    private @Nullable String current() {
        Observation current = registry.getCurrentObservation();
        return current == null ? null : current.getContextView().getContextualName();
    }

    @Test
    void noRegistryNoObserver() {
        runner.run(context -> assertThat(context).doesNotHaveBean(BlockObserver.class));
    }

    @Test
    void propertyTurnsItOff() {
        runner.withBean(ObservationRegistry.class, () -> registry)
                .withPropertyValues("aatomic.observe-blocks=false")
                .run(context -> {
                    assertThat(context).doesNotHaveBean(BlockObserver.class);
                    context.getBean(Transactions.class).atomic().run(() -> {});
                });

        assertThat(stopped).isEmpty();
    }

    @Test
    void observerOfTheApplicationStandsInItsPlace() {
        runner.withBean(ObservationRegistry.class, () -> registry)
                .withBean(BlockObserver.class, () -> block -> null)
                .run(context -> {
                    assertThat(context).doesNotHaveBean(MicrometerBlockObserver.class);
                    context.getBean(Transactions.class).atomic().run(() -> {});
                });

        assertThat(stopped).isEmpty();
    }

    @Test
    void conventionOfTheApplicationIsUsed() {
        runner.withBean(ObservationRegistry.class, () -> registry)
                .withBean(BlockObservationConvention.class, () -> new BlockObservationConvention() {
                    @Override
                    public String getContextualName(BlockObservationContext context) {
                        return "transaction " + context.block().name();
                    }
                })
                .run(context -> context.getBean(Transactions.class)
                        .atomic()
                        .named("transfer")
                        .run(() -> {}));

        assertThat(stopped).containsExactly("transaction transfer in nothing");
    }

    @Test
    void blocksOfEachNameHaveMeters() {
        runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
            context.getBean(Transactions.class).atomic().named("transfer").run(() -> {});

            assertThat(context.getBean(MeterRegistry.class)
                            .get("aatomic.block.hold")
                            .tags("block", "transfer", "database", "dataSource", "outcome", "committed")
                            .timer()
                            .count())
                    .isOne();
        });
        for (String property : List.of("aatomic.record-block-metrics", "aatomic.record-metrics")) {
            runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                    .withPropertyValues(property + "=false")
                    .run(context -> assertThat(context).doesNotHaveBean(BlockMeters.class));
        }
    }
}
