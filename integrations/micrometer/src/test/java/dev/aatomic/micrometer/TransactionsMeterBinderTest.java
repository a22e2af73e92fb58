package dev.aatomic.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The meters of each database, bound without any framework. */
final class TransactionsMeterBinderTest {

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final JdbcConnectionPool pool = JdbcConnectionPool.create(database.url(), "sa", "");
    private final Transactions transactions = Transactions.builder()
            .database("default", pool, 2)
            .recordMetrics(true)
            .build();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        transactions.close();
        pool.dispose();
        database.close();
    }

    @Test
    void eachDatabaseHasItsMeters() {
        new TransactionsMeterBinder(transactions).bindTo(registry);

        transactions
                .atomic()
                .run(() -> assertThat(registry.get("aatomic.connections.active")
                                .tag("database", "default")
                                .gauge()
                                .value())
                        .isOne());
        CompletableFuture<Void> failed = transactions.atomic().runAsync(() -> {
            throw new IllegalStateException("body");
        });
        assertThat(Await.cause(failed)).isInstanceOf(IllegalStateException.class);

        assertThat(registry.get("aatomic.connections").gauge().value()).isEqualTo(2);
        assertThat(ended("committed")).isOne();
        assertThat(ended("rolled_back")).isOne();
        assertThat(ended("unknown")).isZero();
        assertThat(registry.get("aatomic.blocks.hold").functionTimer().count()).isEqualTo(2);
        assertThat(registry.get("aatomic.blocks.hold").functionTimer().totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
    }

    private double ended(String outcome) {
        return registry.get("aatomic.blocks")
                .tags("database", "default", "outcome", outcome)
                .functionCounter()
                .count();
    }
}
