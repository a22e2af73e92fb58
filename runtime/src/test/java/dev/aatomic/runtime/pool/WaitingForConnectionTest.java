package dev.aatomic.runtime.pool;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G2: no thread waits for a connection, and who waits longest is served first. */
@Tag("G2")
final class WaitingForConnectionTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @Test
    void thousandWaitingScopesTakeNoThreadEach() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        AtomicInteger started = new AtomicInteger();
        int threadsBefore = Thread.getAllStackTraces().size();

        List<CompletableFuture<Integer>> blocks = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            int value = i;
            blocks.add(transactions.atomic().getStageAsync(() -> {
                started.incrementAndGet();
                return gate.thenCompose(ignored -> CompletableFuture.completedFuture(value));
            }));
        }
        Await.until("two scopes run", () -> started.get() == 2);

        assertThat(Thread.getAllStackTraces().size() - threadsBefore).isLessThan(20);
        assertThat(database.source().open()).isEqualTo(2);
        assertThat(database.pool().getHikariPoolMXBean().getThreadsAwaitingConnection())
                .isZero();
        gate.complete(0);
        assertThat(blocks.stream().map(Await::value))
                .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
    }

    @Test
    void waitersAreServedInTheOrderTheyCame() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        List<Integer> order = new CopyOnWriteArrayList<>();
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> gate);

        List<CompletableFuture<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int number = i;
            Atomic atomic = transactions.atomic();
            waiting.add(
                    i % 2 == 0
                            ? atomic.runAsync(() -> order.add(number))
                            : atomic.getStageAsync(() -> {
                                order.add(number);
                                return fixtures.foreign().later(number);
                            }));
        }
        gate.complete(0);
        Await.value(first);
        waiting.forEach(Await::value);

        assertThat(order).isSorted().hasSize(200);
    }

    @Test
    void blockingFormsWaitInTheSameQueue() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        List<String> order = new CopyOnWriteArrayList<>();
        CompletableFuture<Scope> entered = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> {
            entered.complete(transactions.scope());
            return gate;
        });
        Await.value(entered);

        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Object> blocking = fixtures.foreign().call(() -> {
            thread.complete(Thread.currentThread());
            transactions.atomic().run(() -> order.add("blocking"));
            return "done";
        });
        Thread parked = Await.value(thread);
        Await.until(
                "the caller is parked",
                () -> parked.getState() == Thread.State.WAITING || parked.getState() == Thread.State.TIMED_WAITING);
        CompletableFuture<?> second = transactions.atomic().runAsync(() -> order.add("asynchronous"));
        gate.complete(0);

        Await.value(first);
        Await.value(blocking);
        Await.value(second);
        assertThat(order).containsExactly("blocking", "asynchronous");
    }

    @Test
    void tenThousandWaitersOnTheDirectExecutorDoNotOverflowTheStack() {
        Executor direct = fixtures.executors().direct();
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("default", new NoDriver(), 1).executor(direct));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> gate);
        AtomicInteger ran = new AtomicInteger();

        List<CompletableFuture<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            waiting.add(transactions.atomic().getStageAsync(() -> transactions.submit(c -> ran.incrementAndGet())));
        }
        assertThat(ran).hasValue(0);
        gate.complete(0);

        Await.value(first);
        waiting.forEach(Await::value);
        assertThat(ran).hasValue(10_000);
    }

    @Test
    void poolOfUnknownSizeIsRefused() {
        JdbcDataSource noPool = new JdbcDataSource();

        assertThatThrownBy(() -> Transactions.builder().database("default", noPool))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("default")
                .hasMessageContaining("connections");
        assertThatThrownBy(() -> Transactions.builder().database("default", noPool, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sizeOfAHikariPoolIsRead() {
        PooledDatabase database = fixtures.database(Server.H2, 3);
        Transactions transactions = fixtures.transactions(Transactions.builder().database("default", database.pool()));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        AtomicInteger started = new AtomicInteger();

        List<CompletableFuture<Integer>> blocks = IntStream.range(0, 6)
                .mapToObj(i -> transactions.atomic().<Integer>getStageAsync(() -> {
                    transactions.submit(insert(i));
                    started.incrementAndGet();
                    return gate;
                }))
                .toList();
        Await.until("three scopes run", () -> started.get() == 3);

        assertThat(database.active()).isEqualTo(3);
        assertThat(database.pool().getHikariPoolMXBean().getThreadsAwaitingConnection())
                .isZero();
        gate.complete(0);
        blocks.forEach(Await::value);
        assertThat(database.rows()).hasSize(6);
        assertThat(database.active()).isZero();
    }

    @Test
    void sharedPoolHoldsUpNoOtherScope() throws Exception {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.executor(fixtures.executors().threads(1)));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Scope> entered = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> {
            entered.complete(transactions.scope());
            return gate;
        });
        Scope scope = Await.value(entered);

        CompletableFuture<Integer> second;
        try (var taken = database.pool().getConnection()) {
            assertThat(taken.isValid(1)).isTrue();
            second = transactions.atomic().getStageAsync(() -> transactions.submit(insert(2)));
            Await.until(
                    "getConnection blocks",
                    () -> database.pool().getHikariPoolMXBean().getThreadsAwaitingConnection() == 1);
            assertThat(Await.value(scope.submit(insert(1)))).isEqualTo(1);
            gate.complete(0);
            Await.value(first);
        }

        Await.value(second);
        assertThat(database.rows()).containsExactly(1, 2);
    }
}
