package dev.aatomic.runtime.observe;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionMetrics;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code metrics()} counts. */
@Tag("observability")
final class MetricsTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @Test
    void everyEndIsCountedOnce() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        AtomicInteger attempts = new AtomicInteger();

        transactions.atomic().run(() -> transactions.submit(insert(1)).join());
        transactions.atomic().run(() -> transactions.atomic().run(() -> {}));
        Await.cause(transactions.atomic().getStageAsync(() -> CompletableFuture.failedFuture(new IOException())));
        Await.value(transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(2).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)))
                .runAsync(() -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new SQLException("serialization", "40001");
                    }
                }));
        database.source().fail(JdbcFault.on("Connection.commit", new SQLException("lost", "08006")));
        Await.cause(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
        database.source().fail(JdbcFault.on("DataSource.getConnection", new SQLException("down")));
        Await.cause(transactions.atomic().runAsync(() -> {}));

        assertThat(transactions.metrics().database("default"))
                .isEqualTo(new DatabaseMetrics(2, 0, 0, 6, 3, 2, 1, 1, 1, 0L, 0L));
    }

    @Test
    void whoHoldsAndWaitsNow() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();

        List<CompletableFuture<Integer>> blocks = IntStream.range(0, 5)
                .mapToObj(i -> transactions.atomic().<Integer>getStageAsync(() -> gate))
                .toList();
        Await.until(
                "two have begun",
                () -> transactions.metrics().database("default").begun() == 2);

        DatabaseMetrics metrics = transactions.metrics().database("default");
        assertThat(metrics.connections()).isEqualTo(2);
        assertThat(metrics.active()).isEqualTo(2);
        assertThat(metrics.waiting()).isEqualTo(3);
        gate.complete(1);
        blocks.forEach(Await::value);
        DatabaseMetrics after = transactions.metrics().database("default");
        assertThat(after.active()).isZero();
        assertThat(after.waiting()).isZero();
        assertThat(after.committed()).isEqualTo(5);
    }

    /** What takes two readings apart would take a counter to be reset where one goes down. */
    @Test
    void countsBelongToOneMomentAndNeverGoDown() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<?> blocks = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 20_000; i++) {
                transactions.atomic().run(() -> {});
            }
        });
        long begun = 0;
        long committed = 0;
        while (!blocks.isDone()) {
            DatabaseMetrics now = transactions.metrics().database("default");
            long open = now.begun() - now.committed() - now.rolledBack() - now.unknown();
            assertThat(open).isBetween(0L, (long) now.active());
            assertThat(now.begun()).isGreaterThanOrEqualTo(begun);
            assertThat(now.committed()).isGreaterThanOrEqualTo(committed);
            begun = now.begun();
            committed = now.committed();
        }
        Await.value(blocks);
        assertThat(transactions.metrics().database("default").committed()).isEqualTo(20_000);
    }

    @Test
    void timesAreRecordedWhereAskedFor() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.recordMetrics(true));

        List<CompletableFuture<Integer>> blocks = IntStream.range(0, 10)
                .mapToObj(i -> transactions.atomic().getStageAsync(() -> transactions.submit(insert(i))))
                .toList();
        blocks.forEach(Await::value);

        DatabaseMetrics metrics = transactions.metrics().database("default");
        assertThat(metrics.waitNanos()).isPositive();
        assertThat(metrics.holdNanos()).isPositive();
    }

    @Test
    void eachDatabaseIsCountedAlone() {
        PooledDatabase left = fixtures.database(Server.H2, 1);
        PooledDatabase right = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("left", left.source(), 1).database("right", right.source(), 1));

        transactions
                .atomic()
                .run(() -> transactions.atomic().using("right").run(() -> {
                    transactions.submit(insert(1)).join();
                    transactions.setRollbackOnly(true);
                }));

        TransactionMetrics metrics = transactions.metrics();
        assertThat(metrics.databases()).containsOnlyKeys("left", "right");
        assertThat(metrics.database("left").committed()).isEqualTo(1);
        assertThat(metrics.database("right").rolledBack()).isEqualTo(1);
        assertThat(metrics.database("right").committed()).isZero();
        assertThatThrownBy(() -> metrics.database("middle"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("middle")
                .hasMessageContaining("left");
        assertThatThrownBy(() -> metrics.databases().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
