package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.spi.Dialect.FailureMeaning;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;
import dev.aatomic.runtime.spi.Dialect.Savepoints;
import java.sql.SQLException;

/** DuckDB. It has neither SQLStates nor codes: the kind of a failure is what its message begins with. */
final class DuckDbDialect implements DatabaseDialect {

    @Override
    public String systemName() {
        return "duckdb";
    }

    @Override
    public SqlSyntax syntax() {
        return SqlSyntax.OTHER;
    }

    @Override
    public FailureMeaning meaningOf(SQLException failure) {
        if (rollsBackAll(failure)) {
            String message = failure.getMessage();
            return message != null && message.contains("onflict") ? FailureMeaning.RETRYABLE : FailureMeaning.REFUSED;
        }
        return begins(failure, "Constraint Error") ? FailureMeaning.REFUSED : StandardFailures.meaningOf(failure);
    }

    /** COMMIT would return normally after it. */
    @Override
    public boolean rollsBackAll(SQLException failure) {
        return begins(failure, "TransactionContext Error");
    }

    private static boolean begins(SQLException failure, String kind) {
        String message = failure.getMessage();
        return message != null && message.startsWith(kind);
    }

    @Override
    public ReadOnly readOnly() {
        return new ReadOnly(false, null, null, true);
    }

    @Override
    public Savepoints savepoints() {
        return Savepoints.NONE;
    }

    @Override
    public boolean runsInProcess() {
        return true;
    }
}
