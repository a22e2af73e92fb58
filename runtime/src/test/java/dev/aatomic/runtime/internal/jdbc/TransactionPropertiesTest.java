package dev.aatomic.runtime.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.support.memory.PlainDataSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Isolation and read-only as each database has them: announced in time, put back, or refused in words that help. */
@Tag("rooms")
@Tag("properties")
final class TransactionPropertiesTest {

    private final FakeDriver driver = new FakeDriver();
    private Connection given = driver.connection();
    private final ManagedDatabase database = new ManagedDatabase(
            "orders",
            new PlainDataSource() {
                @Override
                public Connection getConnection() {
                    return given;
                }
            },
            1,
            Integer.MAX_VALUE);

    @BeforeEach
    void startAsPoolsDo() {
        driver.answer("getAutoCommit", true);
        driver.answer("getTransactionIsolation", Connection.TRANSACTION_READ_COMMITTED);
    }

    private JdbcResource begun(String product, Isolation isolation, boolean readOnly) throws SQLException {
        driver.answer("getDatabaseProductName", product);
        JdbcResource resource = JdbcResource.open(database, isolation, readOnly, null);
        resource.begin();
        return resource;
    }

    private List<String> changes() {
        return driver.takeCalls().stream()
                .filter(call -> !call.startsWith("get")
                        && !call.startsWith("supports")
                        && !call.startsWith("is")
                        && !call.startsWith("unwrap"))
                .toList();
    }

    // ---- isolation

    @Test
    void levelThatTheDatabaseDoesNotHaveIsRefusedInWordsThatHelp() {
        driver.answer("supportsTransactionIsolationLevel", false);
        driver.answer("getTransactionIsolation", Connection.TRANSACTION_READ_COMMITTED);

        assertThatThrownBy(() -> begun("Oracle", Isolation.REPEATABLE_READ, false))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessage("isolation: found REPEATABLE_READ, which database 'orders' does not have; expected one of"
                        + " []. Ask for one of these on the outermost block, or leave isolation out")
                .satisfies(failure ->
                        assertThat(((SQLException) failure).getSQLState()).isEqualTo("0A000"));
        assertThat(changes()).isEmpty();
    }

    /** What the driver says that it has, what its connections have by default, and what was asked for. */
    @ParameterizedTest(name = "{2} of {0}")
    @CsvSource({
        "2 8, 2, REPEATABLE_READ, 'READ_COMMITTED, SERIALIZABLE'",
        "2 8, 2, READ_UNCOMMITTED, ",
        "4, 4, SERIALIZABLE, REPEATABLE_READ",
        "4, 4, READ_COMMITTED, ",
        "1 2, 1, SERIALIZABLE, 'READ_UNCOMMITTED, READ_COMMITTED'",
        "8, 8, REPEATABLE_READ, ",
        "'', 1, READ_COMMITTED, ''"
    })
    void levelThatIsMissingIsRefusedUnlessTheDefaultIsMore(
            String has, int usual, Isolation asked, @Nullable String offered) throws SQLException {
        given = leveled(has);
        driver.answer("getTransactionIsolation", usual);

        if (offered == null) {
            begun("Oracle", asked, false);
            assertThat(changes()).containsExactly("setAutoCommit false");
            return;
        }
        assertThatThrownBy(() -> begun("Oracle", asked, false))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessage("isolation: found " + asked + ", which database 'orders' does not have; expected one of ["
                        + offered + "]. Ask for one of these on the outermost block, or leave isolation out");
        assertThat(changes()).as("nothing is begun").doesNotContain("setAutoCommit false");
    }

    /** A connection whose driver says that it has these levels of JDBC. */
    private Connection leveled(String levels) {
        List<String> has = List.of(levels.split(" "));
        Connection full = given;
        return proxy(Connection.class, (self, method, arguments) -> {
            Object answer = driver.invoke(full, method, arguments);
            return method.getName().equals("getMetaData")
                    ? proxy(
                            DatabaseMetaData.class,
                            (metaData, asked, given) -> asked.getName().equals("supportsTransactionIsolationLevel")
                                    ? (Object) has.contains(String.valueOf(given[0]))
                                    : driver.invoke(metaData, asked, given))
                    : answer;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(
                TransactionPropertiesTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** SQLite's transactions are serializable, and its driver says that it has nothing less. */
    @ParameterizedTest
    @EnumSource(names = {"READ_UNCOMMITTED", "READ_COMMITTED", "REPEATABLE_READ"})
    void moreThanWasAskedForIsEnough(Isolation isolation) throws SQLException {
        driver.answer("supportsTransactionIsolationLevel", false);
        driver.answer("getTransactionIsolation", Connection.TRANSACTION_SERIALIZABLE);

        JdbcResource resource = begun("SQLite", isolation, false);
        driver.answer("getAutoCommit", false);
        resource.giveBack();

        assertThat(changes()).containsExactly("setAutoCommit false", "setAutoCommit true", "close");
    }

    /** A wrapper may have none, whatever JDBC says: then the driver is left to refuse what it does not have. */
    @Test
    void connectionWithoutMetaDataTakesEveryLevel() throws SQLException {
        Connection full = given;
        given = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) ->
                        method.getName().equals("getMetaData") ? null : method.invoke(full, arguments));
        JdbcResource.open(database, Isolation.SERIALIZABLE, false, null).begin();

        assertThat(changes()).containsExactly("setTransactionIsolation 8", "setAutoCommit false");
    }

    // ---- read-only

    @Test
    void readOnlyIsAnnouncedBeforeAllElse() throws SQLException {
        begun("H2", Isolation.DEFAULT, true);

        assertThat(driver.takeCalls())
                .containsExactly(
                        "isReadOnly",
                        "setReadOnly true",
                        "getMetaData",
                        "getDatabaseProductName",
                        "getURL",
                        "getAutoCommit",
                        "setAutoCommit false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "Microsoft SQL Server", "DB2/LINUXX8664", "Firebird 5.0"})
    void statementsAreLookedAtWhereNothingElseKeepsThemFromWriting(String product) throws SQLException {
        driver.answer("supportsTransactions", true);
        begun(product, Isolation.DEFAULT, true);

        assertThat(isReadOnlyChecked()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PostgreSQL", "HSQL Database Engine", "Apache Derby", "Oracle", "SQLite"})
    void statementsAreTheDatabasesWhereItKeepsThem(String product) throws SQLException {
        begun(product, Isolation.DEFAULT, true);

        assertThat(isReadOnlyChecked()).isFalse();
    }

    private boolean isReadOnlyChecked() {
        return Objects.requireNonNull(database.knownDialect()).readOnly().checked();
    }

    static Stream<SQLException> unable() {
        return Stream.of(new SQLFeatureNotSupportedException("cannot"), new SQLException("cannot", "0A000"));
    }

    /** Where the statements are looked at, nobody needs the driver. */
    @ParameterizedTest
    @MethodSource("unable")
    void driverThatCannotBeToldDoesNoHarmWhereStatementsAreLookedAt(SQLException unable) throws SQLException {
        driver.fail("setReadOnly", unable);

        JdbcResource resource = begun("H2", Isolation.DEFAULT, true);
        driver.answer("getAutoCommit", false);
        resource.giveBack();

        assertThat(isReadOnlyChecked()).isTrue();
        assertThat(changes()).containsExactly("setReadOnly true", "setAutoCommit false", "setAutoCommit true", "close");
    }

    /** It may be lost, and the server that something behind it has chosen is another one. */
    @Test
    void driverThatFailsToBeToldFailsTheBlock() {
        SQLException lost = new SQLException("lost", "08006");
        driver.fail("setReadOnly", lost);

        assertThatThrownBy(() -> begun("H2", Isolation.DEFAULT, true)).isSameAs(lost);
    }

    @Test
    void driverThatMustBeToldAndCannotFailsTheBlock() {
        SQLException refused = new SQLException("cannot", "0A000");
        driver.fail("setReadOnly", refused);

        assertThatThrownBy(() -> begun("PostgreSQL", Isolation.DEFAULT, true)).isSameAs(refused);
    }

    @Test
    void oraclesIsAStatementOfTheTransaction() throws SQLException {
        JdbcResource resource = begun("Oracle", Isolation.DEFAULT, true);
        assertThat(changes())
                .containsExactly(
                        "setReadOnly true",
                        "setAutoCommit false",
                        "createStatement",
                        "execute SET TRANSACTION READ ONLY",
                        "close");
        driver.answer("getAutoCommit", false);
        resource.giveBack();
        assertThat(changes()).containsExactly("setAutoCommit true", "setReadOnly false", "close");
    }

    /** Its driver refuses to be told, once it has connected. */
    @Test
    void sqlitesPragmaIsPutBack() throws SQLException {
        driver.fail("setReadOnly", new SQLException("Cannot change read-only flag after establishing a connection"));
        JdbcResource resource = begun("SQLite", Isolation.DEFAULT, true);
        assertThat(changes())
                .containsExactly(
                        "setReadOnly true",
                        "setAutoCommit false",
                        "createStatement",
                        "execute PRAGMA query_only = ON",
                        "close");
        assertThat(pragmaOff(resource, true))
                .containsExactly(
                        "setAutoCommit true", "createStatement", "execute PRAGMA query_only = OFF", "close", "close");

        // Known by now: the driver is not told again.
        begun("SQLite", Isolation.DEFAULT, true);
        assertThat(changes()).doesNotContain("setReadOnly true").contains("execute PRAGMA query_only = ON");
    }

    private List<String> pragmaOff(JdbcResource resource, boolean autoCommit) {
        driver.answer("getAutoCommit", autoCommit);
        resource.giveBack();
        return changes();
    }

    /** The pragma begins a transaction, which must not stay open. */
    @Test
    void sqlitesPragmaIsPutBackInAPoolWithoutAutocommit() throws SQLException {
        driver.answer("getAutoCommit", false);
        JdbcResource resource = begun("SQLite", Isolation.DEFAULT, true);
        changes();

        assertThat(pragmaOff(resource, false))
                .containsExactly(
                        "createStatement",
                        "execute PRAGMA query_only = OFF",
                        "close",
                        "commit",
                        "setReadOnly false",
                        "close");
    }

    @Test
    void connectionWhosePragmaIsNotPutBackIsThrownAway() throws SQLException {
        JdbcResource resource = begun("SQLite", Isolation.DEFAULT, true);
        driver.fail("execute", new SQLException("disk", null, 10));
        changes();

        assertThat(pragmaOff(resource, true)).anyMatch(call -> call.startsWith("abort"));
    }

    // ---- the name

    private List<String> begunWithName(String product, Isolation isolation) throws SQLException {
        return begun(product, isolation, "Accounts.transfer");
    }

    private List<String> begun(String product, Isolation isolation, String name) throws SQLException {
        database.sendBlockNames(true);
        driver.answer("getDatabaseProductName", product);
        JdbcResource.open(database, isolation, false, () -> name).begin();
        return changes();
    }

    /** The server would cut it too, and warn of that; what it has no letter for it would refuse, or not, as its encoding is. */
    @ParameterizedTest
    @CsvSource({"a, 64, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'", "é, 2, ??", "€, 1, ?"})
    void nameIsCutAndPlain(String part, int times, String shown) throws SQLException {
        assertThat(begun("PostgreSQL", Isolation.DEFAULT, part.repeat(times)))
                .contains("execute SET LOCAL application_name = '" + shown + "'");
    }

    /** PostgreSQL wants the isolation before any other statement. */
    @Test
    void nameGoesWithTheIsolationAndAfterIt() throws SQLException {
        driver.answer("supportsTransactionIsolationLevel", true);

        assertThat(begunWithName("PostgreSQL", Isolation.SERIALIZABLE))
                .containsExactly(
                        "setAutoCommit false",
                        "createStatement",
                        "execute SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SET LOCAL application_name ="
                                + " 'Accounts.transfer'",
                        "close");
    }

    @Test
    void nameIsTheFirstStatementOfAPlainTransaction() throws SQLException {
        assertThat(begunWithName("PostgreSQL", Isolation.DEFAULT))
                .containsExactly(
                        "setAutoCommit false",
                        "createStatement",
                        "execute SET LOCAL application_name = 'Accounts.transfer'",
                        "close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "MariaDB", "MySQL", "Oracle", "Microsoft SQL Server", "SQLite"})
    void databaseThatShowsNoNamesIsSentNone(String product) throws SQLException {
        assertThat(begunWithName(product, Isolation.DEFAULT)).containsExactly("setAutoCommit false");
    }

    @Test
    void databaseWithoutTransactionsIsRefused() {
        driver.answer("supportsTransactions", false);

        assertThatThrownBy(() -> begun("Text files", Isolation.DEFAULT, false))
                .hasMessage("The driver of database 'orders' says that it has no transactions, so a block could promise"
                        + " nothing. Use its connections without one: autocommit(...), or @NonAatomic");
        assertThat(changes()).doesNotContain("setAutoCommit false");
    }
}
