package dev.aatomic.runtime.internal.jdbc.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner.Kind;
import dev.aatomic.runtime.internal.jdbc.sql.StatementText;
import java.io.InputStream;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Types;
import java.sql.Wrapper;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("D8")
class StatementHandleTest {

    private final FakeDriver driver = new FakeDriver();
    private final DirectOwner owner = new DirectOwner(driver.connection());
    private final Connection connection = ConnectionHandle.open(owner);
    private Statement pooled;
    private PreparedStatement statement;

    @BeforeEach
    void prepare() throws SQLException {
        pooled = driver.make(PreparedStatement.class);
        driver.answer("prepareStatement", pooled);
        statement = connection.prepareStatement("SELECT ?");
        owner.takeKinds();
        driver.takeCalls();
    }

    @Test
    void executionIsAStatementOfTheDriversStatement() throws SQLException {
        statement.executeQuery();
        assertThat(owner.statements)
                .singleElement()
                .isInstanceOfSatisfying(
                        StatementText.class,
                        known -> assertThat(known.driverStatement()).isSameAs(pooled));
        assertThat(owner.takeKinds()).containsExactly(Kind.STATEMENT);
        statement.execute();
        statement.executeUpdate();
        statement.executeLargeUpdate();
        statement.executeBatch();
        statement.executeLargeBatch();
        statement.executeQuery("SELECT 1");
        assertThat(owner.takeKinds()).hasSize(6).containsOnly(Kind.STATEMENT);
    }

    @Test
    void parametersAndColumnsTakeNoTurn() throws SQLException {
        statement.setInt(1, 7);
        statement.setString(2, "a");
        statement.setNull(3, 0);
        statement.setObject(4, "a");
        statement.addBatch();
        statement.clearBatch();
        statement.clearParameters();
        statement.cancel();
        assertThat(owner.takeKinds()).isEmpty();
        ResultSet rows = statement.executeQuery();
        owner.takeKinds();
        rows.getInt(1);
        rows.getString("a");
        rows.getObject(1);
        rows.wasNull();
        rows.updateInt(1, 2);
        rows.getMetaData();
        rows.findColumn("a");
        assertThat(owner.takeKinds()).isEmpty();
    }

    @Test
    void propertiesLargeObjectsAndDescriptionsTakeTheirTurn() throws SQLException {
        statement.setFetchSize(10);
        statement.getQueryTimeout();
        // A late cancellation would otherwise hit what is executed next.
        assertThat(owner.statements).containsExactly(null, null);
        statement.setBinaryStream(1, InputStream.nullInputStream());
        assertThat(owner.takeKinds()).hasSize(3).containsOnly(Kind.PROPERTY);
        statement.setBlob(1, InputStream.nullInputStream());
        statement.setObject(1, InputStream.nullInputStream(), Types.BLOB);
        assertThat(owner.takeKinds()).containsExactly(Kind.STATEMENT, Kind.STATEMENT);
        statement.getMetaData();
        statement.getParameterMetaData();
        assertThat(owner.takeKinds()).containsExactly(Kind.PREPARE, Kind.PREPARE);
        statement.getGeneratedKeys();
        statement.getMoreResults();
        assertThat(owner.takeKinds()).containsExactly(Kind.FETCH, Kind.FETCH);
    }

    @Test
    void cursorMovesInTurn() throws SQLException {
        ResultSet rows = statement.executeQuery();
        owner.takeKinds();
        rows.next();
        assertThat(owner.statements)
                .singleElement()
                .isInstanceOfSatisfying(
                        StatementText.class,
                        known -> assertThat(known.driverStatement()).isSameAs(pooled));
        rows.previous();
        rows.first();
        rows.last();
        rows.absolute(1);
        rows.relative(1);
        rows.beforeFirst();
        rows.afterLast();
        rows.moveToInsertRow();
        rows.moveToCurrentRow();
        rows.refreshRow();
        rows.cancelRowUpdates();
        assertThat(owner.takeKinds()).hasSize(12).containsOnly(Kind.FETCH);
        rows.insertRow();
        rows.updateRow();
        rows.deleteRow();
        assertThat(owner.takeKinds()).hasSize(3).containsOnly(Kind.STATEMENT);
        rows.close();
        assertThat(owner.takeKinds()).containsExactly(Kind.PROPERTY);
    }

    @Test
    void nextAnswersWhatTheDriverAnswers() throws SQLException {
        ResultSet rows = statement.executeQuery();
        driver.answer("next", true);
        assertThat(rows.next()).isTrue();
        SQLException failure = new SQLException("gone");
        driver.fail("next", failure);
        assertThatThrownBy(rows::next).isSameAs(failure);
        driver.fail("getInt", failure);
        assertThatThrownBy(() -> rows.getInt(1)).isSameAs(failure);
    }

    @Test
    void closedStatementTouchesTheDriversNoMore() throws SQLException {
        ResultSet rows = statement.executeQuery();
        statement.close();
        assertThat(driver.takeCalls()).containsExactly("executeQuery", "close");
        statement.close();
        rows.close();
        assertThat(statement.isClosed()).isTrue();
        assertThat(rows.isClosed()).isTrue();
        // Drivers that cache statements give the same object to the next block.
        assertThatThrownBy(() -> statement.setInt(1, 1))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("HY010"));
        assertThatThrownBy(statement::cancel).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> rows.getInt(1))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("24000"));
        assertThat(driver.takeCalls()).isEmpty();
        assertThat(owner.ledger().hasOpen()).isFalse();
    }

    @Test
    void closeInAnEndingScopeLeavesTheRestToIt() throws SQLException {
        owner.ended = true;
        assertThatCode(statement::close).doesNotThrowAnyException();
        assertThat(driver.takeCalls()).isEmpty();
        assertThat(owner.ledger().hasOpen()).isTrue();
        assertThat(owner.ledger().closeAll()).isNull();
        assertThat(driver.takeCalls()).containsExactly("close");
    }

    @Test
    void statementThatClosesOnCompletionIsForgotten() throws SQLException {
        statement.closeOnCompletion();
        ResultSet rows = statement.executeQuery();
        driver.answer("isClosed", true);
        rows.close();
        assertThat(owner.ledger().hasOpen()).isFalse();
        driver.takeCalls();
        statement.close();
        assertThat(driver.takeCalls()).isEmpty();
    }

    @Test
    void statementThatItsLastResultDoesNotCloseStays() throws SQLException {
        driver.answer("isClosed", true);
        statement.executeQuery().close();
        assertThat(owner.ledger().hasOpen()).as("as it is by itself").isTrue();

        driver.answer("isClosed", false);
        statement.closeOnCompletion();
        assertThat(driver.count("closeOnCompletion")).isEqualTo(1);
        statement.executeQuery().close();
        assertThat(owner.ledger().hasOpen()).as("that has another result").isTrue();
        assertThat(statement.isClosed()).isFalse();
    }

    @Test
    void whatTheDriverClosedIsClosed() throws SQLException {
        ResultSet rows = statement.executeQuery();
        assertThat(statement.isClosed()).isFalse();
        assertThat(rows.isClosed()).isFalse();
        driver.answer("isClosed", true);

        assertThat(statement.isClosed()).isTrue();
        assertThat(rows.isClosed()).isTrue();
    }

    @Test
    void whatIsClosedLeadsNowhere() throws SQLException {
        ResultSet rows = statement.executeQuery();
        rows.close();
        assertThatThrownBy(rows::getStatement).hasFieldOrPropertyWithValue("SQLState", "24000");
        statement.close();
        assertThatThrownBy(statement::getConnection).hasFieldOrPropertyWithValue("SQLState", "HY010");
    }

    @Test
    void handlesWrapThemselvesAndTheDriversObjects() throws SQLException {
        ResultSet rows = statement.executeQuery();
        for (Wrapper handle : List.of(statement, rows)) {
            Class<?> own = handle instanceof Statement ? Statement.class : ResultSet.class;
            driver.answer("isWrapperFor", false);
            assertThat(handle.isWrapperFor(own)).isTrue();
            assertThat(handle.isWrapperFor(FakeDriver.FakeObject.class)).isTrue();
            assertThat(handle.isWrapperFor(Runnable.class)).isFalse();
            assertThat(handle.unwrap(own)).isSameAs(handle);
            assertThat(handle.unwrap(FakeDriver.FakeObject.class)).isNotSameAs(handle);
            owner.takeKinds();
            Object hidden = driver.make(Wrapper.class);
            driver.answer("unwrap", hidden);
            driver.answer("isWrapperFor", true);
            assertThat(handle.isWrapperFor(Runnable.class)).isTrue();
            assertThat(owner.takeKinds()).isEmpty();
            assertThat(handle.unwrap(Wrapper.class)).isSameAs(handle);
            assertThat(handle.unwrap(FakeDriver.FakeObject.class)).isSameAs(hidden);
            assertThat(owner.takeKinds()).containsExactly(Kind.UNWRAP);
        }
    }

    @Test
    void handleIsNotGivenThroughAConnectionThatWasClosed() throws SQLException {
        owner.ended = true;
        connection.close();

        assertThatThrownBy(() -> statement.unwrap(Statement.class)).hasFieldOrPropertyWithValue("SQLState", "08003");
    }

    @Test
    void resultIsTheSameUntilThereIsAnother() throws SQLException {
        driver.answer("getResultSet", driver.make(ResultSet.class));
        ResultSet first = statement.getResultSet();
        driver.answer("getResultSet", driver.make(ResultSet.class));

        assertThat(statement.getResultSet()).isNotSameAs(first);
    }

    @Test
    void resultsLeadBackToTheirStatement() throws SQLException {
        ResultSet rows = statement.executeQuery();
        assertThat(rows.getStatement()).isSameAs(statement);
        assertThat(statement.getConnection()).isSameAs(connection);
        assertThat(statement.getGeneratedKeys().getStatement()).isSameAs(statement);
        ResultSet driversRows = driver.make(ResultSet.class);
        driver.answer("getResultSet", driversRows);
        assertThat(statement.getResultSet()).isSameAs(statement.getResultSet());
        ResultSet latest = statement.getResultSet();
        assertThat(latest.unwrap(ResultSet.class)).isSameAs(latest);
        assertThat(latest.unwrap(FakeDriver.FakeObject.class)).isSameAs(driversRows);
    }

    @Test
    void resultsWithoutAStatementAreEntered() throws SQLException {
        statement.close();
        CallableStatement call = connection.prepareCall("{call a}");
        driver.anyObject = driver.make(ResultSet.class);
        ResultSet reference = (ResultSet) call.getObject(1);
        call.close();
        assertThat(owner.ledger().hasOpen()).isTrue();
        assertThat(reference.getStatement()).isSameAs(reference.getStatement());
        assertThat(reference.getStatement().getConnection()).isSameAs(connection);
        reference.close();
        assertThat(owner.ledger().hasOpen()).isFalse();
    }

    /** J5: a driver may look for its own class in what it is given. */
    @Test
    void valuesAreUnwrappedWhereTheDriverTakesThem() throws SQLException {
        Blob blob = connection.createBlob();
        Clob clob = connection.createClob();
        NClob nclob = connection.createNClob();
        SQLXML xml = connection.createSQLXML();
        Ref ref = statement.executeQuery().getRef(1);

        statement.setBlob(1, blob);
        assertDriversOwn(1);
        statement.setClob(1, clob);
        assertDriversOwn(1);
        statement.setNClob(1, nclob);
        assertDriversOwn(1);
        statement.setClob(1, nclob);
        assertDriversOwn(1);
        statement.setSQLXML(1, xml);
        assertDriversOwn(1);
        statement.setRef(1, ref);
        assertDriversOwn(1);
        statement.setObject(1, blob);
        assertDriversOwn(1);
        blob.position(blob, 1);
        assertDriversOwn(0);
        clob.position(clob, 1);
        assertDriversOwn(0);
    }

    private void assertDriversOwn(int argument) {
        assertThat(Objects.requireNonNull(driver.latestArguments)[argument]).isInstanceOf(FakeDriver.FakeObject.class);
    }

    @Test
    void arraysAreUnwrappedWhereTheDriverTakesThem() throws SQLException {
        Array array = connection.createArrayOf("INT", new Object[0]);
        Array driversArray = driver.make(Array.class);
        driver.answer("getArray", driversArray);
        ResultSet rows = statement.executeQuery();
        Array read = rows.getArray(1);
        assertThat(array).isInstanceOf(Wrapper.class);
        assertThat(((Wrapper) read).isWrapperFor(FakeDriver.FakeObject.class)).isTrue();
        assertThat(((Wrapper) read).isWrapperFor(String.class)).isFalse();
        assertThat(((Wrapper) read).unwrap(Array.class)).isSameAs(driversArray);
        assertThatThrownBy(() -> ((Wrapper) read).unwrap(String.class)).isInstanceOf(SQLException.class);
        Object[] attributes = {read, 1};
        assertThat(DriverObject.withoutHandle(new Object[] {1, read, attributes}))
                .containsExactly(1, driversArray, new Object[] {driversArray, 1});
        assertThat(attributes).containsExactly(read, 1);
    }

    @Test
    void driversOwnTypeIsGivenWhereItIsAskedFor() throws SQLException {
        ResultSet rows = statement.executeQuery();
        driver.anyObject = driver.make(Array.class);
        assertThat(rows.getObject(1, FakeDriver.FakeObject.class)).isSameAs(driver.anyObject);
        assertThat(rows.getObject(1, Array.class)).isNotInstanceOf(FakeDriver.FakeObject.class);
    }
}
