package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.spi.Dialect.FailureMeaning;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;
import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * IBM Db2. Its driver takes {@code setReadOnly} for a hint.
 *
 * <p>Codes: "SQL messages" of IBM. -911 has rolled the transaction back, -913 the statement alone; either comes from a deadlock or from a
 * lock wait that timed out, and a reason tells which.
 */
final class Db2Dialect implements DatabaseDialect {

    private static final int ROLLED_BACK = -911;
    private static final int STATEMENT_ROLLED_BACK = -913;

    /** The reason of a timeout, as a token of the message or in its words; the last is of Db2 for z/OS. */
    private static final Pattern TIMEOUT = Pattern.compile("SQLERRMC[=:] ?68\\b|[Rr]eason code \"?68\\b|00C9008E");

    @Override
    public String systemName() {
        return "ibm.db2";
    }

    @Override
    public SqlSyntax syntax() {
        return SqlSyntax.OTHER;
    }

    @Override
    public FailureMeaning meaningOf(SQLException failure) {
        int code = failure.getErrorCode();
        if (code != ROLLED_BACK && code != STATEMENT_ROLLED_BACK) {
            return StandardFailures.meaningOf(failure);
        }
        String message = failure.getMessage();
        boolean isTimeout = message != null && TIMEOUT.matcher(message).find();
        return isTimeout ? FailureMeaning.REFUSED : FailureMeaning.RETRYABLE;
    }

    @Override
    public ReadOnly readOnly() {
        return ReadOnly.CHECKED;
    }
}
