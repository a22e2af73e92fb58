package dev.aatomic.runtime.internal.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database is known by the name of its product, and by what a definition does there if that is not known. */
@Tag("D8")
final class SqlSyntaxTest {

    private final FakeDriver driver = new FakeDriver();

    @ParameterizedTest
    @CsvSource({
        "PostgreSQL, POSTGRES",
        "EnterpriseDB, POSTGRES",
        "H2, H2",
        "HSQL Database Engine, HSQLDB",
        "MySQL, MYSQL",
        "MariaDB, MYSQL",
        "Oracle, ORACLE",
        "Microsoft SQL Server, SQL_SERVER",
        "Apache Derby, OTHER"
    })
    void databaseIsKnownByItsProduct(String product, SqlSyntax syntax) throws SQLException {
        driver.answer("getDatabaseProductName", product);

        assertThat(SqlSyntax.of(driver.connection())).isEqualTo(syntax);
    }

    @Test
    void unknownDatabaseIsAskedWhetherADefinitionCommits() throws SQLException {
        driver.answer("dataDefinitionCausesTransactionCommit", true);
        assertThat(SqlSyntax.of(driver.connection())).as("without a name").isEqualTo(SqlSyntax.OTHER_COMMITTING);

        driver.answer("getDatabaseProductName", "H2");
        assertThat(SqlSyntax.of(driver.connection())).isEqualTo(SqlSyntax.H2);
    }

    @Test
    void databaseThatSaysNothingIsUnknown() throws SQLException {
        Connection silent = (Connection) Proxy.newProxyInstance(
                SqlSyntaxTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> null);

        assertThat(SqlSyntax.of(silent)).isEqualTo(SqlSyntax.OTHER);
    }
}
