package dev.aatomic.runtime.internal.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/** What PostgreSQL's driver knows is asked of it, and what it does not know is taken to be the worse. */
@Tag("rooms")
final class PostgresTransactionTest {

    private final FakeDriver driver = new FakeDriver();
    private final Connection connection = (Connection) Proxy.newProxyInstance(
            BaseConnection.class.getClassLoader(), new Class<?>[] {BaseConnection.class}, driver);
    private final PostgresTransaction transaction = Objects.requireNonNull(PostgresTransaction.of(connection));

    @BeforeEach
    void begin() {
        driver.answer("getTransactionState", TransactionState.IDLE);
    }

    /** The server's own answer. */
    private static SQLException answer(String state) {
        return new PSQLException(new ServerErrorMessage("SERROR\0C" + state + "\0Mrefused\0"));
    }

    @Test
    void connectionOfAnotherDriverIsNone() {
        assertThat(PostgresTransaction.of(new FakeDriver().connection())).isNull();

        FakeDriver hiding = new FakeDriver();
        hiding.fail("isWrapperFor", new IllegalStateException());
        assertThat(PostgresTransaction.of(hiding.connection())).isNull();
    }

    @Test
    void stateIsReadWithoutALock() throws ReflectiveOperationException {
        assertThat(transaction.answersAtOnce()).isTrue();
        assertThat(answersAtOnce(OldPostgresDriver.withState(Modifier.VOLATILE)))
                .isTrue();
    }

    @Test
    void driverThatKeepsItsStateBehindALockDoesNotAnswerAtOnce() throws ReflectiveOperationException {
        assertThat(answersAtOnce(OldPostgresDriver.withState(Modifier.PRIVATE))).isFalse();
        assertThat(answersAtOnce(OldPostgresDriver.withoutState())).isFalse();
        assertThat(answersAtOnce(OldPostgresDriver.withoutExecutor())).isFalse();
    }

    private boolean answersAtOnce(OldPostgresDriver old) throws ReflectiveOperationException {
        return Objects.requireNonNull(PostgresTransaction.of(old.connection(driver)))
                .answersAtOnce();
    }

    @ParameterizedTest
    @EnumSource
    void serverIsIdleOnceItHasSaidSo(TransactionState state) {
        driver.answer("getTransactionState", state);

        assertThat(transaction.isIdle()).isEqualTo(state == TransactionState.IDLE);
    }

    /** Each answer ends with the state, an error's too: there is nothing to ask for. */
    @Test
    void whatTheServerHasSaidIsSure() {
        assertThat(transaction.isIdleForSure()).isTrue();
        assertThat(transaction.isKnownAfterFailure()).isTrue();
        assertThat(driver.takeCalls()).isEmpty();
    }

    @Test
    void serverThatCannotBeAskedIsIdle() {
        driver.fail("getTransactionState", new SQLException());

        assertThat(transaction.isIdle()).isTrue();
    }

    @Test
    void transactionThatIsGivenUpIsNotCommitted() throws SQLException {
        driver.answer("getTransactionState", TransactionState.FAILED);
        assertThatThrownBy(() -> transaction.checkCommittable())
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo("25P02"));

        driver.answer("getTransactionState", TransactionState.OPEN);
        assertThatCode(() -> transaction.checkCommittable()).doesNotThrowAnyException();
    }

    @Test
    void cancelIsTheDriversAndSoIsItsFailure() throws SQLException {
        assertThat(transaction.cancel()).as("in a way of its own").isTrue();
        assertThat(driver.count("cancelQuery")).isEqualTo(1);

        SQLException refused = new SQLException();
        driver.fail("cancelQuery", refused);
        assertThatThrownBy(transaction::cancel).isSameAs(refused);
        IllegalStateException broken = new IllegalStateException();
        driver.fail("cancelQuery", broken);
        assertThatThrownBy(transaction::cancel)
                .isInstanceOf(SQLException.class)
                .hasMessage("PostgreSQL's driver failed in cancelQuery()")
                .hasCause(broken);
    }

    @Test
    void copyIsLookedForInTheDriver() {
        assertThat(transaction.endCopy()).isEqualTo(PostgresCopy.End.NONE);
        assertThat(driver.count("getQueryExecutor")).isEqualTo(1);
    }

    // ---- what a failure says of BEGIN

    @Test
    void beginThatWasAnsweredIsNotLost() {
        driver.answer("getTransactionState", TransactionState.OPEN);

        assertThat(transaction.hasLostBegin(answer("57014"))).isFalse();
    }

    @Test
    void beginThatTheServerRefusedIsLost() {
        assertThat(transaction.hasLostBegin(answer("57014"))).isTrue();
        SQLException around = new SQLException("around", "XX000");
        around.setNextException(answer("57014"));
        assertThat(transaction.hasLostBegin(new IllegalStateException(around))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"57P01", "25P03", "25P04"})
    void sessionThatTheServerEndedHasExecutedNothing(String state) {
        driver.answer("isClosed", true);

        assertThat(transaction.hasLostBegin(answer(state))).isFalse();
        assertThat(PostgresTransaction.isAnswer(answer(state))).isFalse();
    }

    @Test
    void beginIsLostWithItsConnectionUnlessThatWasClosedBefore() {
        SQLException reset = new PSQLException("reset", PSQLState.CONNECTION_FAILURE);
        assertThat(transaction.hasLostBegin(reset)).as("while it is open").isFalse();

        driver.answer("isClosed", true);
        assertThat(transaction.hasLostBegin(reset)).isTrue();
        SQLException before = new SQLException("closed", "08003");
        assertThat(transaction.hasLostBegin(before)).isFalse();
        assertThat(transaction.wasClosedBefore(before)).isTrue();
        assertThat(transaction.wasClosedBefore(reset)).isFalse();
        assertThat(transaction.wasClosedBefore(new IllegalStateException())).isFalse();
    }

    @Test
    void transactionsOnlyReadWhereTheDriverSaysSo() {
        assertThat(transaction.isReadOnly()).isFalse();

        driver.answer("hintReadOnly", true);
        assertThat(transaction.isReadOnly()).isTrue();

        driver.fail("hintReadOnly", new SQLException("closed"));
        assertThat(transaction.isReadOnly()).isFalse();
    }

    @Test
    void connectionThatCannotBeAskedIsClosed() {
        driver.fail("isClosed", new SQLException());

        assertThat(transaction.hasLostBegin(new IllegalStateException())).isTrue();
    }

    @Test
    void answerIsTheServersAndNotTheDrivers() {
        assertThat(PostgresTransaction.isAnswer(answer("40001"))).isTrue();
        assertThat(PostgresTransaction.isAnswer(new PSQLException("reset", PSQLState.CONNECTION_FAILURE)))
                .isFalse();
        assertThat(PostgresTransaction.isAnswer(new SQLException("of another database", "40001")))
                .isFalse();
        assertThatCode(() -> PostgresTransaction.isAnswer(new IllegalStateException()))
                .doesNotThrowAnyException();
    }
}
