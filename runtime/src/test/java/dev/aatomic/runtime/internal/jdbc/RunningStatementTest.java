package dev.aatomic.runtime.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.testing.Await;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cancel stops the statement that it was meant for, again and again until that has ended, and no other. */
@Tag("rooms")
final class RunningStatementTest {

    private final FakeDriver driver = new FakeDriver();
    private final Connection connection = driver.connection();
    private final RunningStatement statements = new RunningStatement(false, null);

    /** As where BEGIN goes with the first statement and nobody knows whether it was answered. */
    private final RunningStatement travelling = new RunningStatement(true, null);

    private PreparedStatement statement;

    @BeforeEach
    void prepare() throws SQLException {
        statement = connection.prepareStatement("select 1");
    }

    private static CompletableFuture<Void> cancelled(RunningStatement of) {
        return CompletableFuture.runAsync(Objects.requireNonNull(of.cancellation()));
    }

    private void awaitCancels(int count) {
        Await.until("it is cancelled", () -> driver.count("cancel") >= count);
    }

    @Test
    void onlyWhatRunsIsCancelled() {
        assertThat(statements.cancellation()).isNull();
        statements.ends();
        statements.starts(statement);
        Runnable cancellation = Objects.requireNonNull(statements.cancellation());
        statements.ends();
        assertThat(statements.cancellation()).isNull();

        cancellation.run();
        statements.starts(statement);
        cancellation.run();

        assertThat(driver.count("cancel")).isZero();
    }

    @Test
    void whatHasEndedBeforeAnybodyAskedIsNotCancelled() {
        statements.starts(statement);
        statements.ends();

        assertThat(statements.cancellation()).isNull();
    }

    @Test
    void whatRunsIsCancelledUntilItHasEnded() {
        statements.starts(statement);
        CompletableFuture<Void> cancelled = cancelled(statements);

        awaitCancels(2);
        assertThat(cancelled).isNotDone();
        statements.ends();

        Await.value(cancelled);
        assertThat(statements.cancellation()).isNull();
    }

    @Test
    void whatCannotBeCancelledIsLeftToEnd() {
        statements.starts(statement);
        driver.fail("cancel", new SQLException("not supported"));
        try (LogCapture log = new LogCapture()) {
            Await.value(cancelled(statements));

            assertThat(log.count("A running statement could not be cancelled; its block waits for it"))
                    .isEqualTo(1);
        }
    }

    @Test
    void connectionThatIsThrownAwayEndsTheCancelling() {
        statements.starts(statement);
        CompletableFuture<Void> cancelled = cancelled(statements);
        awaitCancels(1);

        statements.throwAway();

        Await.value(cancelled);
        long cancels = driver.count("cancel");
        Objects.requireNonNull(statements.cancellation()).run();
        assertThat(driver.count("cancel")).isEqualTo(cancels);
    }

    /** So that it cannot hit the statement after. */
    @Test
    void endWaitsForTheCancelThatIsOnItsWay() {
        CountDownLatch sends = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        PreparedStatement slow = (PreparedStatement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PreparedStatement.class}, (self, method, arguments) -> {
                    sends.countDown();
                    Await.latch(sent);
                    return null;
                });
        statements.starts(slow);
        CompletableFuture<Void> cancelled = cancelled(statements);
        Await.latch(sends);
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Thread ends = new Thread(() -> {
            statements.ends();
            ended.complete(Thread.currentThread().isInterrupted());
        });
        ends.start();
        Await.until("it waits", () -> ends.getState() == Thread.State.WAITING);
        ends.interrupt();
        Await.until("it waits on", () -> ends.getState() == Thread.State.WAITING && !ends.isInterrupted());
        assertThat(ended).isNotDone();

        sent.countDown();

        assertThat(Await.value(ended)).isTrue();
        Await.value(cancelled);
    }

    // ---- where BEGIN goes with the first

    @Test
    void firstStatementCarriesBegin() {
        assertThat(travelling.mayLoseBegin()).isFalse();
        travelling.starts(statement);
        assertThat(travelling.carriedBegin()).isTrue();
        travelling.ends();
        travelling.starts(statement);
        assertThat(travelling.carriedBegin()).isFalse();
        assertThat(travelling.mayLoseBegin()).isFalse();

        statements.starts(statement);
        assertThat(statements.carriedBegin()).isFalse();
    }

    @Test
    void beginHasTimeBeforeItsStatementIsCancelled() {
        travelling.starts(statement);
        assertThat(travelling.mayLoseBegin()).isFalse();
        assertThat(travelling.isFirstCancelled()).isFalse();
        CompletableFuture<Void> cancelled = cancelled(travelling);

        awaitCancels(1);

        assertThat(travelling.isFirstCancelled()).isTrue();
        assertThat(travelling.mayLoseBegin()).isTrue();
        travelling.ends();
        Await.value(cancelled);
        assertThat(travelling.mayLoseBegin()).isFalse();
    }

    @Test
    void statementThatEndsWithinThatTimeIsNotCancelled() {
        travelling.starts(statement);
        Runnable cancellation = Objects.requireNonNull(travelling.cancellation());
        travelling.ends();

        cancellation.run();

        assertThat(driver.count("cancel")).isZero();
        assertThat(travelling.isFirstCancelled()).isFalse();
    }
}
