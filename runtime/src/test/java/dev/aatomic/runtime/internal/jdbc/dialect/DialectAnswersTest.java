package dev.aatomic.runtime.internal.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.core.TransactionState;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What is asked of a database before a cancel and at a block's end, by the name that its driver gives it. */
@Tag("rooms")
final class DialectAnswersTest {

    private final FakeDriver driver = new FakeDriver();

    private DatabaseDialect named(String product) throws SQLException {
        driver.answer("getDatabaseProductName", product);
        DatabaseDialect chosen = DialectChoice.of(driver.connection(), List.of());
        driver.takeCalls();
        return chosen;
    }

    /**
     * Derby's driver refuses a cancel with an answer on which HikariCP closes the connection. Of the others that have no cancel the driver may
     * be asked: it says so, or does nothing.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "PostgreSQL, true, true",
        "CockroachDB, true, true",
        "YugabyteDB, true, true",
        "MariaDB, true, false",
        "MySQL, true, false",
        "H2, true, false",
        "HSQL Database Engine, true, false",
        "Apache Derby, false, false",
        "SQLite, true, false",
        "DuckDB, true, false",
        "Oracle, true, false",
        "Microsoft SQL Server, true, false",
        "DB2/LINUXX8664, true, false",
        "Firebird 5.0, true, false"
    })
    void statementsAreCancelledAndSettingsUndone(String product, boolean cancels, boolean undoesSettings)
            throws SQLException {
        DatabaseDialect dialect = named(product);

        assertThat(dialect.cancelsStatements()).as("cancels").isEqualTo(cancels);
        assertThat(dialect.undoesSettings()).as("undoes settings").isEqualTo(undoesSettings);
        assertThat(driver.takeCalls()).isEmpty();
    }

    /** As another driver would have it that says nothing else. */
    @Test
    void whatADriverSaysIsSureUnlessItSaysOtherwise() {
        DriverTransaction silent = () -> true;

        assertThat(silent.isIdleForSure()).isTrue();
        assertThat(silent.isKnownAfterFailure()).isFalse();
    }

    @Test
    void driversOwnConnectionIsFound() throws SQLException {
        DatabaseDialect postgres = named("PostgreSQL");
        driver.answer("getTransactionState", TransactionState.OPEN);

        DriverTransaction found = postgres.driverTransaction(driver.postgres());

        assertThat(found).isInstanceOf(PostgresTransaction.class);
        assertThat(found.isIdle()).isFalse();
    }

    @Test
    void answerOfTheServerIsKnownWithoutItsConnection() throws SQLException {
        SQLException answer = new PSQLException(new ServerErrorMessage("SERROR\0C57014\0Mcancelled\0"));

        assertThat(named("PostgreSQL").isAnswer(answer)).isTrue();
        assertThat(named("MySQL").isAnswer(answer)).isFalse();
    }

    // ---- the schema

    @Test
    void schemaIsTheDrivers() throws SQLException {
        driver.answer("getSchema", "orders");

        SchemaReset reset = named("H2").readSchema(driver.connection());
        assertThat(driver.takeCalls()).containsExactly("getSchema");
        reset.apply(driver.connection());

        assertThat(driver.takeCalls()).containsExactly("setSchema orders");
    }

    /** PostgreSQL has a path of schemas, of which its driver knows the first. */
    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({
        "public, public, false",
        "app, 'app, public', true",
        // None of the path is there.
        ", gone, true",
        ", '', true"
    })
    void pathOfPostgresIsSetWhereItsFirstSchemaIsNotAll(@Nullable String first, String path, boolean setsPath)
            throws SQLException {
        Connection connection = reading(first, path);
        SchemaReset reset = named("PostgreSQL").readSchema(connection);
        driver.takeCalls();

        reset.apply(connection);

        String told = "setSchema " + first;
        if (setsPath) {
            assertThat(driver.takeCalls())
                    .containsExactly(
                            told,
                            "prepareStatement SELECT set_config('search_path', ?, false)",
                            "setString 1 " + path,
                            "execute",
                            "close");
        } else {
            assertThat(driver.takeCalls()).containsExactly(told);
        }
    }

    /** A connection with these two columns in each row; each call is noted by the driver, with what a parameter is set to. */
    private Connection reading(@Nullable String first, String path) {
        return wrap(Connection.class, driver.connection(), first, path);
    }

    private <T> T wrap(Class<T> type, Object real, @Nullable String first, String path) {
        return type.cast(Proxy.newProxyInstance(
                DialectAnswersTest.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("getString")) {
                        return arguments[0].equals(1) ? first : path;
                    }
                    if (method.getName().equals("setString")) {
                        driver.note("setString " + arguments[0] + " " + arguments[1]);
                        return null;
                    }
                    Object result = driver.invoke(real, method, arguments);
                    Class<?> returned = method.getReturnType();
                    return result != null && returned.isInterface() ? wrap(returned, result, first, path) : result;
                }));
    }
}
