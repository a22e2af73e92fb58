package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.spi.Dialect.FailureMeaning;
import dev.aatomic.runtime.spi.Dialect.ReadOnly;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * SQLite. It has no SQLStates, but the result codes of {@code sqlite3.h}, whose lowest byte is the kind.
 *
 * <p>A connection reads only by what its data source was set to, or by a pragma; its driver refuses {@code setReadOnly}.
 */
final class SqliteDialect implements DatabaseDialect {

    private static final int BUSY = 5;
    private static final int LOCKED = 6;

    /** What COMMIT fails with while the transaction stays open: a deferred constraint, a full disk, no memory, an interrupt. */
    private static final Set<Integer> REFUSALS = Set.of(4, 7, 8, 9, 13, 19);

    @Override
    public String systemName() {
        return "sqlite";
    }

    @Override
    public SqlSyntax syntax() {
        return SqlSyntax.OTHER;
    }

    @Override
    public FailureMeaning meaningOf(SQLException failure) {
        int kind = failure.getErrorCode() & 0xff;
        if (kind == BUSY || kind == LOCKED) {
            return FailureMeaning.RETRYABLE;
        }
        return REFUSALS.contains(kind) ? FailureMeaning.REFUSED : StandardFailures.meaningOf(failure);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A write that is interrupted takes the transaction along, as INSERT OR ROLLBACK and a full disk do, and from then on each statement
     * commits alone. BEGIN is refused where a transaction is open.
     */
    @Override
    public boolean hasRolledBackAll(SQLException failure, Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            return true;
        } catch (SQLException isOpen) {
            return false;
        }
    }

    @Override
    public ReadOnly readOnly() {
        return new ReadOnly(false, "PRAGMA query_only = ON", "PRAGMA query_only = OFF", false);
    }

    @Override
    public boolean runsInProcess() {
        return true;
    }
}
