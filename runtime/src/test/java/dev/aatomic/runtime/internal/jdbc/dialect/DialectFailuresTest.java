package dev.aatomic.runtime.internal.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.spi.Dialect.FailureMeaning;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a failure means to each family: by SQLState, by code, or by its words. */
@Tag("G9")
@Tag("G11")
final class DialectFailuresTest {

    private static DatabaseDialect dialect(String name) {
        return switch (name) {
            case "PostgreSQL" -> new PostgresDialect(true);
            case "MySQL" -> new MySqlDialect(ReadOnly.OF_CONNECTION);
            case "H2" -> new H2Dialect(true);
            case "HSQLDB" -> new HsqldbDialect(true);
            case "Derby" -> new DerbyDialect(true);
            case "SQLite" -> new SqliteDialect();
            case "DuckDB" -> new DuckDbDialect();
            case "Oracle" -> new OracleDialect();
            case "SQL Server" -> new SqlServerDialect();
            case "Db2" -> new Db2Dialect();
            default -> OtherDialect.UNKNOWN;
        };
    }

    /** The last column: what becomes of the transaction when a statement fails so. */
    @ParameterizedTest(name = "{0} {1} {2} {3}")
    @CsvSource({
        // Any database: the standard's classes.
        "other, 40001, 0, '', RETRYABLE, all",
        "other, 40P01, 0, '', RETRYABLE, all",
        "other, 40000, 0, '', REFUSED, all",
        "other, 40002, 0, '', REFUSED, all",
        "other, 40003, 0, '', LOST, statement",
        "other, 23505, 0, '', REFUSED, statement",
        "other, 0A000, 0, '', REFUSED, statement",
        "other, 25P02, 0, '', REFUSED, statement",
        "other, 25P03, 0, '', REFUSED, statement",
        "other, 25P04, 0, '', REFUSED, statement",
        "other, 25000, 0, '', UNCLEAR, statement",
        "other, 08000, 0, '', LOST, statement",
        "other, 08S01, 0, '', LOST, statement",
        "other, 57P01, 0, '', LOST, statement",
        "other, 57014, 0, '', UNCLEAR, statement",
        "other, HY000, 0, '', UNCLEAR, statement",
        "other, , 0, '', LOST, statement",
        // PostgreSQL, CockroachDB, YugabyteDB: the server remembers, and a savepoint undoes a deadlock too.
        "PostgreSQL, 40001, 0, '', RETRYABLE, statement",
        "PostgreSQL, 40P01, 0, '', RETRYABLE, statement",
        "PostgreSQL, 55P03, 0, lock timeout, UNCLEAR, statement",
        "PostgreSQL, 23503, 0, '', REFUSED, statement",
        "PostgreSQL, 57P01, 0, '', LOST, statement",
        // MySQL, MariaDB.
        "MySQL, 40001, 1213, deadlock, RETRYABLE, all",
        "MySQL, HY000, 1020, changed since it was read, RETRYABLE, all",
        "MySQL, 40001, 1205, lock wait timeout by MySQL's driver, REFUSED, statement",
        "MySQL, HY000, 1205, lock wait timeout by MariaDB's, REFUSED, statement",
        "MySQL, 23000, 1062, duplicate, REFUSED, statement",
        "MySQL, 08000, -1, socket error, LOST, statement",
        "MySQL, 08S01, 0, communications link failure, LOST, statement",
        "MySQL, , 0, cancelled by MySQL's driver, LOST, statement",
        // H2.
        "H2, 40001, 40001, deadlock, RETRYABLE, all",
        "H2, HYT00, 50200, lock timeout, UNCLEAR, statement",
        "H2, 23505, 23505, duplicate, REFUSED, statement",
        "H2, 90067, 90067, connection broken, UNCLEAR, statement",
        // HSQLDB.
        "HSQLDB, 40001, -4861, serialization failure, RETRYABLE, all",
        "HSQLDB, 40502, -4872, statement cancelled, REFUSED, statement",
        "HSQLDB, 23505, -104, duplicate, REFUSED, statement",
        // Derby.
        "Derby, 40001, 30000, deadlock, RETRYABLE, all",
        "Derby, 40XL1, 30000, lock timeout, REFUSED, all",
        "Derby, 23516, 30000, refused at COMMIT, REFUSED, statement",
        "Derby, 23505, 20000, duplicate, REFUSED, statement",
        // SQLite: no SQLStates; extended codes have the kind in their lowest byte.
        "SQLite, , 5, busy, RETRYABLE, statement",
        "SQLite, , 517, busy snapshot, RETRYABLE, statement",
        "SQLite, , 6, locked, RETRYABLE, statement",
        "SQLite, , 19, constraint, REFUSED, statement",
        "SQLite, , 787, foreign key, REFUSED, statement",
        "SQLite, , 13, full, REFUSED, statement",
        "SQLite, , 7, no memory, REFUSED, statement",
        "SQLite, , 8, read-only, REFUSED, statement",
        "SQLite, , 9, interrupted, REFUSED, statement",
        "SQLite, , 10, disk error, LOST, statement",
        // DuckDB: words alone.
        "DuckDB, , 0, TransactionContext Error: Conflict on update!, RETRYABLE, all",
        "DuckDB, , 0, TransactionContext Error: Failed to commit: write-write conflict on key, RETRYABLE, all",
        "DuckDB, , 0, TransactionContext Error: Current transaction is aborted, REFUSED, all",
        "DuckDB, , 0, Constraint Error: Duplicate key, REFUSED, statement",
        "DuckDB, , 0, IO Error: no space, LOST, statement",
        "DuckDB, , 0, , LOST, statement",
        // Oracle: the statement alone is undone, also in a deadlock.
        "Oracle, 72000, 8177, cannot serialize, RETRYABLE, statement",
        "Oracle, 61000, 60, deadlock, RETRYABLE, statement",
        "Oracle, 61000, 54, resource busy, UNCLEAR, statement",
        "Oracle, 72000, 30006, wait timeout, UNCLEAR, statement",
        "Oracle, 40000, 2091, rolled back at COMMIT, REFUSED, statement",
        "Oracle, 72000, 2091, rolled back at COMMIT, REFUSED, statement",
        "Oracle, 23000, 1, duplicate, REFUSED, statement",
        "Oracle, 66000, 3113, end of file, LOST, statement",
        "Oracle, 08006, 17002, IO error, LOST, statement",
        "Oracle, 99999, 17410, no more data, LOST, statement",
        // SQL Server.
        "SQL Server, 40001, 1205, deadlock, RETRYABLE, all",
        "SQL Server, S0005, 3960, snapshot, RETRYABLE, all",
        "SQL Server, S0001, 41302, changed since it began, RETRYABLE, all",
        "SQL Server, S0001, 41305, repeatable read, RETRYABLE, all",
        "SQL Server, S0001, 41325, serializable, RETRYABLE, all",
        "SQL Server, S0051, 1222, lock timeout, UNCLEAR, statement",
        "SQL Server, 23000, 2627, duplicate, REFUSED, statement",
        "SQL Server, 08S01, 0, connection reset, LOST, statement",
        // Db2: -911 takes all along, -913 the statement; a reason of 68 is a timeout.
        "Db2, 40001, -911, 'SQLCODE=-911, SQLSTATE=40001, SQLERRMC=2', RETRYABLE, all",
        "Db2, 40001, -911, 'SQLCODE=-911, SQLSTATE=40001, SQLERRMC=68', REFUSED, all",
        "Db2, 40001, -911, 'rolled back because of a deadlock or timeout.  Reason code \"68\".', REFUSED, all",
        "Db2, 40001, -911, 'rolled back because of a deadlock or timeout.  Reason code \"2\".', RETRYABLE, all",
        "Db2, 57033, -913, 'SQLCODE=-913, SQLSTATE=57033, SQLERRMC=2', RETRYABLE, statement",
        "Db2, 57033, -913, 'SQLCODE=-913, SQLSTATE=57033, SQLERRMC=68', REFUSED, statement",
        "Db2, 57033, -913, 'SQLCODE=-913, SQLSTATE=57033, SQLERRMC=00C90088;00000302;T', RETRYABLE, statement",
        "Db2, 57033, -913, 'SQLCODE=-913, SQLSTATE=57033, SQLERRMC=00C9008E;00000302;T', REFUSED, statement",
        "Db2, 57033, -913, , RETRYABLE, statement",
        "Db2, 40001, -911, , RETRYABLE, all",
        "Db2, 23505, -803, duplicate, REFUSED, statement",
        "Db2, 08001, -4499, connection error, LOST, statement"
    })
    void failureMeansWhatTheDatabaseSaysOfIt(
            String database, String state, int code, String message, FailureMeaning meaning, String undone) {
        SQLException failure = new SQLException(message, state, code);

        assertThat(dialect(database).meaningOf(failure)).isEqualTo(meaning);
        assertThat(dialect(database).rollsBackAll(failure)).isEqualTo(undone.equals("all"));
    }
}
