package dev.aatomic.runtime.pool;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.TenantDataSource;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On which threads bodies run whose blocks take their connection late, and with what bound to the thread it is taken. */
final class LazyConnectionThreadsTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final CompletableFuture<Void> gate = new CompletableFuture<>();
    private final ThreadLocal<String> tenant = new ThreadLocal<>();

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

    // ---- what is bound to a thread

    private Runnable capture(Runnable task) {
        String captured = tenant.get();
        return () -> {
            String before = tenant.get();
            tenant.set(captured);
            try {
                task.run();
            } finally {
                tenant.set(before);
            }
        };
    }

    @Test
    @Tag("G3")
    void connectionIsTakenAsTheTenantThatOpenedTheBlock() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        database.execute("create schema a");
        database.execute("create table a.entry(v int primary key)");
        Transactions transactions = fixtures.transactions(Transactions.builder()
                .database("default", new TenantDataSource(database.source(), tenant::get), 1)
                .contextCapture(this::capture));
        CompletableFuture<Integer> holder = holder(transactions, 1);
        tenant.set("a");
        CompletableFuture<Integer> late = lazy(transactions).getStageAsync(() -> transactions.submit(insert(2)));
        tenant.remove();
        awaitWaiting(transactions, 1);

        gate.complete(null);
        Await.value(holder);
        Await.value(late);
        assertThat(database.integers("select v from a.entry")).containsExactly(2);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    @Tag("G20")
    void interruptedBodyGetsItsConnection() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        // As a pool does that would have to wait.
        database.source()
                .fail(call -> call.is("DataSource.getConnection")
                                && Thread.currentThread().isInterrupted()
                        ? new SQLException("interrupted")
                        : null);

        assertThat(Await.value(fixtures.foreign()
                        .call(() -> lazy(transactions).get(() -> {
                            Thread.currentThread().interrupt();
                            transactions.submit(insert(1)).join();
                            return Thread.interrupted();
                        }))))
                .isTrue();

        assertThat(database.rows()).containsExactly(1);
    }

    // ---- threads

    private static long spareThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("aatomic-spare-"))
                .count();
    }

    @Test
    @Tag("G18")
    void bodiesWithoutAConnectionTakeTurnsOnSpareThreads() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Executor one = fixtures.executors().threads(1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(one));
        long before = spareThreads();
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        List<CompletableFuture<Void>> blocks = IntStream.range(0, 60)
                .mapToObj(i -> lazy(transactions).runAsync(() -> {
                    running.incrementAndGet();
                    Await.latch(open);
                }))
                .toList();

        Await.until("spare threads run some", () -> running.get() >= 10);
        CompletableFuture<Integer> holds = transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));
        assertThat(Await.value(holds)).isEqualTo(1);
        assertThat(running.get()).isLessThan(15);
        assertThat(spareThreads() - before).isLessThan(20);
        open.countDown();
        blocks.forEach(Await::value);
        assertThat(metrics(transactions).committed()).isEqualTo(61);
    }

    @Test
    @Tag("G18")
    void bodiesWithoutAConnectionTakeTurnsBesideAPoolOfWorkers() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        ForkJoinPool workers = fixtures.executors().workers(1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(workers));
        long before = spareThreads();
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        List<CompletableFuture<Void>> blocks = IntStream.range(0, 60)
                .mapToObj(i -> lazy(transactions).runAsync(() -> {
                    running.incrementAndGet();
                    Await.latch(open);
                }))
                .toList();

        Await.until("spare threads run some", () -> running.get() >= 9);
        CompletableFuture<Integer> holds = transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)));
        assertThat(Await.value(holds)).isEqualTo(1);
        assertThat(spareThreads() - before).isLessThan(20);
        open.countDown();
        blocks.forEach(Await::value);
    }
}
