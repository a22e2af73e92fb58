package dev.aatomic.runtime.internal.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;
import dev.aatomic.runtime.spi.Dialect.Savepoints;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each family's transactions can do, and what it costs. */
@Tag("rooms")
final class DialectWaysTest {

    private static final ReadOnly UNTOLD_AND_CHECKED = new ReadOnly(false, null, null, true);

    static Stream<Arguments> families() {
        ReadOnly told = ReadOnly.OF_CONNECTION;
        ReadOnly checked = ReadOnly.CHECKED;
        ReadOnly pragma = new ReadOnly(false, "PRAGMA query_only = ON", "PRAGMA query_only = OFF", false);
        ReadOnly statement = ReadOnly.ofTransaction("SET TRANSACTION READ ONLY");
        return Stream.of(
                Arguments.of(new PostgresDialect(true), SqlSyntax.POSTGRES, told, Savepoints.RELEASED),
                Arguments.of(new MySqlDialect(checked), SqlSyntax.MYSQL, checked, Savepoints.RELEASED),
                Arguments.of(new MySqlDialect(told), SqlSyntax.MYSQL, told, Savepoints.RELEASED),
                Arguments.of(new H2Dialect(true), SqlSyntax.H2, checked, Savepoints.RELEASED),
                Arguments.of(new HsqldbDialect(true), SqlSyntax.HSQLDB, told, Savepoints.RELEASED),
                Arguments.of(new DerbyDialect(true), SqlSyntax.OTHER, told, Savepoints.RELEASED),
                Arguments.of(new SqliteDialect(), SqlSyntax.OTHER, pragma, Savepoints.RELEASED),
                Arguments.of(new DuckDbDialect(), SqlSyntax.OTHER, UNTOLD_AND_CHECKED, Savepoints.NONE),
                Arguments.of(new OracleDialect(), SqlSyntax.ORACLE, statement, Savepoints.KEPT),
                Arguments.of(new SqlServerDialect(), SqlSyntax.SQL_SERVER, checked, Savepoints.KEPT),
                Arguments.of(new Db2Dialect(), SqlSyntax.OTHER, checked, Savepoints.RELEASED),
                Arguments.of(OtherDialect.UNKNOWN, SqlSyntax.OTHER, checked, Savepoints.RELEASED));
    }

    @ParameterizedTest
    @MethodSource("families")
    void familyHasItsWays(DatabaseDialect dialect, SqlSyntax syntax, ReadOnly readOnly, Savepoints savepoints)
            throws SQLException {
        assertThat(dialect.hasTransactions()).isTrue();
        assertThat(dialect.syntax()).isEqualTo(syntax);
        assertThat(dialect.readOnly()).isEqualTo(readOnly);
        assertThat(dialect.savepoints()).isEqualTo(savepoints);
        boolean isPostgres = dialect instanceof PostgresDialect;
        assertThat(dialect.setsIsolationInTransaction()).isEqualTo(isPostgres);
        assertThat(dialect.sendsBeginWithStatement()).isEqualTo(isPostgres);
        assertThat(dialect.givesUpSilently()).isEqualTo(isPostgres || dialect instanceof OtherDialect);
        assertThat(dialect.switchesAutocommitByStatement())
                .isEqualTo(dialect instanceof MySqlDialect || dialect instanceof SqlServerDialect);
        assertThat(dialect.isAnswer(new SQLException("another driver's", "40001")))
                .isFalse();
        assertThat(dialect.driverTransaction(new FakeDriver().connection())).isNull();
    }

    /** Each, with the savepoint that it says. */
    @ParameterizedTest
    @MethodSource("families")
    void savepointIsAsTheFamilySays(DatabaseDialect dialect, SqlSyntax syntax, ReadOnly readOnly, Savepoints savepoints)
            throws SQLException {
        FakeDriver driver = new FakeDriver();
        Connection connection = driver.connection();
        if (savepoints == Savepoints.NONE) {
            assertThatThrownBy(() -> dialect.setSavepoint(connection, "a")).hasMessageContaining("no savepoints");
            return;
        }
        ResourceSavepoint savepoint = dialect.setSavepoint(connection, "a");
        assertThat(driver.takeCalls()).containsExactly("setSavepoint a");

        savepoint.release();

        assertThat(driver.takeCalls().stream().anyMatch(call -> call.startsWith("releaseSavepoint")))
                .isEqualTo(savepoints == Savepoints.RELEASED);
    }

    @ParameterizedTest
    @MethodSource("families")
    void transactionIsRolledBackByTheDriver(DatabaseDialect dialect) throws SQLException {
        FakeDriver driver = new FakeDriver();

        assertThat(dialect.rollback(driver.connection())).isNull();

        assertThat(driver.takeCalls()).contains(dialect instanceof MySqlDialect ? "execute ROLLBACK" : "rollback");
    }

    // ---- a failure of which only the connection knows what it took along

    /** BEGIN is refused where a transaction is open. */
    @Test
    void sqliteIsAskedWhetherItsTransactionIsStillThere() {
        FakeDriver driver = new FakeDriver();
        SQLException interrupted = new SQLException("interrupted", null, 9);
        SqliteDialect dialect = new SqliteDialect();

        driver.fail("execute", new SQLException("cannot start a transaction within a transaction", null, 1));
        assertThat(dialect.hasRolledBackAll(interrupted, driver.connection())).isFalse();
        assertThat(driver.takeCalls()).containsExactly("createStatement", "execute BEGIN", "close");
    }

    /** The one that was begun to see that is the next statement's. */
    @Test
    void sqliteBeginsAnotherWhereItIsGone() {
        FakeDriver driver = new FakeDriver();
        SQLException constraint = new SQLException("INSERT OR ROLLBACK", null, 19);

        assertThat(new SqliteDialect().hasRolledBackAll(constraint, driver.connection()))
                .isTrue();
        assertThat(driver.takeCalls()).containsExactly("createStatement", "execute BEGIN", "close");
    }

    @Test
    void otherDatabasesSayItWithTheFailure() {
        FakeDriver driver = new FakeDriver();

        assertThat(new H2Dialect(true).hasRolledBackAll(new SQLException("deadlock", "40001"), driver.connection()))
                .isTrue();
        assertThat(new H2Dialect(true).hasRolledBackAll(new SQLException("duplicate", "23505"), driver.connection()))
                .isFalse();
        assertThat(driver.takeCalls()).isEmpty();
    }

    /** What {@code innodb_rollback_on_timeout} says is asked for once, when it matters. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lockWaitTimeoutTakesAlongWhatTheServerIsSetTo(boolean all) {
        FakeDriver driver = new FakeDriver();
        driver.answer("next", true);
        driver.answer("getBoolean", all);
        MySqlDialect dialect = new MySqlDialect(ReadOnly.OF_CONNECTION);
        SQLException timeout = new SQLException("Lock wait timeout exceeded", "40001", 1205);
        Connection connection = driver.connection();

        assertThat(dialect.hasRolledBackAll(new SQLException("duplicate", "23000", 1062), connection))
                .isFalse();
        assertThat(driver.takeCalls()).isEmpty();
        assertThat(dialect.hasRolledBackAll(timeout, connection)).isEqualTo(all);
        assertThat(driver.takeCalls())
                .as("a statement and its result, both closed")
                .containsSubsequence("executeQuery SELECT @@innodb_rollback_on_timeout", "close", "close");
        assertThat(dialect.hasRolledBackAll(timeout, connection)).isEqualTo(all);
        assertThat(driver.takeCalls()).isEmpty();
    }

    @Test
    void serverWithoutTheSettingUndoesTheStatementAlone() {
        FakeDriver driver = new FakeDriver();
        driver.fail("executeQuery", new SQLException("Unknown system variable", "HY000", 1193));

        assertThat(new MySqlDialect(ReadOnly.OF_CONNECTION)
                        .hasRolledBackAll(
                                new SQLException("Lock wait timeout exceeded", "HY000", 1205), driver.connection()))
                .isFalse();
    }
}
