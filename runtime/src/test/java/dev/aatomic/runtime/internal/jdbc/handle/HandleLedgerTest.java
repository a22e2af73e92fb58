package dev.aatomic.runtime.internal.jdbc.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("D8")
class HandleLedgerTest {

    private final FakeDriver driver = new FakeDriver();
    private final Connection pooled = driver.connection();
    private final DirectOwner owner = new DirectOwner(pooled);
    private final Connection connection = ConnectionHandle.open(owner);

    @Test
    void whatIsLeftOpenIsClosedNewestFirst() throws SQLException {
        List<Statement> statements =
                List.of(connection.createStatement(), connection.createStatement(), connection.createStatement());
        statements.get(1).close();
        assertThat(owner.ledger().hasOpen()).isTrue();
        driver.takeCalls();
        assertThat(owner.ledger().closeAll()).isNull();
        assertThat(driver.takeCalls()).containsExactly("close", "close");
        assertThat(owner.ledger().hasOpen()).isFalse();
        assertThat(statements)
                .allSatisfy(statement -> assertThat(statement.isClosed()).isTrue());
        assertThat(owner.ledger().closeAll()).isNull();
        assertThat(driver.takeCalls()).isEmpty();
    }

    @Test
    void statementsLeaveInAnyOrder() throws SQLException {
        Statement first = connection.createStatement();
        Statement second = connection.createStatement();
        Statement third = connection.createStatement();
        Statement fourth = connection.createStatement();
        for (Statement statement : List.of(second, fourth, first, third)) {
            assertThat(owner.ledger().hasOpen()).isTrue();
            statement.close();
        }
        assertThat(owner.ledger().hasOpen()).isFalse();
    }

    @Test
    void failuresToCloseAreCollected() throws SQLException {
        connection.createStatement();
        connection.createStatement();
        SQLException failure = new SQLException("cannot close");
        driver.fail("close", failure);
        driver.takeCalls();
        assertThat(owner.ledger().closeAll()).isSameAs(failure).hasNoSuppressedExceptions();
        assertThat(driver.takeCalls()).hasSize(2);
        assertThat(owner.ledger().hasOpen()).isFalse();
    }

    @Test
    void errorsWhileClosingAreCollectedToo() throws SQLException {
        connection.createStatement();
        AssertionError failure = new AssertionError("driver");
        driver.fail("close", failure);
        assertThat(owner.ledger().closeAll()).isSameAs(failure);
    }

    @Test
    void laterFailureToCloseIsNotLost() throws SQLException {
        IllegalStateException first = new IllegalStateException();
        SQLException later = new SQLException("cannot close");
        connection.createStatement();
        driver.fail("close", later);
        connection.getMetaData().getTables(null, null, null, null);
        owner.ledger().add(new Failing((ConnectionHandle) connection, first));

        assertThat(owner.ledger().closeAll()).isSameAs(first).hasSuppressedException(later);
    }

    @Test
    void firstFailureStaysWhereTheOthersAreClosed() throws SQLException {
        IllegalStateException failure = new IllegalStateException();
        connection.createStatement();
        owner.ledger().add(new Failing((ConnectionHandle) connection, failure));

        assertThat(owner.ledger().closeAll()).isSameAs(failure);
    }

    @Test
    void whereAllIsClosedNoTurnIsTaken() throws SQLException {
        connection.createStatement().close();
        owner.takeKinds();

        connection.close();

        assertThat(owner.takeKinds()).isEmpty();
    }

    private static final class Failing extends OpenObject {

        private final RuntimeException failure;

        Failing(ConnectionHandle opener, RuntimeException failure) {
            super(opener);
            this.failure = failure;
        }

        @Override
        Object driverObject() {
            return failure;
        }

        @Override
        void closeDriverObject() {
            throw failure;
        }
    }

    @Test
    void failureIsThrownAsItWas() {
        for (Throwable failure : List.of(new SQLException(), new IllegalStateException(), new AbstractMethodError())) {
            assertThatThrownBy(() -> HandleLedger.rethrow(failure)).isSameAs(failure);
        }
        assertThatCode(() -> HandleLedger.rethrow(null)).doesNotThrowAnyException();
    }

    /** The others of a block may be many. */
    @Test
    void whatWasOpenedThroughAHandleIsLookedForAsLongAsThereIsSome() throws SQLException {
        Connection other = ConnectionHandle.open(owner);
        Statement others = other.createStatement();
        Statement own = connection.createStatement();
        Statement newest = other.createStatement();

        connection.close();

        assertThat(own.isClosed()).isTrue();
        assertThat(others.isClosed()).isFalse();
        assertThat(newest.isClosed()).isFalse();
        newest.close();
        others.close();
        assertThat(owner.ledger().hasOpen()).isFalse();
    }

    @Test
    void whatIsTakenOutTwiceCountsOnce() throws SQLException {
        Statement statement = connection.createStatement();
        Statement other = connection.createStatement();
        owner.ledger().remove((OpenObject) statement);
        statement.close();
        driver.takeCalls();

        connection.close();

        assertThat(driver.takeCalls()).containsExactly("close");
        assertThat(other.isClosed()).isTrue();
    }

    @Test
    void changesArePutBackInReverseOrder() throws SQLException {
        driver.answer("getSchema", "original");
        driver.answer("getCatalog", "catalog");
        driver.answer("getNetworkTimeout", 5);
        driver.answer("getHoldability", 1);
        driver.answer("getClientInfo", "application");
        assertThat(owner.ledger().hasChanges()).isFalse();
        connection.setSchema("a");
        connection.setCatalog("b");
        connection.setSchema("c");
        connection.setNetworkTimeout(Runnable::run, 7);
        connection.setHoldability(2);
        connection.setClientInfo("ApplicationName", "x");
        assertThat(owner.ledger().hasChanges()).isTrue();
        driver.takeCalls();

        owner.ledger().restore(pooled);

        List<String> restored = driver.takeCalls();
        assertThat(restored.get(0)).isEqualTo("setClientInfo ApplicationName");
        assertThat(restored.get(1)).isEqualTo("setHoldability 1");
        assertThat(restored.get(2)).startsWith("setNetworkTimeout ");
        assertThat(restored.subList(3, 5)).containsExactly("setCatalog catalog", "setSchema original");
        assertThat(restored).hasSize(5);
        assertThat(owner.ledger().hasChanges()).isFalse();
        owner.ledger().restore(pooled);
        assertThat(driver.takeCalls()).isEmpty();
    }

    @Test
    void eachClientInfoIsPutBack() throws SQLException {
        connection.setClientInfo("a", "x");
        connection.setClientInfo("b", "x");
        connection.setClientInfo(null, "x");
        assertThat(driver.takeCalls())
                .containsExactly(
                        "getClientInfo a",
                        "setClientInfo a",
                        "getClientInfo b",
                        "setClientInfo b",
                        "getClientInfo",
                        "setClientInfo null");
        owner.ledger().restore(pooled);
        assertThat(driver.takeCalls()).containsExactly("setClientInfo {}", "setClientInfo b", "setClientInfo a");
    }

    @Test
    void typeMapIsPutBack() throws SQLException {
        driver.answer("getTypeMap", Map.of("a", String.class));
        connection.setTypeMap(Map.of());
        assertThat(driver.takeCalls()).containsExactly("getTypeMap", "setTypeMap {}");
        owner.ledger().restore(pooled);
        assertThat(driver.takeCalls()).containsExactly("setTypeMap {a=class java.lang.String}");
    }

    @Test
    void allClientInfoIsPutBack() throws SQLException {
        Properties original = new Properties();
        original.setProperty("a", "b");
        driver.answer("getClientInfo", original);
        connection.setClientInfo(new Properties());
        original.clear();
        driver.takeCalls();
        owner.ledger().restore(pooled);
        assertThat(driver.takeCalls()).containsExactly("setClientInfo {a=b}");
    }

    @Test
    void failureToPutBackIsThrownAfterTheOthersWerePutBack() throws SQLException {
        driver.answer("getSchema", "original");
        connection.setSchema("a");
        connection.setCatalog("b");
        connection.setHoldability(1);
        SQLException failure = new SQLException("no");
        IllegalStateException later = new IllegalStateException();
        driver.fail("setHoldability", failure);
        driver.fail("setCatalog", later);
        driver.takeCalls();
        assertThatThrownBy(() -> owner.ledger().restore(pooled))
                .isSameAs(failure)
                .hasSuppressedException(later);
        assertThat(driver.takeCalls()).hasSize(3).endsWith("setSchema original");
    }
}
