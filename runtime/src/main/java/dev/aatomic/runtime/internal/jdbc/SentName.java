package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.internal.jdbc.dialect.DatabaseDialect;
import dev.aatomic.runtime.internal.jdbc.dialect.TransactionName;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The name of an outermost block, which whoever looks at the database's sessions sees as long as its transaction is open. */
final class SentName {

    private final ManagedDatabase database;
    private final String blockName;

    /** Null until the transaction begins, and where the database has none. */
    private @Nullable TransactionName given;

    SentName(ManagedDatabase database, String blockName) {
        this.database = database;
        this.blockName = blockName;
    }

    /** The statement of the transaction that tells it; null if the database has no way to be told. */
    @Nullable
    String begin(Connection connection, DatabaseDialect dialect) {
        given = dialect.nameTransaction(blockName, connection);
        if (given == null) {
            database.hintAtBlockNames(dialect);
            return null;
        }
        return given.sql();
    }

    /** Sees to it, after the transaction's end, that the session is not called so. */
    void restore(Connection connection) throws SQLException {
        if (given != null) {
            given.takeOff(connection);
        }
    }
}
