package dev.aatomic.runtime.cancel;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Hang;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.SlowStatement;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** G8: the deadline holds, whether or not the server answers. */
@Tag("G8")
final class DeadlineTest {

    private static final Duration TIMEOUT = Duration.ofMillis(100);

    /** Where something must have happened before. */
    private static final Duration LONGER = Duration.ofSeconds(1);

    /** The grace after which a statement that does not stop is given up, and what a busy machine may add. */
    private static final Duration GRACE_AND_SLACK = Duration.ofSeconds(2 + 10);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static void assertTimedOut(CompletionStage<?> block) {
        assertTimedOut(Await.failure(block));
    }

    private static void assertTimedOut(Throwable failure) {
        assertThat(failure).isInstanceOf(TransactionTimedOutException.class);
        assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
    }

    private static void assertPoolIsWhole(PooledDatabase database, Transactions transactions) {
        database.source().fail(JdbcFault.NONE);
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(9))));
        assertThat(database.rows()).containsExactly(9);
        Await.until("no connection is out", () -> database.source().open() == 0);
    }

    @Test
    void coversTheWaitForAConnection() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> gate);
        AtomicBoolean ran = new AtomicBoolean();

        assertTimedOut(transactions.atomic().timeout(TIMEOUT).runAsync(() -> ran.set(true)));
        assertThatThrownBy(() -> transactions.atomic().timeout(TIMEOUT).run(() -> ran.set(true)))
                .satisfies(DeadlineTest::assertTimedOut);
        gate.complete(1);
        Await.value(first);

        assertThat(ran).isFalse();
        assertThat(database.source().count("DataSource.getConnection")).isEqualTo(1);
        assertPoolIsWhole(database, transactions);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void coversABodyThatNeverCompletes(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> never = new CompletableFuture<>();
        List<String> ran = new CopyOnWriteArrayList<>();

        assertTimedOut(transactions.atomic().timeout(LONGER).getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("commit"));
            transactions.onRollback(() -> ran.add("rollback"));
            transactions.submit(insert(1));
            return never;
        }));

        Await.until("the body's future is cancelled", never::isCancelled);
        assertThat(ran).containsExactly("rollback");
        assertPoolIsWhole(database, transactions);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void coversAStatementInFlightAndInterruptsNobody(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        SlowStatement slow = new SlowStatement(database);
        AtomicReference<Thread> thread = new AtomicReference<>();
        AtomicBoolean interrupted = new AtomicBoolean();

        assertTimedOut(transactions
                .atomic()
                .timeout(LONGER)
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions.submit(connection -> {
                            thread.set(Thread.currentThread());
                            try {
                                return slow.step().apply(connection);
                            } finally {
                                interrupted.set(Thread.currentThread().isInterrupted());
                            }
                        }))));

        assertThat(thread.get()).isNotNull();
        assertThat(interrupted).isFalse();
        assertThat(slow.isRunning()).isFalse();
        assertPoolIsWhole(database, transactions);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void coversAStatementOfTheBlockingForm(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        SlowStatement slow = new SlowStatement(database);

        Throwable failure = Await.cause(fixtures.foreign()
                .call(() -> transactions.atomic().timeout(TIMEOUT).get(() -> {
                    transactions.submit(insert(1)).join();
                    return transactions.submit(slow.step()).join();
                })));

        assertTimedOut(failure);
        assertPoolIsWhole(database, transactions);
    }

    @Tag("peers")
    @ParameterizedTest
    @EnumSource(Server.class)
    void case14DeadlineBetweenTheLastStatementAndCommit(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        Atomic atomic = transactions.atomic().timeout(TIMEOUT);
        CheckedSupplier<Integer, RuntimeException> body = () -> {
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            int rows = transactions.submit(insert(1)).join();
            Await.until("the deadline has passed", () -> System.nanoTime() - deadline > 0);
            return rows;
        };

        assertTimedOut(atomic.getAsync(body));
        assertThatThrownBy(() -> atomic.get(body)).satisfies(DeadlineTest::assertTimedOut);

        assertPoolIsWhole(database, transactions);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void nestedBlockEndsNoLaterThanTheOneAround(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicReference<CompletableFuture<Integer>> nested = new AtomicReference<>();

        assertTimedOut(transactions.atomic().timeout(LONGER).getStageAsync(() -> {
            nested.set(transactions
                    .atomic()
                    .timeout(Duration.ofHours(1))
                    .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(n -> new CompletableFuture<>())));
            return nested.get();
        }));

        assertThat(Await.failure(nested.get()))
                .isInstanceOfAny(TransactionTimedOutException.class, CancellationException.class);
        assertPoolIsWhole(database, transactions);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void nestedBlocksOwnDeadlineRollsBackOnlyIt(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        SlowStatement slow = new SlowStatement(database);
        AtomicReference<Throwable> seen = new AtomicReference<>();

        Await.value(transactions
                .atomic()
                .timeout(Duration.ofMinutes(1))
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions
                                .atomic()
                                .timeout(TIMEOUT)
                                .getStageAsync(() -> transactions
                                        .submit(insert(2))
                                        .thenCompose(m -> transactions.submit(slow.step()))))
                        .handle((n, failure) -> {
                            seen.set(failure);
                            return 0;
                        })
                        .thenCompose(n -> transactions.submit(insert(3)))));

        assertThat(seen.get()).hasRootCauseInstanceOf(TransactionTimedOutException.class);
        assertThat(database.rows()).containsExactly(1, 3);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void k12DriverThatHangsAndIgnoresCancelIsGivenUp(Server server) {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        try (Hang hang = new Hang("PreparedStatement.executeUpdate")) {
            Duration timeout = TIMEOUT;
            long opened;
            do {
                // A busy machine may not come to the hanging call in time.
                timeout = timeout.multipliedBy(2);
                opened = System.nanoTime();
                assertTimedOut(transactions
                        .atomic()
                        .timeout(timeout)
                        .getStageAsync(() -> transactions
                                .submit(connection -> Sql.integers(connection, "select 1"))
                                .thenCompose(n -> {
                                    database.source().fail(hang);
                                    return transactions.submit(insert(1));
                                })));
            } while (!hang.wasReached());

            assertThat(Duration.ofNanos(System.nanoTime() - opened)).isLessThan(timeout.plus(GRACE_AND_SLACK));
            Await.until("closed physically", hang::wasClosedUnderIt);
            assertThat(hang.wasInterrupted()).isFalse();
            assertThat(database.source().count(call -> call.name().endsWith("Statement.cancel")))
                    .isPositive();
            assertPoolIsWhole(database, transactions);
        }
    }

    @Test
    void serverThatRefusesToCancelIsGivenUp() {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        Transactions transactions = fixtures.transactions(database);
        SlowStatement slow = new SlowStatement(database);
        database.source().fail(JdbcFault.on("Statement.cancel", new SQLException("cancel is not possible")));
        long begun = System.nanoTime();

        assertTimedOut(transactions
                .atomic()
                .timeout(TIMEOUT)
                .getStageAsync(
                        () -> transactions.submit(insert(1)).thenCompose(n -> transactions.submit(slow.step()))));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(TIMEOUT.plus(GRACE_AND_SLACK));
        assertPoolIsWhole(database, transactions);
    }

    @Test
    void poolThatHangsIsGivenUp() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        AtomicBoolean ran = new AtomicBoolean();
        try (Hang hang = new Hang("DataSource.getConnection")) {
            database.source().fail(hang);
            long begun = System.nanoTime();

            assertTimedOut(transactions.atomic().timeout(TIMEOUT).runAsync(() -> ran.set(true)));

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(TIMEOUT.plus(GRACE_AND_SLACK));
        }
        // Else it may be taken only after no connection was seen to be out.
        Await.until("what came late is given back", () -> database.source().count("Connection.close") == 1);
        assertPoolIsWhole(database, transactions);
        assertThat(ran).isFalse();
    }

    @Test
    void hangingCommitIsAnUnknownOutcome() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.commitTimeout(LONGER));
        List<String> ran = new CopyOnWriteArrayList<>();
        try (Hang hang = new Hang("Connection.commit")) {
            database.source().fail(hang);
            long begun = System.nanoTime();

            Throwable failure = Await.failure(transactions.atomic().getStageAsync(() -> {
                transactions.onCommit(() -> ran.add("commit"));
                transactions.onRollback(() -> ran.add("rollback"));
                return transactions.submit(insert(1));
            }));

            assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class);
            assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONGER.plus(GRACE_AND_SLACK));
            Await.until("closed physically", hang::wasClosedUnderIt);
            assertThat(hang.wasInterrupted()).isFalse();
            assertPoolIsWhole(database, transactions);
        }
        assertThat(ran).as("hooks").isEmpty();
    }

    @Test
    void hangingRollbackKeepsTheBodysFailure() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.commitTimeout(LONGER));
        IllegalStateException failure = new IllegalStateException("body");
        try (Hang hang = new Hang("Connection.rollback")) {
            database.source().fail(hang);
            long begun = System.nanoTime();

            assertThat(Await.failure(transactions
                            .atomic()
                            .getStageAsync(() -> transactions
                                    .submit(insert(1))
                                    .thenCompose(n -> CompletableFuture.failedFuture(failure)))))
                    .isSameAs(failure);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONGER.plus(GRACE_AND_SLACK));
            Await.until("closed physically", hang::wasClosedUnderIt);
            assertPoolIsWhole(database, transactions);
        }
    }

    @Test
    void blockThatIsDoneInTimeHearsNothingOfTheDeadline() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> hook = new CompletableFuture<>();
        long deadline = System.nanoTime() + LONGER.toNanos();
        CompletableFuture<Integer> block = transactions.atomic().timeout(LONGER).getStageAsync(() -> {
            // Hooks run after the transaction: its deadline is none of theirs.
            transactions.onCommitAsync(() -> hook);
            return transactions.submit(insert(1));
        });
        Await.until("the deadline has passed", () -> System.nanoTime() - deadline > TimeUnit.MILLISECONDS.toNanos(50));
        hook.complete(0);

        assertThat(Await.value(block)).isEqualTo(1);
        assertThat(database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void limitThatIsNoneIsRefusedWhenBuilt(String limit) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Atomic atomic = fixtures.transactions(database).atomic();
        Duration timeout = Duration.parse(limit);

        assertThatThrownBy(() -> atomic.timeout(timeout))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timeout");
        assertThatThrownBy(() -> Transactions.builder().commitTimeout(timeout))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("commitTimeout");
        assertThatThrownBy(() -> Transactions.builder().closeTimeout(timeout))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("closeTimeout");
    }

    /** K3: there was nothing to commit, so nothing can have gone wrong with it. */
    @Test
    void k3EmptyBlockWhoseConnectionHangsAsItIsGivenBackHasCommitted() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database, builder -> builder.commitTimeout(LONGER));
        List<String> ran = new CopyOnWriteArrayList<>();
        try (Hang hang = new Hang("Connection.close")) {
            database.source().fail(hang);

            CompletableFuture<Integer> block = transactions.atomic().getAsync(() -> {
                transactions.onCommit(() -> ran.add("commit"));
                transactions.onRollback(() -> ran.add("rollback"));
                return 1;
            });

            assertThat(Await.value(block)).isEqualTo(1);
            assertThat(hang.wasReached()).isTrue();
            assertThat(ran).containsExactly("commit");
            assertPoolIsWhole(database, transactions);
        }
    }
}
