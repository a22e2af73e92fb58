package dev.aatomic.reactivestreams;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.time.Duration;
import org.reactivestreams.tck.TestEnvironment;

/** Blocks for the rules of Reactive Streams, some of which leave subscriptions open: they end by their timeout. */
final class TckBlocks implements AutoCloseable {

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final HikariDataSource pool;
    private final Transactions transactions;

    final Atomic atomic;

    TckBlocks() {
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(database.url());
        configuration.setMaximumPoolSize(8);
        pool = new HikariDataSource(configuration);
        transactions = Transactions.builder().database("default", pool).build();
        atomic = transactions.atomic().timeout(Duration.ofSeconds(5));
    }

    static TestEnvironment environment() {
        return new TestEnvironment(1_000, 200);
    }

    static NumberPublisher failing() {
        return new NumberPublisher(0, new IllegalStateException("failed"));
    }

    @Override
    public void close() {
        transactions.close();
        pool.close();
        database.close();
    }
}
