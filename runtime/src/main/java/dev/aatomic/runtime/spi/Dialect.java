package dev.aatomic.runtime.spi;

import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one database does in its own way: what its errors mean, and what its transactions can do. Thread-safe.
 *
 * <p>The databases of {@link Family} are known without this. Implement it for another one, or to say more of one that is known, and give it
 * to {@code Transactions.builder().dialects(...)}. What a method leaves open is as the family has it:
 *
 * <pre>{@code
 * // TiDB speaks MySQL's language, and has a code of its own for transactions that were in each other's way.
 * final class TiDb implements Dialect {
 *     public Family family() {
 *         return Family.MYSQL;
 *     }
 *
 *     public @Nullable FailureMeaning meaningOf(SQLException failure) {
 *         return failure.getErrorCode() == 9007 ? FailureMeaning.RETRYABLE : null;
 *     }
 * }
 * }</pre>
 */
public interface Dialect {

    /** Databases that speak one language, and whose drivers behave alike. */
    enum Family {
        /** PostgreSQL, CockroachDB, YugabyteDB, EnterpriseDB, and what else is reached through PostgreSQL's driver. */
        POSTGRESQL,
        /** MariaDB. */
        MARIADB,
        /** MySQL. */
        MYSQL,
        /** H2. */
        H2,
        /** HSQLDB. */
        HSQLDB,
        /** Apache Derby. */
        DERBY,
        /** SQLite. */
        SQLITE,
        /** DuckDB. */
        DUCKDB,
        /** Oracle Database. */
        ORACLE,
        /** Microsoft SQL Server. */
        SQL_SERVER,
        /** IBM Db2. */
        DB2,
        /** Any other: its driver's {@link java.sql.DatabaseMetaData} is asked what it can do. */
        OTHER
    }

    /** What a failure says of the transaction in which it came. */
    enum FailureMeaning {
        /** The transaction was in the way of another, and was refused: run again it may succeed. */
        RETRYABLE,
        /** The database itself refused. Where it was COMMIT that failed, nothing was committed. */
        REFUSED,
        /** The connection or the server went away. Where it was COMMIT that failed, nobody knows what became of it. */
        LOST,
        /** Neither is known. Where it was COMMIT that failed, it was refused if the connection still answers. */
        UNCLEAR
    }

    /** What the database does with savepoints. */
    enum Savepoints {
        /** It has them, and releases them. */
        RELEASED,
        /** It has them, and no way to release one: they end with the transaction. */
        KEPT,
        /** It has none, so no block can be nested with one. */
        NONE
    }

    /**
     * How a block that only reads is kept from writing.
     *
     * @param connection whether {@link java.sql.Connection#setReadOnly} is called, which also leads to a replica where something routes by it
     * @param begin what is executed as such a transaction begins, ahead of its first statement; null for nothing
     * @param end what is executed on the connection after it; null for nothing
     * @param checked whether nothing in the database keeps it from writing, so that the statements are looked at, and refused unless they
     *     only read
     */
    record ReadOnly(
            boolean connection,
            @Nullable String begin,
            @Nullable String end,
            boolean checked) {

        /** The driver's own way, which the database enforces. */
        public static final ReadOnly OF_CONNECTION = new ReadOnly(true, null, null, false);

        /** Nothing in the database enforces it. */
        public static final ReadOnly CHECKED = new ReadOnly(true, null, null, true);

        /**
         * A statement, as {@code SET TRANSACTION READ ONLY}, that lasts until the transaction's end.
         *
         * @param sql the statement
         * @return the way
         */
        public static ReadOnly ofTransaction(String sql) {
            return new ReadOnly(true, Objects.requireNonNull(sql, "sql"), null, false);
        }
    }

    /**
     * The family in whose language SQL text is read, and whose ways hold where the other methods leave them open.
     *
     * @return the family
     */
    Family family();

    /**
     * What a failure means.
     *
     * @param failure a failure as the driver threw it; others of its chain of causes are asked about one by one
     * @return null to leave it to the family
     */
    default @Nullable FailureMeaning meaningOf(SQLException failure) {
        return null;
    }

    /**
     * What the database does with savepoints.
     *
     * @return null to leave it to the family
     */
    default @Nullable Savepoints savepoints() {
        return null;
    }

    /**
     * How a block that only reads is kept from writing.
     *
     * @return null to leave it to the family
     */
    default @Nullable ReadOnly readOnly() {
        return null;
    }
}
