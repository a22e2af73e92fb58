package dev.aatomic.runtime.pool;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.BlockEntry;
import dev.aatomic.runtime.BlockState;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.RecordingListener;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An outermost block that takes its connection with its first statement. */
final class LazyConnectionTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final CompletableFuture<Void> gate = new CompletableFuture<>();

    private static Atomic lazy(Transactions transactions) {
        return transactions.atomic().connection(ConnectionAcquisition.LAZY);
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

    private static DatabaseMetrics metrics(Transactions transactions) {
        return transactions.metrics().databases().get("default");
    }

    private static void awaitWaiting(Transactions transactions, int count) {
        Await.until(
                count + " wait for a connection", () -> metrics(transactions).waiting() == count);
    }

    /** How often a transaction was ended on a connection. */
    private static long ended(PooledDatabase database) {
        return database.source().count(call -> call.is("Connection.commit") || call.is("Connection.rollback"));
    }

    // ---- when it is taken

    @ParameterizedTest
    @EnumSource
    void bodiesRunAheadOfTheirConnections(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        int blocks = 50;
        CountDownLatch begun = new CountDownLatch(blocks);
        List<CompletableFuture<Integer>> all = IntStream.range(0, blocks)
                .mapToObj(i -> lazy(transactions).getStageAsync(() -> {
                    begun.countDown();
                    return transactions.bind(gate).thenCompose(opened -> transactions.submit(insert(i)));
                }))
                .toList();

        Await.latch(begun);
        assertThat(database.active()).isZero();
        assertThat(metrics(transactions).begun()).isEqualTo(blocks);
        assertThat(metrics(transactions).active()).isZero();
        gate.complete(null);

        all.forEach(Await::value);
        assertThat(database.rows()).hasSize(blocks);
        assertThat(metrics(transactions).committed()).isEqualTo(blocks);
    }

    @Test
    void blockWithoutAStatementTakesNone() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<String> ran = new CopyOnWriteArrayList<>();

        String value = Await.value(lazy(transactions).getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("hook"));
            return transactions
                    .atomic()
                    .getStageAsync(() -> CompletableFuture.completedFuture("inner"))
                    .thenApply(inner -> inner + " and outer");
        }));

        assertThat(value).isEqualTo("inner and outer");
        assertThat(ran).containsExactly("hook");
        assertThat(database.source().calls()).isEmpty();
        assertThat(metrics(transactions).committed()).isEqualTo(1);
    }

    @Test
    void failedBodyWithoutAStatementTakesNone() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThat(Await.cause(lazy(transactions).getStageAsync(() -> {
                    transactions.dataSource().getConnection();
                    throw new IllegalStateException("no");
                })))
                .hasMessage("no");

        assertThat(database.source().calls()).isEmpty();
        assertThat(metrics(transactions).rolledBack()).isEqualTo(1);
    }

    @Test
    void oneConnectionServesTheWholeBlock() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);

        Await.value(lazy(transactions)
                .getStageAsync(() -> CompletableFuture.allOf(
                        transactions.submit(insert(1)),
                        transactions.submit(insert(2)),
                        transactions.atomic().getStageAsync(() -> transactions.submit(insert(3))))));

        assertThat(database.rows()).containsExactly(1, 2, 3);
        assertThat(ended(database)).isEqualTo(1);
    }

    @Test
    void builderSaysItForAllAndABlockOtherwise() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.connectionAcquisition(ConnectionAcquisition.LAZY));

        transactions.atomic().run(() -> assertThat(database.active()).isZero());
        transactions
                .atomic()
                .connection(ConnectionAcquisition.DEFAULT)
                .run(() -> assertThat(database.active()).isZero());
        transactions
                .atomic()
                .connection(ConnectionAcquisition.EAGER)
                .run(() -> assertThat(database.active()).isEqualTo(1));
    }

    // ---- who waits

    /** The only thread of the executor is free while one block holds the connection and another waits for it. */
    @Test
    void submittedWorkWaitsOnNoThread() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Executor one = fixtures.executors().threads(1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.executor(one));
        CompletableFuture<Integer> holder = holder(transactions, 1);
        CompletableFuture<Integer> waiting =
                lazy(transactions).named("late").getStageAsync(() -> transactions.submit(insert(2)));
        awaitWaiting(transactions, 1);

        assertThat(Await.value(lazy(transactions).getAsync(() -> 3))).isEqualTo(3);

        gate.complete(null);
        Await.value(holder);
        assertThat(Await.value(waiting)).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void blockingCallWaitsOnItsOwnThread(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> holder = holder(transactions, 1);
        CompletableFuture<Integer> blocking = fixtures.foreign()
                .call(() -> lazy(transactions).get(() -> {
                    try (Connection connection = transactions.dataSource().getConnection();
                            Statement statement = connection.createStatement()) {
                        return statement.executeUpdate("insert into entry values (2)");
                    }
                }));
        awaitWaiting(transactions, 1);
        assertThat(blocking).isNotDone();

        gate.complete(null);
        Await.value(holder);
        assertThat(Await.value(blocking)).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void whoAskedFirstIsServedFirst() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> holder = holder(transactions, 100);
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int value = i;
            Atomic atomic = i % 2 == 0 ? lazy(transactions) : transactions.atomic();
            all.add(atomic.getStageAsync(() -> transactions.submit(connection -> {
                order.add(value);
                return insert(value).apply(connection);
            })));
            awaitWaiting(transactions, i + 1);
        }

        gate.complete(null);
        Await.value(holder);
        all.forEach(Await::value);
        assertThat(order).isSorted().hasSize(20);
    }

    /** What was submitted first comes first, also a nested block that needs no connection. */
    @Test
    void orderWithinTheBlockStays() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> holder = holder(transactions, 100);
        List<String> order = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> late = lazy(transactions).getStageAsync(() -> {
            CompletableFuture<Integer> first = transactions.submit(connection -> {
                order.add("step");
                return insert(1).apply(connection);
            });
            CompletableFuture<Void> second = transactions.atomic().runAsync(() -> order.add("nested"));
            return CompletableFuture.allOf(first, second);
        });
        awaitWaiting(transactions, 1);
        assertThat(order).isEmpty();

        gate.complete(null);
        Await.value(holder);
        Await.value(late);
        assertThat(order).containsExactly("step", "nested");
    }

    /** Where a blocking body waits for its own step, its thread gets the connection and runs the step. */
    @Test
    void bodyThatJoinsItsOwnStep() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> holder = holder(transactions, 1);
        CompletableFuture<Integer> blocking = fixtures.foreign()
                .call(() -> lazy(transactions)
                        .get(() -> transactions.submit(insert(2)).join()));
        awaitWaiting(transactions, 1);

        gate.complete(null);
        Await.value(holder);
        assertThat(Await.value(blocking)).isEqualTo(1);
    }

    // ---- none to be had

    @ParameterizedTest
    @EnumSource
    void waitsNoLongerThanAnybodyMay(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.connectionTimeout(Duration.ofMillis(50)));
        CompletableFuture<Integer> holder = holder(transactions, 1);
        CompletableFuture<CompletableFuture<Integer>> step = new CompletableFuture<>();

        Throwable failure = Await.cause(lazy(transactions).named("late").getStageAsync(() -> {
            CompletableFuture<Integer> submitted = transactions.submit(insert(2));
            step.complete(submitted);
            // What the block ends with is cancelled as the block is cut short.
            return submitted.thenApply(n -> n);
        }));

        assertThat(failure)
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageStartingWith("Block 'late' got no connection for its first statement, and was rolled back:"
                        + " it waited for a connection of database 'default' for PT0.05S")
                .hasMessageContaining("held by block 'holder'");
        assertThat(((CannotCreateTransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(Await.cause(Await.value(step)))
                .hasMessageStartingWith("A step of block 'late' was dropped before it ran:")
                .hasCause(failure);
        assertThat(metrics(transactions).waiting()).isZero();
        gate.complete(null);
        Await.value(holder);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void queueMayBeFull() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.maxWaiting(0));
        CompletableFuture<Integer> holder = holder(transactions, 1);

        assertThat(Await.cause(lazy(transactions).named("late").getStageAsync(() -> transactions.submit(insert(2)))))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageStartingWith("Block 'late' got no connection for its first statement, and was rolled back:")
                .hasMessageContaining("maxWaiting");

        gate.complete(null);
        Await.value(holder);
        assertThat(Await.value(lazy(transactions).getStageAsync(() -> transactions.submit(insert(3)))))
                .isEqualTo(1);
        assertThat(database.rows()).containsExactly(1, 3);
    }

    @Test
    void poolThatGivesNone() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        database.pool().close();

        Throwable failure =
                Await.cause(lazy(transactions).named("late").getStageAsync(() -> transactions.submit(insert(2))));

        assertThat(failure)
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageStartingWith("Block 'late' got no connection for its first statement, and was rolled back:"
                        + " database 'default' gave none:")
                .hasCauseInstanceOf(SQLException.class);
        Await.until("nothing is left", () -> metrics(transactions).active() == 0);
        assertThat(metrics(transactions).rolledBack()).isEqualTo(1);
    }

    @Test
    void blockingCallIsToldToo() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.connectionTimeout(Duration.ofMillis(50)));
        CompletableFuture<Integer> holder = holder(transactions, 1);

        assertThatThrownBy(() -> lazy(transactions).named("late").run(() -> {
                    try (Connection connection = transactions.dataSource().getConnection();
                            Statement statement = connection.createStatement()) {
                        statement.executeUpdate("insert into entry values (2)");
                    }
                }))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageContaining("Block 'late' got no connection for its first statement");

        gate.complete(null);
        Await.value(holder);
        assertThat(database.rows()).containsExactly(1);
    }

    // ---- G14

    @Test
    @Tag("G14")
    void childThatWouldWaitForItsParentIsRefused() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Throwable failure = Await.cause(transactions
                .atomic()
                .named("outer")
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> lazy(transactions)
                                .propagation(Propagation.REQUIRES_NEW)
                                .named("inner")
                                .getStageAsync(() -> transactions.submit(insert(2))))));

        assertThat(failure)
                .isInstanceOf(PoolDeadlockException.class)
                .hasMessageContaining("Block 'inner' was rolled back at its first statement")
                .hasMessageContaining("by block 'outer'");
        assertThat(database.rows()).isEmpty();
    }

    /** The block around holds nothing yet, so that there is nothing to wait for. */
    @Test
    @Tag("G14")
    void childMayHaveTheOnlyConnection() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(lazy(transactions)
                .getStageAsync(() -> transactions
                        .atomic()
                        .propagation(Propagation.REQUIRES_NEW)
                        .getStageAsync(() -> transactions.submit(insert(1)))
                        .thenCompose(n -> transactions.submit(insert(2)))));

        assertThat(database.rows()).containsExactly(1, 2);
    }

    /**
     * A circle that comes to be as a connection is granted: each of two blocks has a child that waits, and one of the blocks waits for its own
     * connection ahead of both.
     */
    @Test
    @Tag("G14")
    void circleThatComesAsAConnectionIsGrantedIsBroken() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> holder = holder(transactions, 1);
        CompletableFuture<Void> secondGate = new CompletableFuture<>();
        CountDownLatch secondHolds = new CountDownLatch(1);
        CompletableFuture<Integer> second = transactions
                .atomic()
                .named("second")
                .getStageAsync(() -> transactions.submit(insert(2)).thenCompose(n -> {
                    secondHolds.countDown();
                    return transactions
                            .bind(secondGate)
                            .thenCompose(opened -> transactions
                                    .atomic()
                                    .propagation(Propagation.REQUIRES_NEW)
                                    .named("child of second")
                                    .getStageAsync(() -> transactions.submit(insert(3))));
                }));
        Await.latch(secondHolds);
        List<Throwable> refused = new CopyOnWriteArrayList<>();
        CompletableFuture<Integer> late = lazy(transactions).named("late").getStageAsync(() -> {
            CompletableFuture<Integer> own = transactions.submit(insert(4));
            CompletableFuture<Integer> child = transactions
                    .atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .named("child of late")
                    .getStageAsync(() -> transactions.submit(insert(5)))
                    .exceptionally(failure -> {
                        refused.add(Await.unwrap(failure));
                        return 0;
                    });
            return own.thenCombine(child, Integer::sum);
        });
        awaitWaiting(transactions, 2);
        secondGate.complete(null);
        awaitWaiting(transactions, 3);

        gate.complete(null);

        Await.value(holder);
        assertThat(Await.value(late)).isEqualTo(1);
        assertThat(Await.value(second)).isEqualTo(1);
        assertThat(refused).hasSize(1);
        assertThat(refused.get(0))
                .isInstanceOf(PoolDeadlockException.class)
                .hasMessageContaining("Block 'child of late' got no connection")
                .hasMessageContaining("since block 'late', in which it was opened, has taken one");
        assertThat(database.rows()).containsExactly(1, 2, 3, 4);
    }

    // ---- cut short while it has none

    @Test
    @Tag("G7")
    void cancelledBeforeItsFirstStatement() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Integer> late = lazy(transactions).getStageAsync(() -> {
            begun.countDown();
            return transactions.bind(gate).thenCompose(opened -> transactions.submit(insert(1)));
        });
        Await.latch(begun);

        late.cancel(true);

        assertThatThrownBy(() -> Await.value(late)).isInstanceOf(CancellationException.class);
        gate.complete(null);
        Await.until("it has ended", () -> metrics(transactions).rolledBack() == 1);
        assertThat(database.source().calls()).isEmpty();
    }

    @Test
    @Tag("G7")
    void cancelledWhileItWaits() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> holder = holder(transactions, 1);
        CompletableFuture<Integer> late = lazy(transactions).getStageAsync(() -> transactions.submit(insert(2)));
        awaitWaiting(transactions, 1);

        late.cancel(true);

        Await.until("it has left the queue", () -> metrics(transactions).waiting() == 0);
        gate.complete(null);
        Await.value(holder);
        assertThat(database.rows()).containsExactly(1);
        assertThat(ended(database)).isEqualTo(1);
    }

    @Test
    @Tag("G8")
    void deadlineCoversTheWait() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> holder = holder(transactions, 1);

        assertThat(Await.cause(lazy(transactions)
                        .timeout(Duration.ofMillis(50))
                        .getStageAsync(() -> transactions.submit(insert(2)))))
                .isInstanceOf(TransactionTimedOutException.class);

        assertThat(metrics(transactions).waiting()).isZero();
        gate.complete(null);
        Await.value(holder);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void closeWaitsForABlockThatHasNone() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Integer> late = lazy(transactions).getStageAsync(() -> {
            begun.countDown();
            return transactions.bind(gate).thenCompose(opened -> transactions.submit(insert(1)));
        });
        Await.latch(begun);
        CompletableFuture<Void> closed = fixtures.foreign().call(() -> {
            transactions.close();
            return null;
        });

        Await.until("close() has begun", () -> isRefused(transactions));
        assertThat(closed).isNotDone();
        gate.complete(null);

        assertThat(Await.value(late)).isEqualTo(1);
        Await.value(closed);
        assertThat(database.rows()).containsExactly(1);
    }

    private static boolean isRefused(Transactions transactions) {
        try {
            lazy(transactions).run(() -> {});
            return false;
        } catch (RuntimeException refused) {
            return refused.getMessage().contains("are closed");
        }
    }

    @Test
    void closeCancelsABlockThatHasNone() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.closeTimeout(Duration.ofMillis(20)));
        CompletableFuture<Integer> never = lazy(transactions).getStageAsync(CompletableFuture::new);
        CompletableFuture<Integer> holder = holder(transactions, 1);
        CompletableFuture<Integer> waits = lazy(transactions).getStageAsync(() -> transactions.submit(insert(2)));
        awaitWaiting(transactions, 1);

        transactions.close();

        assertThat(List.of(never, holder, waits)).allMatch(CompletableFuture::isDone);
        assertThat(database.rows()).isEmpty();
    }

    // ---- what the transaction is

    @Test
    void settingsAreThoseOfTheBlock() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);

        String told = Await.value(lazy(transactions)
                .isolation(Isolation.SERIALIZABLE)
                .readOnly()
                .getStageAsync(() -> transactions.submit(connection -> {
                    try (Statement statement = connection.createStatement();
                            ResultSet rows = statement.executeQuery("select current_setting('transaction_isolation') ||"
                                    + " ' ' || current_setting('transaction_read_only')")) {
                        rows.next();
                        return rows.getString(1);
                    }
                })));

        assertThat(told).isEqualTo("serializable on");
    }

    @ParameterizedTest
    @EnumSource
    void nestedBlockIsUndoneAlone(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(lazy(transactions)
                .getStageAsync(() -> transactions
                        .atomic()
                        .getStageAsync(() -> transactions.submit(insert(1)).<Integer>thenApply(n -> {
                            throw new IllegalStateException("undo");
                        }))
                        .exceptionally(failure -> 0)
                        .thenCompose(n -> transactions.submit(insert(2)))));

        assertThat(database.rows()).containsExactly(2);
    }

    @Test
    @Tag("hooks")
    void hookBeforeTheCommitMayBringTheFirstStatement() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(lazy(transactions)
                .runAsync(() -> transactions.beforeCommitAsync(() -> transactions.submit(insert(1)))));

        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void workThatNobodyAwaitedIsDone() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> holder = holder(transactions, 1);
        CompletableFuture<String> late = lazy(transactions).getStageAsync(() -> {
            transactions.submit(insert(2));
            return CompletableFuture.completedFuture("done");
        });
        awaitWaiting(transactions, 1);
        assertThat(late).isNotDone();

        gate.complete(null);
        Await.value(holder);
        assertThat(Await.value(late)).isEqualTo("done");
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void scopeOutsideItsBodyTakesTheConnectionToo() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Scope> scope = new CompletableFuture<>();
        CompletableFuture<Void> late = lazy(transactions).getStageAsync(() -> {
            scope.complete(transactions.scope());
            return transactions.bind(gate);
        });

        assertThat(Await.value(Await.value(scope).submit(insert(1)))).isEqualTo(1);
        gate.complete(null);
        Await.value(late);
        assertThat(database.rows()).containsExactly(1);
    }

    // ---- what others see

    @Test
    void listOfOpenBlocksTellsWhoHasNone() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> holder = holder(transactions, 1);
        CompletableFuture<Void> idle = lazy(transactions).named("idle").getStageAsync(() -> transactions.bind(gate));
        CompletableFuture<Integer> waits =
                lazy(transactions).named("waits").getStageAsync(() -> transactions.submit(insert(2)));
        awaitWaiting(transactions, 1);

        Await.until(
                "both are listed as what they do",
                () -> state(transactions, "idle") == BlockState.IDLE
                        && state(transactions, "waits") == BlockState.WAITING_FOR_CONNECTION);
        assertThat(entry(transactions, "idle").isHolding()).isFalse();
        assertThat(entry(transactions, "idle").waitsFor()).isEmpty();
        assertThat(entry(transactions, "waits").isHolding()).isFalse();
        assertThat(entry(transactions, "waits").openNanos()).isPresent();
        assertThat(entry(transactions, "waits").waitsFor())
                .extracting(other -> other.name())
                .containsExactly("holder");

        gate.complete(null);
        Await.value(holder);
        Await.value(idle);
        Await.value(waits);
    }

    private static BlockState state(Transactions transactions, String name) {
        return entry(transactions, name).state();
    }

    private static BlockEntry entry(Transactions transactions, String name) {
        return transactions.blocks().databases().get(0).blocks().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void listenersAndMetricsCountTheWaitFromTheFirstStatementOn() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        RecordingListener listener = new RecordingListener();
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.listener(listener).recordMetrics(true));
        CompletableFuture<Void> before = new CompletableFuture<>();
        long opened = System.nanoTime();
        CompletableFuture<Integer> late = lazy(transactions)
                .named("late")
                .getStageAsync(() -> transactions.bind(before).thenCompose(go -> transactions.submit(insert(2))));
        Await.until("it has begun", () -> listener.lines().contains("began late 0"));
        assertThat(metrics(transactions).waitNanos()).isZero();
        CompletableFuture<Integer> holder = holder(transactions, 1);
        long asks = System.nanoTime();
        before.complete(null);
        Await.until("it waits", () -> listener.lines().contains("waiting late 0"));
        gate.complete(null);
        Await.value(holder);
        Await.value(late);
        Await.until("it is told", () -> listener.lines().contains("committed late 0"));
        long now = System.nanoTime();

        assertThat(listener.lines().stream().filter(line -> line.contains("late")))
                .containsExactly("began late 0", "waiting late 0", "committed late 0");
        TransactionEvent committed = listener.told().stream()
                .filter(one ->
                        one.what().equals("committed") && one.event().name().equals("late"))
                .findFirst()
                .orElseThrow()
                .event();
        assertThat(committed.waitNanos()).isBetween(1L, now - asks);
        assertThat(committed.holdNanos()).isBetween(1L, now - asks);
        assertThat(asks - opened).isPositive();
    }
}
