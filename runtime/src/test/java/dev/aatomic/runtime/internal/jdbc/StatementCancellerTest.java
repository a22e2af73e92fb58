package dev.aatomic.runtime.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.jdbc.dialect.OldPostgresDriver;
import dev.aatomic.runtime.internal.jdbc.dialect.PostgresTransaction;
import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.testing.Await;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.core.TransactionState;

/** Who cancels a statement waits for its end, longer each time, and is told of it; nobody else is held up. */
@Tag("rooms")
final class StatementCancellerTest {

    private final FakeDriver driver = new FakeDriver();
    private final RunningStatement statements = new RunningStatement(false, null);
    private Statement statement;

    @BeforeEach
    void create() throws SQLException {
        statement = driver.connection().createStatement();
    }

    /** A cancel on a thread of its own, with whether that was left interrupted. */
    private static final class Canceller extends Thread {

        final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        private final Runnable cancellation;

        Canceller(RunningStatement of) {
            cancellation = Objects.requireNonNull(of.cancellation());
            start();
        }

        @Override
        public void run() {
            cancellation.run();
            interrupted.complete(isInterrupted());
        }

        void awaitPause() {
            Await.until("it waits for the end of the statement", () -> getState() == State.TIMED_WAITING);
        }
    }

    /** Waits for whatever the statements tell. */
    private final class Observer extends Thread {

        final CompletableFuture<Boolean> told = new CompletableFuture<>();

        Observer() {
            start();
            Await.until("it waits", () -> getState() == State.WAITING);
        }

        @Override
        public void run() {
            synchronized (statements) {
                try {
                    statements.wait();
                    told.complete(true);
                } catch (InterruptedException e) {
                    told.complete(false);
                }
            }
        }
    }

    /** A statement whose cancel is under way until the latch opens. */
    private static Statement slow(CountDownLatch sends, CountDownLatch sent) {
        return (Statement) Proxy.newProxyInstance(
                StatementCancellerTest.class.getClassLoader(),
                new Class<?>[] {Statement.class},
                (self, method, arguments) -> {
                    sends.countDown();
                    Await.latch(sent);
                    return null;
                });
    }

    @Test
    void eachPauseIsLonger() {
        List<Long> cancels = new CopyOnWriteArrayList<>();
        statements.starts((Statement) Proxy.newProxyInstance(
                StatementCancellerTest.class.getClassLoader(),
                new Class<?>[] {Statement.class},
                (self, method, arguments) -> cancels.add(System.nanoTime()) ? null : null));
        Canceller canceller = new Canceller(statements);
        Await.until("it is cancelled four times", () -> cancels.size() >= 4);
        statements.ends();

        Await.value(canceller.interrupted);
        assertThat(cancels.get(3) - cancels.get(2)).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(78));
    }

    @Test
    void whoWaitsForTheEndIsToldOfIt() {
        statements.starts(statement);
        Canceller canceller = new Canceller(statements);
        Await.until("its pause is a long one", () -> driver.count("cancel") >= 5);
        canceller.awaitPause();
        Observer observer = new Observer();

        statements.ends();

        assertThat(Await.value(observer.told)).isTrue();
        assertThat(Await.value(canceller.interrupted)).isFalse();
    }

    /** It costs more than all else at that end. */
    @Test
    void whereNobodyWaitsNobodyIsTold() {
        statements.starts(statement);
        Canceller canceller = new Canceller(statements);
        Await.until("it has waited", () -> driver.count("cancel") >= 2);
        statements.ends();
        Await.value(canceller.interrupted);
        statements.starts(statement);
        Observer observer = new Observer();

        statements.ends();

        assertThat(observer.getState()).isEqualTo(Thread.State.WAITING);
        observer.interrupt();
        assertThat(Await.value(observer.told)).isFalse();
    }

    @Test
    void whoIsInterruptedCancelsNoMore() {
        statements.starts(statement);
        Canceller canceller = new Canceller(statements);
        canceller.awaitPause();

        long before = driver.count("cancel");
        canceller.interrupt();

        assertThat(Await.value(canceller.interrupted)).isTrue();
        assertThat(driver.count("cancel")).as("one may have been on its way").isLessThanOrEqualTo(before + 1);
        assertThat(statements.cancellation()).as("the statement runs on").isNotNull();
    }

    @Test
    void oneCancelsAtATime() {
        CountDownLatch sends = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        statements.starts(slow(sends, sent));
        Canceller first = new Canceller(statements);
        Await.latch(sends);

        Canceller second = new Canceller(statements);

        Await.value(second.interrupted);
        assertThat(first.interrupted).isNotDone();
        sent.countDown();
        Await.until("it waits for the end", () -> first.getState() == Thread.State.TIMED_WAITING);
        statements.ends();
        Await.value(first.interrupted);
    }

    @Test
    void endDoesNotWaitForACancelOnceTheConnectionIsThrownAway() {
        CountDownLatch sends = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        statements.starts(slow(sends, sent));
        Canceller canceller = new Canceller(statements);
        Await.latch(sends);
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Thread ends = new Thread(() -> {
            statements.ends();
            ended.complete(true);
        });
        ends.start();
        Await.until("it waits", () -> ends.getState() == Thread.State.WAITING);

        statements.throwAway();

        Await.value(ended);
        assertThat(canceller.interrupted).isNotDone();
        sent.countDown();
        Await.value(canceller.interrupted);
    }

    // ---- on PostgreSQL

    private RunningStatement onPostgres(TransactionState state) {
        driver.answer("getTransactionState", state);
        RunningStatement known = new RunningStatement(true, PostgresTransaction.of(driver.postgres()));
        known.starts(statement);
        return known;
    }

    private void awaitCancel() {
        Await.until("it is cancelled", () -> driver.count("cancelQuery") > 0);
    }

    @Test
    void postgresIsAskedPastTheStatementsLocks() {
        RunningStatement known = onPostgres(TransactionState.OPEN);
        Canceller canceller = new Canceller(known);
        awaitCancel();
        known.ends();

        Await.value(canceller.interrupted);
        assertThat(driver.count("cancel")).isZero();
    }

    @Test
    void statementWhoseBeginWasAnsweredIsCancelledAtOnce() {
        RunningStatement known = onPostgres(TransactionState.OPEN);
        Canceller canceller = new Canceller(known);
        awaitCancel();

        assertThat(known.isFirstCancelled()).isFalse();
        assertThat(known.mayLoseBegin()).isFalse();
        known.ends();
        Await.value(canceller.interrupted);
    }

    @Test
    void statementWhoseBeginWasNotAnsweredIsGivenTime() {
        RunningStatement known = onPostgres(TransactionState.IDLE);
        assertThat(known.mayLoseBegin()).isTrue();
        Canceller canceller = new Canceller(known);
        awaitCancel();

        assertThat(known.isFirstCancelled()).isTrue();
        known.ends();
        Await.value(canceller.interrupted);
    }

    /** To ask it would be to wait for the statement. */
    @Test
    void driverThatDoesNotAnswerAtOnceIsNotAsked() throws ReflectiveOperationException {
        RunningStatement known = new RunningStatement(
                true, PostgresTransaction.of(OldPostgresDriver.withoutExecutor().connection(driver)));
        known.starts(statement);
        assertThat(known.mayLoseBegin()).isFalse();
        Canceller canceller = new Canceller(known);
        awaitCancel();

        assertThat(known.isFirstCancelled()).isTrue();
        assertThat(known.mayLoseBegin()).isTrue();
        assertThat(driver.count("getTransactionState")).isZero();
        known.ends();
        Await.value(canceller.interrupted);
    }
}
