package dev.aatomic.runtime.internal.jdbc.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner.Kind;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("D8")
class ConnectionHandleTest {

    private final FakeDriver driver = new FakeDriver();
    private final Connection pooled = driver.connection();
    private final DirectOwner owner = new DirectOwner(pooled);
    private final Connection connection = ConnectionHandle.open(owner);

    @Test
    void openingAndClosingAsksNothingOfTheScope() throws SQLException {
        connection.close();
        assertThat(owner.takeKinds()).isEmpty();
        assertThat(owner.hasLedger()).isFalse();
        assertThat(driver.takeCalls()).isEmpty();
        assertThat(owner.handlesClosed).isEqualTo(1);
    }

    @Test
    void closeClosesWhatWasOpenedAndNotTheConnection() throws SQLException {
        Statement statement = connection.createStatement();
        ResultSet tables = connection.getMetaData().getTables(null, null, null, null);
        Connection other = ConnectionHandle.open(owner);
        Statement others = other.createStatement();
        driver.takeCalls();

        connection.close();
        connection.close();

        assertThat(driver.takeCalls()).containsExactly("close", "close");
        assertThat(statement.isClosed()).isTrue();
        assertThat(tables.isClosed()).isTrue();
        assertThat(others.isClosed()).isFalse();
        assertThat(owner.handlesClosed).isEqualTo(1);
        assertThat(owner.ledger().hasOpen()).isTrue();
    }

    @Test
    void closeThrowsWhatTheDriverThrewAndStillCountsAsClosed() throws SQLException {
        SQLException failure = new SQLException("cannot close");
        connection.createStatement();
        driver.fail("close", failure);
        assertThatThrownBy(connection::close).isSameAs(failure);
        assertThat(connection.isClosed()).isTrue();
        assertThat(owner.handlesClosed).isEqualTo(1);
    }

    @Test
    void closeInAnEndingScopeLeavesTheRestToIt() throws SQLException {
        connection.createStatement();
        owner.ended = true;
        assertThatCode(connection::close).doesNotThrowAnyException();
        assertThat(owner.ledger().hasOpen()).isTrue();
        assertThat(owner.handlesClosed).isEqualTo(1);
    }

    @Test
    void closedHandleAnswersOnlyCloseIsClosedAndIsValid() throws SQLException {
        assertThat(connection.isClosed()).isFalse();
        connection.close();
        assertThat(connection.isClosed()).isTrue();
        assertThat(connection.isValid(1)).isFalse();
        List<ThrowingCallable> calls = List.of(
                connection::createStatement,
                () -> connection.prepareStatement("SELECT 1"),
                connection::getMetaData,
                connection::getSchema,
                connection::getAutoCommit,
                connection::commit,
                connection::rollback,
                () -> connection.setAutoCommit(false),
                () -> connection.setReadOnly(false),
                () -> connection.setTransactionIsolation(0),
                connection::setSavepoint,
                () -> connection.setSavepoint("a"),
                () -> connection.rollback(null),
                () -> connection.releaseSavepoint(null),
                () -> connection.abort(Runnable::run),
                connection::beginRequest,
                connection::endRequest,
                () -> connection.setShardingKeyIfValid(null, 1),
                connection::clearWarnings,
                () -> connection.setSchema("a"),
                () -> connection.unwrap(Connection.class),
                () -> connection.setClientInfo("a", "b"),
                () -> connection.setClientInfo(new Properties()));
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08003"));
        }
        assertThat(driver.takeCalls()).isEmpty();
    }

    @Test
    void handleOfAnEndedScopeIsClosed() throws SQLException {
        owner.ended = true;
        assertThat(connection.isClosed()).isTrue();
        assertThat(connection.isValid(1)).isFalse();
        assertRefused(connection::createStatement, "The scope has ended.");
        assertRefused(() -> connection.prepareStatement("select 1"), "The scope has ended.");
        assertRefused(connection::setSavepoint, "The scope has ended.");
        assertRefused(() -> connection.setSavepoint("a"), "The scope has ended.");
        assertRefused(() -> connection.rollback(SavepointHandle.of("a")), "The scope has ended.");
        assertRefused(() -> connection.releaseSavepoint(SavepointHandle.of("a")), "The scope has ended.");
    }

    @Test
    void isValidAsksTheDriver() throws SQLException {
        assertThat(connection.isValid(1)).isFalse();
        driver.answer("isValid", true);
        assertThat(connection.isValid(1)).isTrue();
    }

    @Test
    void blockRefusesTransactionControlAndSaysWhatToUse() {
        assertRefused(connection::commit, "commit()");
        assertRefused(connection::rollback, "setRollbackOnly(true)");
        assertRefused(() -> connection.setAutoCommit(true), "autocommit(...)");
        assertRefused(() -> connection.setReadOnly(true), "setReadOnly(true)");
        assertRefused(
                () -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE),
                "setTransactionIsolation(8)");
        assertRefused(() -> connection.abort(Runnable::run), "abort");
        assertRefused(connection::beginRequest, "beginRequest");
        assertRefused(connection::endRequest, "endRequest");
        assertRefused(() -> connection.setShardingKey(null), "setShardingKey");
        assertRefused(() -> connection.setShardingKey(null, null), "setShardingKey");
        assertRefused(() -> connection.setShardingKeyIfValid(null, 1), "setShardingKeyIfValid");
        assertRefused(() -> connection.setShardingKeyIfValid(null, null, 1), "setShardingKeyIfValid");
        assertThat(driver.takeCalls()).containsExactly("isReadOnly", "getTransactionIsolation");
    }

    @Test
    void whatChangesNothingIsAllowedInABlock() throws SQLException {
        driver.answer("isReadOnly", true);
        driver.answer("getTransactionIsolation", Connection.TRANSACTION_READ_COMMITTED);
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        assertThat(connection.getAutoCommit()).isFalse();
        assertThat(driver.takeCalls()).containsExactly("isReadOnly", "getTransactionIsolation");
    }

    @Test
    void autocommitContextHasNothingToCommit() throws SQLException {
        owner.autocommit = true;
        connection.commit();
        connection.rollback();
        connection.setAutoCommit(true);
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(driver.takeCalls()).isEmpty();
        assertRefused(() -> connection.setAutoCommit(false), "transactions.atomic()");
        assertRefused(() -> connection.abort(Runnable::run), "abort");
    }

    @Test
    void savepointsAreTheOwners() throws SQLException {
        Savepoint savepoint = connection.setSavepoint("a");
        connection.setSavepoint();
        connection.rollback(savepoint);
        connection.releaseSavepoint(savepoint);
        assertThat(owner.savepoints).containsExactly("set a", "set null", "rollback to a", "release a");
        assertThat(driver.takeCalls()).isEmpty();
    }

    @Test
    void transactionControlAsTextIsRefusedWhereverTextIsTaken() throws SQLException {
        Statement statement = connection.createStatement();
        driver.takeCalls();
        String sql = " /* now */ commit";
        List<ThrowingCallable> calls = List.of(
                () -> connection.prepareStatement(sql),
                () -> connection.prepareStatement(sql, 1),
                () -> connection.prepareStatement(sql, 1, 1),
                () -> connection.prepareStatement(sql, 1, 1, 1),
                () -> connection.prepareStatement(sql, new int[0]),
                () -> connection.prepareStatement(sql, new String[0]),
                () -> connection.prepareCall(sql),
                () -> connection.prepareCall(sql, 1, 1),
                () -> connection.prepareCall(sql, 1, 1, 1),
                () -> statement.execute(sql),
                () -> statement.execute(sql, 1),
                () -> statement.execute(sql, new int[0]),
                () -> statement.execute(sql, new String[0]),
                () -> statement.executeQuery(sql),
                () -> statement.executeUpdate(sql),
                () -> statement.executeUpdate(sql, 1),
                () -> statement.executeUpdate(sql, new int[0]),
                () -> statement.executeUpdate(sql, new String[0]),
                () -> statement.executeLargeUpdate(sql),
                () -> statement.executeLargeUpdate(sql, 1),
                () -> statement.executeLargeUpdate(sql, new int[0]),
                () -> statement.executeLargeUpdate(sql, new String[0]),
                () -> statement.addBatch(sql));
        for (ThrowingCallable call : calls) {
            assertRefused(call, "COMMIT");
        }
        assertThat(driver.takeCalls()).containsOnly("getMetaData", "getDatabaseProductName");
        assertThatCode(() -> connection.prepareCall("{call commit_all}")).doesNotThrowAnyException();
    }

    @Test
    void textThatIsNoneIsTheDriversToRefuse() throws SQLException {
        connection.prepareStatement(null);

        assertThat(driver.takeCalls()).containsExactly("prepareStatement null");
    }

    @Test
    void driverThatReturnsNoStatementHasFailed() {
        Connection without = (Connection) Proxy.newProxyInstance(
                ConnectionHandleTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> null);

        assertThatThrownBy(() -> ConnectionHandle.open(new DirectOwner(without)).createStatement())
                .isInstanceOf(SQLException.class)
                .hasMessage("The driver returned null instead of a statement")
                .hasFieldOrPropertyWithValue("SQLState", "HY000");
    }

    @Test
    void valueBeforeTheFirstChangeIsAskedForOnce() throws SQLException {
        connection.setSchema("a");
        connection.setSchema("b");
        connection.setClientInfo("a", "b");
        connection.setClientInfo("a", "c");

        assertThat(driver.count("getSchema")).isEqualTo(1);
        assertThat(driver.count("getClientInfo a")).isEqualTo(1);
    }

    @Test
    void kindsSayWhatACallDoes() throws SQLException {
        connection.createStatement();
        assertThat(owner.takeKinds()).containsExactly(Kind.PROPERTY);
        connection.prepareStatement("SELECT 1");
        connection.prepareCall("{call a}");
        assertThat(owner.takeKinds()).containsExactly(Kind.PREPARE, Kind.PREPARE);
        connection.getMetaData().getDatabaseProductName();
        assertThat(owner.takeKinds()).containsExactly(Kind.PROPERTY, Kind.PROPERTY);
        connection.getMetaData().getTables(null, null, null, null);
        assertThat(owner.takeKinds()).containsExactly(Kind.PROPERTY, Kind.STATEMENT);
        connection.getMetaData().getDriverMajorVersion();
        assertThat(owner.takeKinds()).containsExactly(Kind.PROPERTY);
    }

    @Test
    void driversExceptionsReachTheUserAsTheyWereThrown() throws SQLException {
        SQLException failure = new SQLException("no", "42000");
        driver.fail("prepareStatement", failure);
        assertThatThrownBy(() -> connection.prepareStatement("x")).isSameAs(failure);
        IllegalStateException unchecked = new IllegalStateException();
        driver.fail("getSchema", unchecked);
        assertThatThrownBy(connection::getSchema).isSameAs(unchecked);
        AbstractMethodError error = new AbstractMethodError();
        driver.fail("getCatalog", error);
        assertThatThrownBy(connection::getCatalog).isSameAs(error);
        SQLClientInfoException info = new SQLClientInfoException(Map.of());
        driver.fail("setClientInfo", info);
        assertThatThrownBy(() -> connection.setClientInfo("a", "b")).isSameAs(info);
    }

    @Test
    void unwrapGivesTheDriversObject() throws SQLException {
        assertThat(connection.unwrap(FakeDriver.FakeObject.class)).isSameAs(pooled);
        assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
        assertThat(connection.isWrapperFor(Connection.class)).isTrue();
        assertThat(connection.isWrapperFor(FakeDriver.FakeObject.class)).isTrue();
        assertThat(connection.isWrapperFor(Runnable.class)).isFalse();
        Object driversOwn = new Object();
        driver.answer("isWrapperFor", true);
        assertThat(connection.isWrapperFor(Runnable.class)).isTrue();
        driver.answer("unwrap", driversOwn);
        assertThat(connection.unwrap(Object.class)).isSameAs(driversOwn);
    }

    @Test
    void handlesAreEqualToThemselvesOnlyAndHaveAName() throws SQLException {
        PreparedStatement statement = connection.prepareStatement("SELECT 1");
        assertThat(connection).isEqualTo(connection).isNotEqualTo(ConnectionHandle.open(owner));
        assertThat(connection.hashCode()).isEqualTo(connection.hashCode());
        assertThat(connection).hasToString("Connection handle of a block of orders");
        assertThat(statement).isEqualTo(statement).isNotEqualTo(connection.prepareStatement("SELECT 1"));
        assertThat(statement.hashCode()).isEqualTo(statement.hashCode());
        assertThat(statement).hasToString("Handle of the driver's object");
        connection.close();
        assertThat(connection).isEqualTo(connection).hasToString("Connection handle of a block of orders");
    }

    @ParameterizedTest
    @ValueSource(strings = {"getSchema", "setSchema"})
    void failureToReadOrSetAPropertyIsTheDrivers(String method) {
        SQLException failure = new SQLException("no");
        driver.fail(method, failure);
        assertThatThrownBy(() -> connection.setSchema("a")).isSameAs(failure);
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(SQLException.class)
                .hasCauseInstanceOf(TransactionManagementException.class)
                .hasMessageContaining(message);
    }
}
