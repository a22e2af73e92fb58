package dev.aatomic.reactivestreams;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.time.Duration;
import java.util.concurrent.Flow;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;

/** The block of a publisher of the JDK keeps the rules of Reactive Streams, some of which leave subscriptions open: they end by their timeout. */
public final class FlowPublisherTckTest extends FlowPublisherVerification<Integer> {

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final HikariDataSource pool = pool(database.url());
    private final Transactions transactions =
            Transactions.builder().database("default", pool).build();
    private final Atomic atomic = transactions.atomic().timeout(Duration.ofSeconds(5));

    public FlowPublisherTckTest() {
        super(new TestEnvironment(1_000, 200));
    }

    private static HikariDataSource pool(String url) {
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(url);
        configuration.setMaximumPoolSize(8);
        return new HikariDataSource(configuration);
    }

    @AfterClass
    public void close() {
        transactions.close();
        pool.close();
        database.close();
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
        return atomic.getPublisher(() -> FlowAdapters.toFlowPublisher(new NumberPublisher(elements, null)));
    }

    @Override
    public Flow.Publisher<Integer> createFailedFlowPublisher() {
        return atomic.getPublisher(
                () -> FlowAdapters.toFlowPublisher(new NumberPublisher(0, new IllegalStateException("failed"))));
    }
}
