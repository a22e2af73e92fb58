package dev.aatomic.runtime.thread;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G3: statements of one scope run one after another, in the order submitted, whichever threads submit them. */
@Tag("G3")
final class OneAtATimeTest {

    private static final int SUBMITTERS = 16;
    private static final int STEPS = 500;

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** No volatile, no lock: only the lane's own edges make this right. */
    private int plain;

    @Test
    void stepsOfManySubmittersNeverOverlapAndKeepEachSubmittersOrder() {
        Transactions transactions =
                fixtures.transactions(Transactions.builder().database("default", new NoDriver(), 4));
        Scope scope = Await.value(transactions.atomic().enter());
        AtomicBoolean inside = new AtomicBoolean();
        List<String> overlaps = new CopyOnWriteArrayList<>();
        List<List<Integer>> orders = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);

        List<CompletableFuture<Object>> submitters = new ArrayList<>();
        for (int i = 0; i < SUBMITTERS; i++) {
            List<Integer> order = new ArrayList<>();
            orders.add(order);
            submitters.add(fixtures.foreign().call(() -> {
                Await.latch(start);
                List<CompletableFuture<Integer>> steps = new ArrayList<>();
                for (int j = 0; j < STEPS; j++) {
                    int number = j;
                    steps.add(scope.submit(connection -> {
                        if (!inside.compareAndSet(false, true)) {
                            overlaps.add(Thread.currentThread().getName());
                        }
                        plain++;
                        order.add(number);
                        inside.set(false);
                        return number;
                    }));
                }
                steps.forEach(Await::value);
                return "done";
            }));
        }
        start.countDown();
        submitters.forEach(Await::value);
        Await.value(scope.exit());

        assertThat(overlaps).isEmpty();
        assertThat(plain).isEqualTo(SUBMITTERS * STEPS);
        assertThat(orders)
                .allSatisfy(order -> assertThat(order)
                        .containsExactlyElementsOf(
                                IntStream.range(0, STEPS).boxed().toList()));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void parallelStatementsOfOneBlockAllLand(Server server) {
        PooledDatabase database = fixtures.database(server, 2);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<Void> block = transactions.atomic().getStageAsync(() -> {
            Scope scope = transactions.scope();
            CompletableFuture<?>[] writers = new CompletableFuture<?>[SUBMITTERS];
            for (int i = 0; i < SUBMITTERS; i++) {
                int first = i * 100;
                writers[i] = fixtures.foreign()
                        .call(() -> IntStream.range(first, first + 10)
                                .mapToObj(value -> scope.submit(insert(value)))
                                .toList())
                        .thenCompose(steps -> CompletableFuture.allOf(steps.toArray(CompletableFuture<?>[]::new)));
            }
            return CompletableFuture.allOf(writers);
        });

        Await.value(block);
        assertThat(database.rows()).hasSize(SUBMITTERS * 10);
    }

    @Test
    void stepThatHandedItsLaneOverAsItWaitedTakesItsTurnAgain() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.executor(fixtures.executors().threads(2)));
        CompletableFuture<Integer> awaited = new CompletableFuture<>();
        CountDownLatch stepRuns = new CountDownLatch(1);
        CountDownLatch stepHasJoined = new CountDownLatch(1);
        CountDownLatch otherRuns = new CountDownLatch(1);
        AtomicBoolean otherIsInside = new AtomicBoolean();
        AtomicReference<Thread> caller = new AtomicReference<>();
        AtomicReference<Boolean> overlaps = new AtomicReference<>();
        CompletableFuture<Scope> entered = new CompletableFuture<>();
        CompletableFuture<Integer> nested = new CompletableFuture<>();

        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            Scope scope = transactions.scope();
            entered.complete(scope);
            // The nested block starts on the thread that waits for it, so whoever runs the lane hands it over.
            nested.completeAsync(
                    () -> {
                        Await.latch(stepRuns);
                        return scope.call(() -> transactions.atomic().get(() -> {
                            awaited.complete(1);
                            Await.latch(stepHasJoined);
                            return transactions.submit(insert(1)).join();
                        }));
                    },
                    fixtures.foreign());
            CompletableFuture<Integer> stage =
                    transactions.submit(connection -> 0).thenCompose(zero -> awaited);
            return transactions.submit(connection -> {
                stepRuns.countDown();
                stage.join();
                stepHasJoined.countDown();
                Await.latch(otherRuns);
                caller.set(Thread.currentThread());
                int count = Sql.insert(connection, 2);
                overlaps.set(otherIsInside.get());
                return count;
            });
        });
        Scope scope = Await.value(entered);
        Await.value(nested);
        CompletableFuture<Integer> other = scope.submit(connection -> {
            otherIsInside.set(true);
            otherRuns.countDown();
            Await.until(
                    "the first step's call waits, or was made", () -> overlaps.get() != null || waits(caller.get()));
            otherIsInside.set(false);
            return Sql.insert(connection, 3);
        });

        Await.value(other);
        Await.value(block);

        assertThat(overlaps.get()).isFalse();
        assertThat(database.rows()).containsExactlyInAnyOrder(1, 2, 3);
    }

    private static boolean waits(Thread thread) {
        return thread != null && thread.getState() == Thread.State.WAITING;
    }

    @Test
    void stepsSubmittedInABodyRunInTheirOrder() {
        Transactions transactions =
                fixtures.transactions(Transactions.builder().database("default", new NoDriver(), 1));
        List<Integer> order = new ArrayList<>();
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Scope> entered = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(connection -> order.add(1));
            transactions.submit(connection -> order.add(2));
            entered.complete(transactions.scope());
            return gate;
        });

        Scope scope = Await.value(entered);
        CountDownLatch hold = new CountDownLatch(1);
        scope.submit(connection -> {
            Await.latch(hold);
            return order.add(3);
        });
        CompletableFuture<Boolean> last = scope.submit(connection -> order.add(4));
        hold.countDown();
        Await.value(last);
        gate.complete(1);
        Await.value(block);

        assertThat(order).containsExactly(1, 2, 3, 4);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void cursorHoldsTheLaneForEachFetchOnly(Server server) throws Exception {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        List<Integer> read = transactions.atomic().get(() -> {
            Scope scope = transactions.scope();
            for (int i = 0; i < 20; i++) {
                scope.submit(insert(i)).join();
            }
            List<Integer> values = new ArrayList<>();
            try (Connection connection = transactions.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.setFetchSize(5);
                try (ResultSet cursor = statement.executeQuery("select v from entry where v < 100 order by v")) {
                    while (cursor.next()) {
                        int value = cursor.getInt(1);
                        values.add(value);
                        // Another thread's statement gets its turn while the cursor stands open.
                        Await.value(fixtures.foreign().call(() -> scope.submit(insert(100 + value))))
                                .join();
                    }
                }
            }
            return values;
        });

        assertThat(read).hasSize(20).isSorted();
        assertThat(database.rows()).hasSize(40);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void handlesOfTheDataSourceUsedOnForeignThreadsTakeTurns(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<Void> block = transactions.atomic().getStageAsync(() -> {
            Scope scope = transactions.scope();
            CompletableFuture<?>[] writers = new CompletableFuture<?>[4];
            for (int i = 0; i < writers.length; i++) {
                int first = i * 100;
                writers[i] = fixtures.foreign()
                        .call(() -> scope.call(() -> {
                            try (Connection connection =
                                    transactions.dataSource().getConnection()) {
                                for (int value = first; value < first + 10; value++) {
                                    Sql.insert(connection, value);
                                }
                            }
                            return "done";
                        }));
            }
            return CompletableFuture.allOf(writers);
        });

        Await.value(block);
        assertThat(database.rows()).hasSize(40);
    }
}
