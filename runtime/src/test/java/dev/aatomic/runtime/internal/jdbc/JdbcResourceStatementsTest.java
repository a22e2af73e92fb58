package dev.aatomic.runtime.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.internal.resource.CommitAnswer;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.core.TransactionState;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A connection knows which statement runs on it, and what its failure means for the transaction, as far as its driver says. */
@Tag("rooms")
final class JdbcResourceStatementsTest {

    private final FakeDriver driver = new FakeDriver();
    private final ManagedDatabase database = new ManagedDatabase("orders", new NoDriver(), 1, 1);
    private final JdbcResource hidden = new JdbcResource(database, driver.connection(), null);

    /** On the driver's own connection. */
    private final JdbcResource shown = new JdbcResource(database, driver.postgres(), null);

    private Statement statement;

    @BeforeEach
    void isPostgres() throws SQLException {
        driver.answer("getDatabaseProductName", "PostgreSQL");
        driver.answer("getAutoCommit", true);
        driver.answer("getTransactionState", TransactionState.IDLE);
        statement = driver.connection().createStatement();
        driver.takeCalls();
    }

    private static SQLException serversAnswer() {
        return new PSQLException(new ServerErrorMessage("SERROR\0C57014\0Mcancelled\0"));
    }

    private static Runnable cancellation(JdbcResource resource) {
        return Objects.requireNonNull(resource.statementCancellation());
    }

    // ---- the running statement

    @Test
    void statementIsCancelledWhileItRuns() {
        assertThat(hidden.statementCancellation()).isNull();
        hidden.statementEnded();
        hidden.statementStarts(statement);
        CompletableFuture<Void> cancelled = CompletableFuture.runAsync(cancellation(hidden));
        Await.until("it is cancelled", () -> driver.count("cancel") > 0);
        hidden.statementEnded();

        Await.value(cancelled);
        assertThat(hidden.statementCancellation()).isNull();
        hidden.statementStarts(statement);
        assertThat(hidden.statementCancellation()).isNotNull();
    }

    @Test
    void nothingIsCancelledOnAConnectionThatIsThrownAway() {
        hidden.statementStarts(statement);
        Runnable cancellation = cancellation(hidden);
        hidden.evict();

        cancellation.run();

        assertThat(driver.count("cancel")).isZero();
    }

    // ---- where BEGIN goes with the first statement

    @Test
    void firstStatementOnPostgresMayLoseItsBegin() throws SQLException {
        shown.begin();
        assertThat(shown.mayLoseBegin()).isFalse();
        shown.statementStarts(statement);
        assertThat(shown.mayLoseBegin()).isTrue();
        driver.answer("getTransactionState", TransactionState.OPEN);
        assertThat(shown.mayLoseBegin()).as("once it was answered").isFalse();
    }

    @Test
    void statementAfterAnotherDoesNot() throws SQLException {
        shown.begin();
        shown.statementStarts(statement);
        shown.statementEnded();
        shown.statementStarts(statement);

        assertThat(shown.mayLoseBegin()).isFalse();
        assertThat(shown.hasLostBegin(serversAnswer())).isFalse();
    }

    @Test
    void beginThatWasAnsweredBeforeDoesNotTravel() throws SQLException {
        shown.begin();
        driver.answer("getTransactionState", TransactionState.OPEN);
        shown.statementStarts(statement);
        driver.answer("getTransactionState", TransactionState.IDLE);

        assertThat(shown.mayLoseBegin()).isFalse();
        assertThat(shown.hasLostBegin(serversAnswer())).isFalse();
    }

    @Test
    void whereNoneWasBegunNoneIsLost() {
        shown.statementStarts(statement);

        assertThat(shown.hasLostBegin(serversAnswer())).isFalse();
    }

    @Test
    void otherDatabasesAnswerBeginAtOnce() throws SQLException {
        driver.answer("getDatabaseProductName", "H2");
        driver.answer("isClosed", true);
        hidden.begin();
        hidden.statementStarts(statement);

        assertThat(hidden.hasLostBegin(serversAnswer())).isFalse();
    }

    @Test
    void driverSaysWhetherBeginIsLost() throws SQLException {
        shown.begin();
        shown.statementStarts(statement);

        assertThat(shown.hasLostBegin(serversAnswer())).isTrue();
        assertThat(shown.hasLostBegin(new SQLException())).isFalse();
    }

    @Test
    void driverThatIsHiddenSaysItByItsFailure() throws SQLException {
        hidden.begin();
        hidden.statementStarts(statement);
        assertThat(hidden.hasLostBegin(serversAnswer())).as("while it is open").isFalse();
        driver.answer("isClosed", true);

        assertThat(hidden.hasLostBegin(serversAnswer())).isTrue();
        assertThat(hidden.hasLostBegin(new SQLException())).isFalse();
    }

    @Test
    void beginOfAStatementThatWasCancelledMayBeLost() throws SQLException {
        hidden.begin();
        hidden.statementStarts(statement);
        CompletableFuture<Void> cancelled = CompletableFuture.runAsync(cancellation(hidden));
        Await.until("it is cancelled", () -> driver.count("cancel") > 0);
        driver.answer("isClosed", true);

        assertThat(hidden.hasLostBegin(new SQLException())).isTrue();
        hidden.statementEnded();
        Await.value(cancelled);
    }

    // ---- what else the driver knows

    @Test
    void transactionIsOpenUntilTheDriverHasSeenItsEnd() throws SQLException {
        shown.begin();
        assertThat(shown.isTransactionOpen()).as("before BEGIN is answered").isTrue();
        driver.answer("getTransactionState", TransactionState.OPEN);
        assertThat(shown.isTransactionOpen()).isTrue();
        assertThat(shown.isTransactionOpen()).isTrue();
        driver.answer("getTransactionState", TransactionState.IDLE);
        assertThat(shown.isTransactionOpen()).isFalse();
    }

    @Test
    void commitOnAConnectionThatWasClosedBeforeIsNotSent() throws SQLException {
        SQLException closed = new SQLException("closed", "08003");
        shown.begin();
        hidden.begin();

        assertThat(shown.answerOf(closed)).isEqualTo(CommitAnswer.NOT_SENT);
        assertThat(hidden.answerOf(closed)).isEqualTo(CommitAnswer.UNKNOWN);
        assertThat(shown.answerOf(new SQLException("lost", "08006"))).isEqualTo(CommitAnswer.UNKNOWN);
    }

    @Test
    void copyIsLookedForWhereTheUserHasTheDriversObjects() throws SQLException {
        Connection own = driver.postgres();
        JdbcResource resource = new JdbcResource(database, own, null);
        resource.endCopy();
        assertThat(driver.count("getQueryExecutor")).isZero();
        resource.unwrapped();
        resource.endCopy();
        assertThat(driver.count("getQueryExecutor")).isEqualTo(1);
    }
}
