package dev.aatomic.pools;

import com.p6spy.engine.spy.P6DataSource;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** What users put around a pool. */
enum Wrapping {
    NONE("bare", pool -> pool),
    DATASOURCE_PROXY(
            "datasource-proxy",
            pool -> ProxyDataSourceBuilder.create(pool).proxyResultSet().build()),
    P6SPY("p6spy", P6DataSource::new),
    OPEN_TELEMETRY(
            "OpenTelemetry", pool -> JdbcTelemetry.create(OpenTelemetry.noop()).wrap(pool)),
    LAZY("`LazyConnectionDataSourceProxy`", LazyConnectionDataSourceProxy::new),
    TRANSACTION_AWARE("`TransactionAwareDataSourceProxy`", TransactionAwareDataSourceProxy::new);

    /** What it is called on the page. */
    final String title;

    private final UnaryOperator<DataSource> wrapper;

    Wrapping(String title, UnaryOperator<DataSource> wrapper) {
        this.title = title;
        this.wrapper = wrapper;
    }

    DataSource around(DataSource pool) {
        return wrapper.apply(pool);
    }

    @Override
    public String toString() {
        return title;
    }
}
