package dev.aatomic.runtime.internal.subscription;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Streams over a pool of two. After each test nothing is open, and nothing is left on the test's thread. */
final class StreamFixtures implements AfterEachCallback {

    final Fixtures fixtures = new Fixtures();
    final ManualPublisher source = new ManualPublisher();
    final PooledDatabase database = fixtures.database(Server.H2, 2);
    final Transactions transactions = fixtures.transactions(database);
    final Atomic atomic = transactions.atomic();

    /** Inserts a row, and then is the source. */
    Flow.Publisher<Integer> inserting(int row) {
        transactions.submit(insert(row)).join();
        return source;
    }

    RecordingSubscriber subscribe(Flow.Publisher<Integer> publisher, long atFirst) {
        RecordingSubscriber subscriber = new RecordingSubscriber(atFirst);
        publisher.subscribe(subscriber);
        return subscriber;
    }

    DatabaseMetrics metrics() {
        return transactions.metrics().database("default");
    }

    /** What a subscriber was told at last: a failure, or null for completion. */
    static @Nullable Throwable end(RecordingSubscriber subscriber) {
        @Nullable Throwable end = Await.value(subscriber.end);
        assertThat(subscriber.faults).isEmpty();
        return end;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(CurrentScope.ofThread().get()).isNull();
        fixtures.afterEach(context);
    }
}
