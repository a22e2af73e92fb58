package dev.aatomic.micronaut;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.application.Application;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import io.micronaut.context.BeanContext;
import io.micronaut.health.HealthStatus;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.micronaut.runtime.graceful.GracefulShutdownManager;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The health of the transactions. */
final class HealthTest {

    private static HealthResult health(BeanContext context) {
        return context.getBeansOfType(HealthIndicator.class, Qualifiers.byStereotype(Readiness.class)).stream()
                .filter(TransactionsHealthIndicator.class::isInstance)
                .map(indicator -> Await.value(Mono.from(indicator.getResult()).toFuture()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tellsWhoHoldsAndWhoWaits() throws Exception {
        Application.run(
                Server.H2,
                application -> application.transactions().atomic().run(() -> {
                    application.insert(1);
                    HealthResult health = health(application.context());

                    assertThat(health.getName()).isEqualTo("aatomic");
                    assertThat(health.getStatus()).isEqualTo(HealthStatus.UP);
                    assertThat(health.getDetails())
                            .isEqualTo(Map.of("default", Map.of("connections", 3, "active", 1, "waiting", 0)));
                }));
    }

    @Test
    void isDownOnceTheApplicationDrains() throws Exception {
        Application.run(Server.H2, application -> {
            Await.value(application
                    .bean(GracefulShutdownManager.class)
                    .shutdownGracefully()
                    .toCompletableFuture());

            assertThat(health(application.context()).getStatus()).isEqualTo(HealthStatus.DOWN);
        });
    }

    @Test
    void mayBeLeftOut() throws Exception {
        Application.run(
                Server.H2,
                Map.of("endpoints.health.aatomic.enabled", false),
                application -> assertThat(application.context().findBean(TransactionsHealthIndicator.class))
                        .isEmpty());
    }
}
