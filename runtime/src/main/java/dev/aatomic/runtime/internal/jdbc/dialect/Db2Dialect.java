package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.spi.Dialect.FailureMeaning;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;
import java.sql.SQLException;

/**
 * IBM Db2. Its driver takes {@code setReadOnly} for a hint.
 *
 * <p>Codes: "SQL messages" of IBM. -911 has rolled the transaction back, -913 the statement alone.
 */
final class Db2Dialect implements DatabaseDialect {

    private static final int STATEMENT_ROLLED_BACK = -913;

    @Override
    public SqlSyntax syntax() {
        return SqlSyntax.OTHER;
    }

    @Override
    public FailureMeaning meaningOf(SQLException failure) {
        return failure.getErrorCode() == STATEMENT_ROLLED_BACK
                ? FailureMeaning.RETRYABLE
                : StandardFailures.meaningOf(failure);
    }

    @Override
    public ReadOnly readOnly() {
        return ReadOnly.CHECKED;
    }
}
