package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.spi.Dialect.FailureMeaning;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;
import dev.aatomic.runtime.spi.Dialect.Savepoints;
import java.sql.SQLException;
import java.util.Set;

/**
 * Microsoft SQL Server. It has no read-only transactions.
 *
 * <p>Codes: "Database Engine events and errors" of Microsoft.
 */
final class SqlServerDialect implements DatabaseDialect {

    private static final int DEADLOCK = 1205;

    /** Snapshot isolation: the row was changed since the snapshot; the table was, in memory-optimized tables. */
    private static final Set<Integer> RETRYABLE = Set.of(DEADLOCK, 3960, 41302, 41305, 41325);

    @Override
    public String systemName() {
        return "microsoft.sql_server";
    }

    @Override
    public SqlSyntax syntax() {
        return SqlSyntax.SQL_SERVER;
    }

    @Override
    public FailureMeaning meaningOf(SQLException failure) {
        return RETRYABLE.contains(failure.getErrorCode())
                ? FailureMeaning.RETRYABLE
                : StandardFailures.meaningOf(failure);
    }

    @Override
    public boolean rollsBackAll(SQLException failure) {
        return RETRYABLE.contains(failure.getErrorCode()) || StandardFailures.isTransactionRollback(failure);
    }

    @Override
    public boolean switchesAutocommitByStatement() {
        return true;
    }

    @Override
    public ReadOnly readOnly() {
        return ReadOnly.CHECKED;
    }

    @Override
    public Savepoints savepoints() {
        return Savepoints.KEPT;
    }
}
