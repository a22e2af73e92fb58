package dev.aatomic.runtime.internal.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.spi.Dialect;
import dev.aatomic.runtime.spi.DialectProvider;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** A database is known by what its driver says of it, and its users know it better. */
@Tag("rooms")
final class DialectChoiceTest {

    private final FakeDriver driver = new FakeDriver();

    private DatabaseDialect chosen(DialectProvider... providers) throws SQLException {
        return DialectChoice.of(driver.connection(), List.of(providers));
    }

    @ParameterizedTest
    @CsvSource({
        "PostgreSQL, PostgresDialect",
        "EnterpriseDB, PostgresDialect",
        "CockroachDB, PostgresDialect",
        "YugabyteDB, PostgresDialect",
        "MariaDB, MySqlDialect",
        "MySQL, MySqlDialect",
        "H2, H2Dialect",
        "HSQL Database Engine, HsqldbDialect",
        "Apache Derby, DerbyDialect",
        "SQLite, SqliteDialect",
        "DuckDB, DuckDbDialect",
        "Oracle, OracleDialect",
        "Microsoft SQL Server, SqlServerDialect",
        "DB2/LINUXX8664, Db2Dialect",
        "DB2/NT64, Db2Dialect",
        "DB2, Db2Dialect",
        "DB2 UDB for AS/400, Db2Dialect",
        "Firebird 5.0, OtherDialect",
        "Informix Dynamic Server, OtherDialect",
        "Not MySQL, OtherDialect"
    })
    void productNameIsAsTheDriversSayIt(String product, String dialect) throws SQLException {
        driver.answer("getDatabaseProductName", product);

        assertThat(chosen().getClass().getSimpleName()).isEqualTo(dialect);
    }

    @ParameterizedTest
    @NullAndEmptySource
    void databaseWithoutANameIsAnyOther(String product) throws SQLException {
        if (product != null) {
            driver.answer("getDatabaseProductName", product);
        }

        assertThat(chosen()).isInstanceOf(OtherDialect.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POSTGRESQL", "mysql", "ORACLE", "db2/linuxx8664"})
    void lettersOfTheNameMayBeOfEitherCase(String product) throws SQLException {
        driver.answer("getDatabaseProductName", product);

        assertThat(chosen()).isNotInstanceOf(OtherDialect.class);
    }

    @ParameterizedTest
    @CsvSource({
        "H2, jdbc:h2:mem:shop, true",
        "H2, jdbc:h2:~/shop;AUTO_SERVER=TRUE, true",
        "H2, jdbc:h2:tcp://localhost/~/shop, false",
        "H2, jdbc:h2:ssl://localhost/~/shop, false",
        "HSQL Database Engine, jdbc:hsqldb:file:/data/shop, true",
        "HSQL Database Engine, jdbc:hsqldb:hsql://localhost/shop, false",
        "HSQL Database Engine, jdbc:hsqldb:hsqls://localhost/shop, false",
        "HSQL Database Engine, jdbc:hsqldb:http://localhost/shop, false",
        "HSQL Database Engine, jdbc:hsqldb:https://localhost/shop, false",
        "Apache Derby, jdbc:derby:memory:shop, true",
        "Apache Derby, jdbc:derby://localhost:1527/shop, false",
        "SQLite, jdbc:sqlite:/data/shop.db, true",
        "DuckDB, jdbc:duckdb:, true",
        "H2, , true",
        "PostgreSQL, jdbc:postgresql://localhost/shop, false",
        "MariaDB, jdbc:mariadb://localhost/shop, false"
    })
    void urlTellsWhatRunsInTheProcess(String product, String url, boolean inProcess) throws SQLException {
        driver.answer("getDatabaseProductName", product);
        if (url != null) {
            driver.answer("getURL", url);
        }

        assertThat(chosen().runsInProcess()).isEqualTo(inProcess);
    }

    /** Before that, large objects could be written in a transaction that only reads. */
    @ParameterizedTest
    @CsvSource({
        "PostgreSQL, 18, true",
        "PostgreSQL, 16, true",
        "PostgreSQL, 15, false",
        "YugabyteDB, 11, false",
        "H2, 16, false"
    })
    void postgresKeepsItsReadersFromAllWritingSince16(String product, int version, boolean enforces)
            throws SQLException {
        driver.answer("getDatabaseProductName", product);
        driver.answer("getDatabaseMajorVersion", version);

        assertThat(chosen().enforcesReadOnly()).isEqualTo(enforces);
    }

    /** Whatever the locale: the Turkish small letter of I has a dot. */
    @Test
    void nameIsReadInNoLanguage() throws SQLException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            driver.answer("getDatabaseProductName", "MARIADB");
            assertThat(chosen()).isInstanceOf(MySqlDialect.class);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void connectionWithoutMetaDataIsOfAnUnknownDatabase() throws SQLException {
        Connection bare = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, given) -> null);

        assertThat(DialectChoice.of(bare, List.of(metaData -> {
                    throw new AssertionError("Asked without meta data");
                })))
                .isSameAs(OtherDialect.UNKNOWN);
    }

    @Test
    void failureOfTheDriverIsPassedOn() {
        SQLException lost = new SQLException("lost", "08006");
        driver.fail("getDatabaseProductName", lost);

        assertThatThrownBy(this::chosen).isSameAs(lost);
    }

    // ---- versions: who keeps a transaction from writing

    @ParameterizedTest
    @CsvSource({
        // The server of MariaDB since 10.0, told by its driver since 3.5, by a statement before that.
        "MariaDB, 11, 4, MariaDB Connector/J, 4, 0, OF_CONNECTION",
        "MariaDB, 10, 0, MariaDB Connector/J, 3, 5, OF_CONNECTION",
        "MariaDB, 10, 11, MariaDB Connector/J, 3, 4, OF_TRANSACTION",
        "MariaDB, 10, 11, MariaDB Connector/J, 2, 7, OF_TRANSACTION",
        "MariaDB, 5, 5, MariaDB Connector/J, 4, 0, CHECKED",
        // MySQL since 5.6, through either driver.
        "MySQL, 8, 4, MySQL Connector/J, 9, 7, OF_CONNECTION",
        "MySQL, 5, 6, MySQL Connector Java, 5, 1, OF_CONNECTION",
        "MySQL, 8, 0, MariaDB Connector/J, 3, 5, OF_CONNECTION",
        "MySQL, 8, 0, MariaDB Connector/J, 2, 7, OF_TRANSACTION",
        "MySQL, 5, 5, MySQL Connector/J, 9, 7, CHECKED",
        "MySQL, 5, 5, MariaDB Connector/J, 4, 0, CHECKED",
        // MariaDB's server, as MySQL's driver reads its version.
        "MySQL, 11, 4, MySQL Connector/J, 9, 7, OF_CONNECTION",
        "MySQL, 8, 0, , 0, 0, OF_CONNECTION"
    })
    void versionsOfServerAndDriverDecideWhoKeepsItFromWriting(
            String product, int major, int minor, String driverName, int driverMajor, int driverMinor, String way)
            throws SQLException {
        driver.answer("getDatabaseProductName", product);
        driver.answer("getDatabaseMajorVersion", major);
        driver.answer("getDatabaseMinorVersion", minor);
        driver.answer("getDriverMajorVersion", driverMajor);
        driver.answer("getDriverMinorVersion", driverMinor);
        if (driverName != null) {
            driver.answer("getDriverName", driverName);
        }

        Dialect.ReadOnly expected = switch (way) {
            case "CHECKED" -> Dialect.ReadOnly.CHECKED;
            case "OF_CONNECTION" -> Dialect.ReadOnly.OF_CONNECTION;
            default -> Dialect.ReadOnly.ofTransaction("SET TRANSACTION READ ONLY");
        };
        assertThat(chosen().readOnly()).isEqualTo(expected);
    }

    /** What the URL allows: two statements in one text. */
    @ParameterizedTest
    @CsvSource({
        "jdbc:mariadb://localhost/orders?allowMultiQueries=true, true",
        "jdbc:mysql://localhost/orders?useLocalSessionState=true&allowMultiQueries=true, true",
        "jdbc:mysql://localhost/orders?allowMultiQueries=false, false",
        "jdbc:mariadb://localhost/orders, false",
        ", false"
    })
    void urlSaysWhetherSeveralStatementsGoTogether(String url, boolean together) throws SQLException {
        driver.answer("getDatabaseProductName", "MySQL");
        driver.answer("getUpdateCount", -1);
        if (url != null) {
            driver.answer("getURL", url);
        }
        DatabaseDialect chosen = chosen();
        driver.takeCalls();

        chosen.setSavepoint(driver.connection(), "a").releaseAndSet("b");

        assertThat(driver.takeCalls().contains("execute RELEASE SAVEPOINT `a`; SAVEPOINT `b`"))
                .isEqualTo(together);
    }

    // ---- the users' own

    private record Own(Dialect.Family family) implements Dialect {}

    @Test
    void usersAreAskedFirstAndInTheirOrder() throws SQLException {
        driver.answer("getDatabaseProductName", "MySQL");
        List<String> asked = new ArrayList<>();
        Own second = new Own(Dialect.Family.ORACLE);

        DatabaseDialect chosen = chosen(
                metaData -> {
                    asked.add("first " + product(metaData));
                    return null;
                },
                metaData -> {
                    asked.add("second");
                    return second;
                },
                metaData -> {
                    asked.add("third");
                    return new Own(Dialect.Family.H2);
                });

        assertThat(asked).containsExactly("first MySQL", "second");
        assertThat(chosen).isInstanceOfSatisfying(CustomDialect.class, custom -> {
            assertThat(custom.own()).isSameAs(second);
            assertThat(custom.family()).isInstanceOf(OracleDialect.class);
        });
        assertThat(chosen.syntax()).isEqualTo(SqlSyntax.ORACLE);
    }

    private static String product(DatabaseMetaData metaData) throws SQLException {
        return metaData.getDatabaseProductName();
    }

    @Test
    void databaseThatNoUserKnowsIsKnownHere() throws SQLException {
        driver.answer("getDatabaseProductName", "SQLite");

        assertThat(chosen(metaData -> null)).isInstanceOf(SqliteDialect.class);
    }

    @Test
    void failureOfAProviderIsPassedOn() {
        SQLException failure = new SQLException("provider");

        assertThatThrownBy(() -> chosen(metaData -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @ParameterizedTest
    @EnumSource
    void everyFamilyCanBeNamed(Dialect.Family family) throws SQLException {
        driver.answer("getDatabaseProductName", "Something else");

        DatabaseDialect chosen = chosen(metaData -> new Own(family));

        String expected = family == Dialect.Family.MARIADB ? "MYSQL" : family.name();
        String found = ((CustomDialect) chosen).family().getClass().getSimpleName();
        assertThat(found.replace("Dialect", "").toUpperCase(Locale.ROOT))
                .isEqualTo(expected.replace("_", "").replace("POSTGRESQL", "POSTGRES"));
    }
}
