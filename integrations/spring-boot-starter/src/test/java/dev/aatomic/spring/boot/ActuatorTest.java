package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.AatomicTransactionManager;
import dev.aatomic.spring.boot.support.Application;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

/** Health and meters, where Actuator is there. */
final class ActuatorTest {

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final ApplicationContextRunner runner = Application.runner(database);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void healthSaysWhoHoldsAndWaits() {
        runner.run(context -> {
            HealthIndicator indicator = context.getBean("aatomicHealthIndicator", HealthIndicator.class);
            Health[] seen = new Health[1];
            context.getBean(Transactions.class).atomic().run(() -> {
                seen[0] = indicator.health();
            });
            assertThat(seen[0].getStatus()).isEqualTo(Status.UP);
            assertThat(seen[0].getDetails())
                    .containsEntry("dataSource", Map.of("connections", 3, "active", 1, "waiting", 0));

            context.getBean(TransactionsLifecycle.class).stop();
            assertThat(Objects.requireNonNull(indicator.health()).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        });
    }

    @Test
    void metersCountBlocks() {
        runner.withConfiguration(AutoConfigurations.of(
                        MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
                .run(context -> {
                    Transactions transactions = context.getBean(Transactions.class);
                    SimpleMeterRegistry registry = context.getBean(SimpleMeterRegistry.class);
                    transactions
                            .atomic()
                            .run(() -> assertThat(registry.get("aatomic.connections.active")
                                            .gauge()
                                            .value())
                                    .isEqualTo(1));
                    CompletableFuture<Void> failed = transactions.atomic().runAsync(() -> {
                        throw new IllegalStateException("body");
                    });
                    assertThat(failed).failsWithin(30, TimeUnit.SECONDS);

                    assertThat(registry.get("aatomic.blocks")
                                    .tags("database", "dataSource", "outcome", "committed")
                                    .functionCounter()
                                    .count())
                            .isEqualTo(1);
                    assertThat(registry.get("aatomic.blocks")
                                    .tag("outcome", "rolled_back")
                                    .functionCounter()
                                    .count())
                            .isEqualTo(1);
                    assertThat(registry.get("aatomic.connections").gauge().value())
                            .isEqualTo(3);
                    assertThat(registry.get("aatomic.blocks.hold")
                                    .functionTimer()
                                    .totalTime(TimeUnit.NANOSECONDS))
                            .isPositive();
                });
    }

    @Test
    void endpointIsThereWhereItIsExposedOnly() {
        runner.run(context -> assertThat(context).doesNotHaveBean(AatomicEndpoint.class));
        runner.withPropertyValues("management.endpoints.web.exposure.include=health")
                .run(context -> assertThat(context).doesNotHaveBean(AatomicEndpoint.class));
        runner.withPropertyValues(
                        "management.endpoints.web.exposure.include=aatomic", "management.endpoint.aatomic.access=NONE")
                .run(context -> assertThat(context).doesNotHaveBean(AatomicEndpoint.class));
        runner.withPropertyValues("management.endpoints.web.exposure.include=aatomic")
                .run(context -> assertThat(context).hasSingleBean(AatomicEndpoint.class));
    }

    @Test
    void endpointTellsWhoHoldsAndWaits() {
        runner.withPropertyValues(
                        "management.endpoints.web.exposure.include=aatomic",
                        "spring.datasource.hikari.maximum-pool-size=1",
                        "aatomic.record-sql=true")
                .run(context -> {
                    AatomicEndpoint endpoint = context.getBean(AatomicEndpoint.class);
                    Transactions transactions = context.getBean(Transactions.class);
                    transactions.atomic().named("holder").run(() -> {
                        transactions
                                .atomic()
                                .named("inner")
                                .run(() -> assertThat(endpoint.text())
                                        .startsWith("transactions 'aatomicTransactions'\n"
                                                + "database 'dataSource': 1 of 1 connections held, 0 waiting\n")
                                        .contains("'holder'", "'inner'"));
                        AatomicEndpoint.OpenBlocksDescriptor seen =
                                endpoint.blocks().transactions().get("aatomicTransactions");
                        assertThat(seen).isNotNull();
                        AatomicEndpoint.DatabaseDescriptor database =
                                seen.databases().get("dataSource");
                        assertThat(database.connections()).isOne();
                        assertThat(database.held()).isOne();
                        assertThat(database.waiting()).isZero();
                        assertThat(database.blocks()).singleElement().satisfies(block -> {
                            assertThat(block.name()).isEqualTo("holder");
                            assertThat(block.state()).isEqualTo("IN_BODY");
                            assertThat(block.depth()).isZero();
                            assertThat(block.connection()).isZero();
                            assertThat(block.sql()).isNull();
                            assertThat(block.waitsFor()).isEmpty();
                        });
                    });
                });
    }

    /** Where thousands wait, each for all that hold, the answer would be long and say nothing more. */
    @Test
    void endpointTellsOfTheFirstThatWait() {
        runner.withPropertyValues(
                        "management.endpoints.web.exposure.include=aatomic",
                        "spring.datasource.hikari.maximum-pool-size=6")
                .run(context -> {
                    AatomicEndpoint endpoint = context.getBean(AatomicEndpoint.class);
                    Transactions transactions = context.getBean(Transactions.class);
                    CompletableFuture<Integer> gate = new CompletableFuture<>();
                    List<CompletableFuture<Integer>> blocks = new ArrayList<>();
                    for (int i = 0; i < 6 + 101; i++) {
                        blocks.add(transactions.atomic().named("block " + i).getStageAsync(() -> gate));
                    }

                    AatomicEndpoint.DatabaseDescriptor seen = Objects.requireNonNull(
                                    endpoint.blocks().transactions().get("aatomicTransactions"))
                            .databases()
                            .get("dataSource");
                    gate.complete(1);
                    blocks.forEach(Await::value);

                    assertThat(seen).isNotNull();
                    assertThat(seen.waiting()).isEqualTo(101);
                    assertThat(seen.blocks()).hasSize(6 + 100);
                    assertThat(seen.blocks().get(105).name()).isEqualTo("block 105");
                    assertThat(seen.blocks().get(105).waitsFor()).hasSize(4);
                });
    }

    @Test
    void nothingOfActuatorOrJooqIsNeeded() throws IOException {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        AatomicAutoConfiguration.class,
                        AatomicTransactionManagerAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=" + database.url())
                .withClassLoader(new FilteredClassLoader(
                        "org.springframework.boot.health",
                        "org.springframework.boot.actuate",
                        "io.micrometer",
                        "org.jooq"))
                .run(context -> {
                    assertThat(context).hasSingleBean(Transactions.class);
                    assertThat(context).hasSingleBean(AatomicTransactionManager.class);
                });
        // The other configurations are left out by what is written here, before anybody loads their classes.
        Properties conditions = PropertiesLoaderUtils.loadProperties(
                new ClassPathResource("META-INF/spring-autoconfigure-metadata.properties"));
        assertThat(conditions.getProperty(
                        AatomicHealthContributorAutoConfiguration.class.getName() + ".ConditionalOnClass"))
                .contains("org.springframework.boot.health");
        assertThat(conditions.getProperty(AatomicEndpointAutoConfiguration.class.getName() + ".ConditionalOnClass"))
                .contains("org.springframework.boot.actuate");
        assertThat(conditions.getProperty(AatomicMetricsAutoConfiguration.class.getName() + ".ConditionalOnClass"))
                .contains("io.micrometer");
    }
}
