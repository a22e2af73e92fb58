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

    // ---- what is in step with it

    /** Sends a statement at each station. */
    private final class Sending implements TransactionSynchronization {

        private final Transactions transactions;
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final AtomicInteger next = new AtomicInteger(10);

        private Sending(Transactions transactions) {
            this.transactions = transactions;
        }

        private void send(String station) throws SQLException {
            told.add(station);
            try (Connection connection = transactions.dataSource().getConnection()) {
                Sql.insert(connection, next.getAndIncrement());
            }
        }

        @Override
        public void beforeSavepoint(Object savepoint) throws Exception {
            send("savepoint");
        }

        @Override
        public void beforeRelease(Object savepoint) throws Exception {
            send("release");
        }

        @Override
        public void beforeCommit() throws Exception {
            send("commit");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsInStepMaySendTheFirstStatement(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        Sending sending = new Sending(transactions);
        TransactionSynchronizations synchronizations = TransactionSynchronizations.of(transactions);

        lazy(transactions).run(() -> {
            synchronizations.get(this, () -> sending);
            assertThat(database.active()).isZero();
            transactions.atomic().run(() -> {});
        });
        Await.value(lazy(transactions).getStageAsync(() -> {
            synchronizations.get(this, () -> sending);
            return CompletableFuture.completedFuture(1);
        }));

        assertThat(sending.told).containsExactly("savepoint", "release", "commit", "commit");
        assertThat(database.rows()).containsExactly(10, 11, 12, 13);
    }

    /** The end waits for the connection, and comes as soon as that does. */
    @Test
    void whatIsInStepWaitsForTheConnection() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> holder = holder(transactions, 1);
        Sending sending = new Sending(transactions);
        TransactionSynchronizations synchronizations = TransactionSynchronizations.of(transactions);
        CompletableFuture<Integer> late = lazy(transactions).getStageAsync(() -> {
            synchronizations.get(this, () -> sending);
            return CompletableFuture.completedFuture(1);
        });
        CompletableFuture<Integer> cancelled = lazy(transactions).getStageAsync(() -> {
            synchronizations.get(this, () -> new Sending(transactions));
            return CompletableFuture.completedFuture(1);
        });
        awaitWaiting(transactions, 2);
        cancelled.cancel(true);
        awaitWaiting(transactions, 1);

        gate.complete(null);
        Await.value(holder);
        assertThat(Await.value(late)).isEqualTo(1);
        Await.until("both have ended", () -> metrics(transactions).rolledBack() == 1);
        assertThat(database.rows()).containsExactly(1, 10);
    }

    @Test
    void hooksBeforeTheCommitThatBlock() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        lazy(transactions)
                .run(() -> transactions
                        .atomic()
                        .run(() -> transactions.beforeCommit(() -> {
                            try (Connection connection =
                                    transactions.dataSource().getConnection()) {
                                Sql.insert(connection, 1);
                            }
                            transactions.submit(insert(2)).join();
                            transactions.beforeCommit(
                                    () -> transactions.submit(insert(3)).join());
                        })));

        assertThat(database.rows()).containsExactly(1, 2, 3);
    }

    // ---- other blocks around and inside

    @Test
    void attemptsTakeTheirConnectionEach() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicInteger attempts = new AtomicInteger();
        List<Integer> active = new CopyOnWriteArrayList<>();

        Integer value = Await.value(lazy(transactions)
                .retry(RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ofMillis(1), Duration.ofMillis(2)))
                .getStageAsync(() -> {
                    active.add(metrics(transactions).active());
                    return transactions.<Integer>submit(connection -> {
                        Sql.insert(connection, 1);
                        if (attempts.incrementAndGet() < 3) {
                            throw new SQLException("again", "40001");
                        }
                        return attempts.get();
                    });
                }));

        assertThat(value).isEqualTo(3);

        assertThat(active).containsExactly(0, 0, 0);
        assertThat(database.rows()).containsExactly(1);
        assertThat(metrics(transactions).rolledBack()).isEqualTo(2);
    }

    @Test
    void transactionsOfTheirOwnInsideEachOther() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions =
                fixtures.transactions(database, builder -> builder.connectionAcquisition(ConnectionAcquisition.LAZY));
        Atomic own = transactions.atomic().propagation(Propagation.REQUIRES_NEW);

        // Each has given its connection back before the one around it needs one.
        transactions.atomic().run(() -> {
            own.run(() -> {
                own.run(() -> transactions.submit(insert(1)).join());
                transactions.submit(insert(2)).join();
            });
            transactions.submit(insert(3)).join();
        });
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.submit(insert(4)).join();
                    own.named("own").run(() -> transactions.submit(insert(5)).join());
                }))
                .isInstanceOf(PoolDeadlockException.class)
                .hasMessageStartingWith("Block 'own' was rolled back at its first statement: it needs a connection");
        transactions.atomic().run(() -> {
            transactions.submit(insert(6)).join();
            own.run(() -> {});
        });

        assertThat(database.rows()).containsExactly(1, 2, 3, 6);
    }

    @Test
    void failureThatIsSwallowedBreaksIt() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        assertThat(Await.cause(lazy(transactions)
                        .getStageAsync(() -> transactions.submit(Sql.bad()).handle((n, failure) -> 1))))
                .isInstanceOf(UnexpectedRollbackException.class);
        assertThat(metrics(transactions).rolledBack()).isEqualTo(1);
    }

    // ---- a pool that hangs

    @Test
    @Tag("G8")
    void poolThatHangsIsGivenUp() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        try (Hang hang = new Hang("DataSource.getConnection")) {
            database.source().fail(hang);
            CompletableFuture<Integer> late = lazy(transactions).getStageAsync(() -> transactions.submit(insert(1)));
            hang.awaitReached();
            late.cancel(true);
            assertThat(Await.end(late)).isNotNull();
            Await.until("it is counted", () -> metrics(transactions).rolledBack() == 1);
            Await.until("its place is free", () -> metrics(transactions).active() == 0);
        }
        database.source().fail(JdbcFault.NONE);
        assertThat(Await.value(lazy(transactions).getStageAsync(() -> transactions.submit(insert(2)))))
                .isEqualTo(1);
        assertThat(database.rows()).containsExactly(2);
    }

    @Test
    @Tag("G7")
    void cancelledWhileThePoolGivesIt() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> late;
        try (Hang hang = new Hang("DataSource.getConnection")) {
            database.source().fail(hang);
            late = lazy(transactions).getStageAsync(() -> transactions.submit(insert(1)));
            hang.awaitReached();
            late.cancel(true);
        }
        assertThat(Await.end(late)).isNotNull();
        Await.until("the connection is back", () -> database.source().open() == 0);
        assertThat(database.rows()).isEmpty();
        assertThat(metrics(transactions).rolledBack()).isEqualTo(1);
    }
}
