package dev.aatomic.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.micrometer.BlockMeters;
import dev.aatomic.opentelemetry.OpenTelemetryBlockObserver;
import dev.aatomic.runtime.spi.BlockObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is measured and observed, by the properties. */
class CustomizersTest {

    private final RecordedBuilder builder = new RecordedBuilder();

    private List<String> meters(String... properties) {
        new MetersCustomizer(
                        Configurations.of(properties),
                        new SimpleMeterRegistry(),
                        CustomizersTest.<BlockMeters>instance(null))
                .customize(builder.builder());
        return builder.calls();
    }

    private List<String> spans(@Nullable OpenTelemetry openTelemetry, String... properties) {
        new SpansCustomizer(
                        Configurations.of(properties),
                        instance(openTelemetry),
                        CustomizersTest.<BlockObserver>instance(null))
                .customize(builder.builder());
        return builder.calls();
    }

    @Test
    void allIsMeasuredByDefault() {
        assertThat(meters())
                .satisfiesExactly(
                        call -> assertThat(call).isEqualTo("recordMetrics true"),
                        call -> assertThat(call).startsWith("listener " + BlockMeters.class.getName()));
    }

    @Test
    void namesMayBeLeftOut() {
        assertThat(meters("record-block-metrics=false")).containsExactly("recordMetrics true");
    }

    @Test
    void withoutTimesNothingIsMeasured() {
        assertThat(meters("record-metrics=false")).isEmpty();
    }

    @Test
    void blocksAreObservedByDefault() {
        assertThat(spans(OpenTelemetry.noop()))
                .singleElement()
                .asString()
                .startsWith("observer " + OpenTelemetryBlockObserver.class.getName());
    }

    @Test
    void spansMayBeLeftOut() {
        assertThat(spans(OpenTelemetry.noop(), "observe-blocks=false")).isEmpty();
    }

    @Test
    void withoutOpenTelemetryThereAreNone() {
        assertThat(spans(null)).isEmpty();
    }

    /** One bean, or none. */
    @SuppressWarnings("unchecked")
    private static <T> Instance<T> instance(@Nullable T bean) {
        return (Instance<T>) Proxy.newProxyInstance(
                Instance.class.getClassLoader(),
                new Class<?>[] {Instance.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "isUnsatisfied" -> bean == null;
                    case "isResolvable" -> bean != null;
                    case "get" -> bean;
                    default -> throw new AssertionError(method);
                });
    }
}
