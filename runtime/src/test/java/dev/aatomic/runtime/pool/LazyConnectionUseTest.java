package dev.aatomic.runtime.pool;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.spi.TransactionSynchronization;
import dev.aatomic.runtime.spi.TransactionSynchronizations;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Hang;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.RecordingListener;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is in step with a block that takes its connection late, what is around it, and what is told of it. */
final class LazyConnectionUseTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final CompletableFuture<Void> gate = new CompletableFuture<>();

    private static Atomic lazy(Transactions transactions) {
        return transactions.atomic().connection(ConnectionAcquisition.LAZY);
    }

    private static DatabaseMetrics metrics(Transactions transactions) {
        return transactions.metrics().databases().get("default");
    }

    private static void awaitWaiting(Transactions transactions, int count) {
        Await.until(
                count + " wait for a connection", () -> metrics(transactions).waiting() == count);
    }

    /** Holds a connection until the gate opens. */
    private CompletableFuture<Integer> holder(Transactions transactions, int value) {
        CountDownLatch holds = new CountDownLatch(1);
        CompletableFuture<Integer> holder = transactions
                .atomic()
                .named("holder")
                .getStageAsync(() -> transactions.submit(insert(value)).thenCompose(n -> {
                    holds.countDown();
                    return transactions.bind(gate).thenApply(opened -> n);
                }));
        Await.latch(holds);
        return holder;
    }

    // ---- what is told

    @Test
    void nestedBlockWithoutAConnectionIsNotToldOfAsATransaction() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        RecordingListener listener = new RecordingListener();
        Transactions transactions = fixtures.transactions(database, builder -> builder.listener(listener));

        lazy(transactions)
                .named("outer")
                .run(() -> transactions.atomic().named("inner").run(() -> {}));
        Await.until("it is told", () -> listener.lines().contains("committed outer 0"));

        assertThat(listener.lines()).containsExactly("began outer 0", "committed inner 1", "committed outer 0");
        TransactionEvent inner = listener.told().get(1).event();
        assertThat(inner.holdNanos()).isPositive();
    }

    @Test
    void waitThatWasGivenUpIsNotCounted() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        RecordingListener listener = new RecordingListener();
        Transactions transactions = fixtures.transactions(database, builder -> builder.listener(listener));
        CompletableFuture<Integer> holder = holder(transactions, 1);
        CompletableFuture<CompletableFuture<Integer>> nested = new CompletableFuture<>();
        CompletableFuture<Integer> late = lazy(transactions).named("late").getStageAsync(() -> {
            CompletableFuture<Integer> inner =
                    transactions.atomic().named("nested").getStageAsync(() -> transactions.submit(insert(2)));
            nested.complete(inner);
            return inner.exceptionally(cancelled -> 0);
        });
        awaitWaiting(transactions, 1);

        Await.value(nested).cancel(true);

        assertThat(Await.value(late)).isZero();
        assertThat(metrics(transactions).waiting()).isZero();
        Await.until("it is told", () -> listener.lines().contains("committed late 0"));
        TransactionEvent committed = listener.told().stream()
                .filter(one ->
                        one.what().equals("committed") && one.event().name().equals("late"))
                .findFirst()
                .orElseThrow()
                .event();
        assertThat(committed.waitNanos()).isZero();
        assertThat(committed.holdNanos()).isZero();
        gate.complete(null);
        Await.value(holder);
        assertThat(database.rows()).containsExactly(1);
    }
}
