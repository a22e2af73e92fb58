package dev.aatomic.reactivestreams;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.time.Duration;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;

/** A publisher's block keeps the rules of Reactive Streams, some of which leave subscriptions open: they end by their timeout. */
public final class PublisherTckTest extends PublisherVerification<Integer> {

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final HikariDataSource pool = pool(database.url());
    private final Transactions transactions =
            Transactions.builder().database("default", pool).build();
    private final Atomic atomic = transactions.atomic().timeout(Duration.ofSeconds(5));

    public PublisherTckTest() {
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
    public Publisher<Integer> createPublisher(long elements) {
        return ReactiveStreamsBlocks.publisher(atomic, () -> new NumberPublisher(elements, null));
    }

    @Override
    public Publisher<Integer> createFailedPublisher() {
        return ReactiveStreamsBlocks.publisher(
                atomic, () -> new NumberPublisher(0, new IllegalStateException("failed")));
    }
}
