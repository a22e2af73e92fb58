package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.spi.Dialect.FailureMeaning;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;
import dev.aatomic.runtime.spi.Dialect.Savepoints;
import java.sql.SQLException;
import java.util.Set;

/**
 * Oracle Database. Its driver takes {@code setReadOnly} for a hint. A failed statement is undone alone, a deadlock's too.
 *
 * <p>Codes: "Database Error Messages" of Oracle.
 */
final class OracleDialect implements DatabaseDialect {

    /** Deadlock detected; cannot serialize access; in-doubt row waited for by a distributed transaction. */
    private static final Set<Integer> RETRYABLE = Set.of(60, 8177);

    /** What ended the session: killed, not connected, end of file, TNS errors that cut a call. */
    private static final Set<Integer> LOST =
            Set.of(28, 1012, 1033, 1034, 1089, 2396, 3113, 3114, 3135, 12537, 12547, 12570, 17002, 17008, 17410);

    /** The transaction was rolled back by COMMIT: a deferred constraint. */
    private static final int ROLLED_BACK = 2091;

    @Override
    public String systemName() {
        return "oracle.db";
    }

    @Override
    public SqlSyntax syntax() {
        return SqlSyntax.ORACLE;
    }

    @Override
    public FailureMeaning meaningOf(SQLException failure) {
        int code = failure.getErrorCode();
        if (RETRYABLE.contains(code)) {
            return FailureMeaning.RETRYABLE;
        }
        if (LOST.contains(code)) {
            return FailureMeaning.LOST;
        }
        return code == ROLLED_BACK ? FailureMeaning.REFUSED : StandardFailures.meaningOf(failure);
    }

    @Override
    public ReadOnly readOnly() {
        return ReadOnly.ofTransaction("SET TRANSACTION READ ONLY");
    }

    @Override
    public boolean rollsBackAll(SQLException failure) {
        return false;
    }

    @Override
    public Savepoints savepoints() {
        return Savepoints.KEPT;
    }
}
