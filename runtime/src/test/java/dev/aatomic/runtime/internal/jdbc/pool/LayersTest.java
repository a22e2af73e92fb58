package dev.aatomic.runtime.internal.jdbc.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.support.NamedTypes;
import dev.aatomic.runtime.support.NoDriver;
import java.lang.reflect.InvocationHandler;
import java.sql.Connection;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users put around a pool is taken off, as far as it lets itself be taken off. */
@Tag("rooms")
final class LayersTest {

    private static final String SPRING = "org.springframework.jdbc.datasource.ConnectionProxy";

    /** The connections of those that wrap them, each with its way inward. */
    public interface Wrapping extends Connection {

        Object getTargetConnection();

        Object getTarget();

        Object unwrapP6SpyProxy();
    }

    /** Data sources, as {@link Wrapping}. */
    public interface WrappingSource extends DataSource {

        Object getTargetDataSource();

        Object getResolvedDefaultDataSource();

        Object getDataSource();
    }

    private final Connection own = new FakeDriver().connection();

    private static InvocationHandler only(String method, @Nullable Object answer) {
        return (self, called, arguments) -> {
            if (called.getName().equals(method)) {
                return answer;
            }
            throw new AssertionError("Another way was tried: " + called);
        };
    }

    private static Connection around(String type, String method, @Nullable Object inside) {
        return NamedTypes.proxy(type, Wrapping.class, only(method, inside));
    }

    private static DataSource sourceAround(String type, String method, Object inside) {
        return NamedTypes.proxy(type, WrappingSource.class, only(method, inside));
    }

    @Test
    void everyLayerOfAConnectionIsTakenOff() {
        Connection telemetry = NamedTypes.withField(
                "io.opentelemetry.instrumentation.jdbc.internal.OpenTelemetryConnection",
                Connection.class,
                "delegate",
                own);
        Connection spy = around("com.p6spy.engine.wrapper.P6Proxy", "unwrapP6SpyProxy", telemetry);
        Connection proxied = around("net.ttddyy.dsproxy.proxy.ProxyJdbcObject", "getTarget", spy);
        Connection spring = around(SPRING, "getTargetConnection", proxied);

        assertThat(Layers.connection(spring)).isSameAs(own);
        assertThat(Layers.connection(own)).isSameAs(own);
    }

    @Test
    void everyLayerOfADataSourceIsTakenOff() {
        DataSource pool = new NoDriver();
        DataSource telemetry = NamedTypes.withField(
                "io.opentelemetry.instrumentation.jdbc.datasource.OpenTelemetryDataSource",
                DataSource.class,
                "delegate",
                pool);
        DataSource spy = NamedTypes.withField(
                "com.p6spy.engine.spy.P6DataSource", DataSource.class, "realDataSource", telemetry);
        DataSource proxied = sourceAround("net.ttddyy.dsproxy.support.ProxyDataSource", "getDataSource", spy);
        DataSource routing = sourceAround(
                "org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource",
                "getResolvedDefaultDataSource",
                proxied);
        DataSource lazy = sourceAround(
                "org.springframework.jdbc.datasource.DelegatingDataSource", "getTargetDataSource", routing);

        assertThat(Layers.dataSource(lazy)).isSameAs(pool);
        assertThat(Layers.dataSource(pool)).isSameAs(pool);
    }

    @Test
    void layerThatLeadsToNoConnectionIsTheLast() {
        for (Object inside : new Object[] {null, "a word", new NoDriver()}) {
            Connection outer = around(SPRING, "getTargetConnection", inside);

            assertThat(Layers.connection(outer)).isSameAs(outer);
        }
    }

    @Test
    void layerThatDoesNotShowWhatIsInItIsTheLast() {
        Connection failing = NamedTypes.proxy(SPRING, Wrapping.class, (self, method, arguments) -> {
            throw new IllegalStateException("closed");
        });
        Connection older = NamedTypes.proxy(SPRING, Connection.class, (self, method, arguments) -> null);

        assertThat(Layers.connection(failing)).isSameAs(failing);
        assertThat(Layers.connection(older)).isSameAs(older);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void layerThatLeadsToItselfIsLeft() {
        Connection circle = NamedTypes.proxy(SPRING, Wrapping.class, (self, method, arguments) -> self);

        assertThat(Layers.connection(circle)).isSameAs(circle);
    }

    // ---- those that have taken no connection yet

    @ParameterizedTest
    @CsvSource({
        "Lazy Connection proxy for target DataSource [pool], true",
        "Transaction-aware proxy for target Connection from DataSource [pool], true",
        "Lazy Connection proxy for target Connection [own], false",
        "Transaction-aware proxy for target Connection [own], false"
    })
    void proxyOfSpringsSaysWhetherItHasTakenOne(String text, boolean isEmpty) {
        assertThat(Layers.isEmpty(NamedTypes.proxy(SPRING, Connection.class, only("toString", text))))
                .isEqualTo(isEmpty);
        assertThat(Layers.isEmpty(NamedTypes.proxy("any.Connection", Connection.class, only("toString", text))))
                .as("not of Spring's")
                .isFalse();
    }
}
