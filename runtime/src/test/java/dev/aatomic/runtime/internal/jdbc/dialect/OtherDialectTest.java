package dev.aatomic.runtime.internal.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.jdbc.handle.FakeDriver;
import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.spi.Dialect.Savepoints;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database that nobody has heard of is asked what it can do. */
@Tag("rooms")
final class OtherDialectTest {

    private final FakeDriver driver = new FakeDriver();

    @BeforeEach
    void name() {
        driver.answer("getDatabaseProductName", "Firebird 5.0");
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, true, OTHER_COMMITTING, RELEASED",
        "true, false, true, OTHER, RELEASED",
        "true, false, false, OTHER, NONE",
        "false, false, false, OTHER, NONE"
    })
    void driverSaysWhatItCanDo(
            boolean transactions, boolean commits, boolean savepoints, SqlSyntax syntax, Savepoints kind)
            throws SQLException {
        driver.answer("supportsTransactions", transactions);
        driver.answer("dataDefinitionCausesTransactionCommit", commits);
        driver.answer("supportsSavepoints", savepoints);

        DatabaseDialect dialect = DialectChoice.of(driver.connection(), List.of());

        assertThat(dialect).isEqualTo(new OtherDialect(transactions, syntax, kind));
        assertThat(dialect.hasTransactions()).isEqualTo(transactions);
        assertThat(dialect.readOnly().checked()).isTrue();
    }

    /** Each question is one that a driver may answer with a round trip. */
    @Test
    void knownDatabaseIsNotAsked() throws SQLException {
        driver.answer("getDatabaseProductName", "H2");

        DialectChoice.of(driver.connection(), List.of());

        assertThat(driver.takeCalls()).containsExactly("getMetaData", "getDatabaseProductName", "getURL");
    }
}
