package dev.aatomic.reactivestreams;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

/** Blocks of publishers, with a subscriber that is of no library. */
@Tag("G1")
final class ReactiveStreamsBlocksTest {

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final HikariDataSource pool = pool(database.url());
    private final Transactions transactions =
            Transactions.builder().database("default", pool).build();
    private final RecordingSubscriber<Integer> subscriber = new RecordingSubscriber<>();

    private static HikariDataSource pool(String url) {
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(url);
        configuration.setMaximumPoolSize(4);
        return new HikariDataSource(configuration);
    }

    @AfterEach
    void close() {
        try {
            Await.until("all connections are back", () -> active() == 0);
        } finally {
            transactions.close();
            pool.close();
            database.close();
        }
    }

    private int active() {
        return pool.getHikariPoolMXBean().getActiveConnections();
    }

    private static ConnectionFunction<Integer> insert(int value) {
        return connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("insert into entry values (" + value + ")");
            }
            return value;
        };
    }

    private Publisher<Integer> block(Publisher<Integer> body) {
        return ReactiveStreamsBlocks.publisher(transactions.atomic(), () -> {
            transactions.onCommit(() -> subscriber.log("hook, " + database.rows()));
            transactions.submit(insert(1)).join();
            return body;
        });
    }

    @Test
    void nothingHappensWithoutASubscription() {
        block(new NumberPublisher(1, null));
        assertThat(active()).isZero();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void commitsBeforeCompletion() {
        block(new NumberPublisher(2, null)).subscribe(subscriber);
        subscriber.request(1);
        subscriber.await("1");
        subscriber.request(5);
        subscriber.awaitEnd();

        assertThat(subscriber.log()).containsExactly("1", "2", "hook, [1]", "complete");
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void errorRollsBackAndArrivesAsItIs() {
        Exception thrown = new Exception("mine");
        block(new NumberPublisher(1, thrown)).subscribe(subscriber);
        subscriber.request(5);
        subscriber.awaitEnd();

        assertThat(subscriber.failure()).isSameAs(thrown);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void cancelRollsBackThoughAllItemsCame() {
        block(new NumberPublisher(2, null)).subscribe(subscriber);
        subscriber.cancelAfter(2);
        subscriber.request(2);
        subscriber.await("2");
        Await.until("the connection is back", () -> active() == 0);

        assertThat(subscriber.log()).containsExactly("1", "2");
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void nothingReturnedRollsBackWithWhatWasExpected() {
        ReactiveStreamsBlocks.<Integer>publisher(transactions.atomic(), () -> returnNull())
                .subscribe(subscriber);
        subscriber.awaitEnd();

        assertThat(subscriber.failure()).hasMessageContaining("returned null instead of a Publisher");
    }

    @SuppressWarnings("NullAway") // what must not be returned
    private static Publisher<Integer> returnNull() {
        return null;
    }

    @Test
    void publisherOfAnotherLibraryCrossesThreads() {
        List<Integer> items = List.of(1, 2, 3);
        Publisher<Integer> block = ReactiveStreamsBlocks.publisher(transactions.atomic(), () -> {
            transactions.submit(insert(1));
            SubmissionPublisher<Integer> foreign = new SubmissionPublisher<>();
            return FlowAdapters.toPublisher((Flow.Publisher<Integer>) to -> {
                foreign.subscribe(to);
                items.forEach(foreign::submit);
                foreign.close();
            });
        });
        block.subscribe(subscriber);
        subscriber.request(Long.MAX_VALUE);
        subscriber.awaitEnd();

        assertThat(subscriber.log()).containsExactly("1", "2", "3", "complete");
        assertThat(database.rows()).containsExactly(1);
    }
}
