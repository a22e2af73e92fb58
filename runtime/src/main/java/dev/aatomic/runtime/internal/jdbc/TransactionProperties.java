package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.Isolation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Isolation and read-only of one transaction on a JDBC connection.
 *
 * <p>Read-only is set before the transaction begins: there PostgreSQL's driver sends it with BEGIN. On PostgreSQL the isolation is set by
 * the first statement of the transaction and ends with it, so nothing need be put back; elsewhere it is a property of the connection. A
 * pool whose connections have the wanted isolation by default costs nothing.
 */
final class TransactionProperties {

    private final ManagedDatabase database;
    private final Isolation isolation;
    private final boolean readOnly;
    private boolean restoreReadOnly;
    private @Nullable Integer originalIsolation;

    TransactionProperties(ManagedDatabase database, Isolation isolation, boolean readOnly) {
        this.database = database;
        this.isolation = isolation;
        this.readOnly = readOnly;
    }

    /** Sets what must be set while autocommit is still on, or nothing has been sent. */
    void beforeBegin(Connection connection) throws SQLException {
        if (readOnly && !connection.isReadOnly()) {
            restoreReadOnly = true;
            connection.setReadOnly(true);
        }
        if (wantsIsolation(connection) && !database.isPostgres(connection)) {
            originalIsolation = database.defaultIsolation(connection);
            connection.setTransactionIsolation(jdbcLevel());
        }
    }

    /** Sets the rest, once autocommit is off. */
    void afterBegin(Connection connection) throws SQLException {
        if (wantsIsolation(connection) && database.isPostgres(connection)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "SET TRANSACTION ISOLATION LEVEL " + isolation.name().replace('_', ' '));
            }
        }
    }

    /** Puts back what was set, after the end of the transaction. */
    void restore(Connection connection) throws SQLException {
        if (restoreReadOnly) {
            connection.setReadOnly(false);
        }
        if (originalIsolation != null) {
            connection.setTransactionIsolation(originalIsolation);
        }
    }

    private boolean wantsIsolation(Connection connection) throws SQLException {
        return isolation != Isolation.DEFAULT && database.defaultIsolation(connection) != jdbcLevel();
    }

    private int jdbcLevel() {
        return switch (isolation) {
            case READ_UNCOMMITTED -> Connection.TRANSACTION_READ_UNCOMMITTED;
            case READ_COMMITTED -> Connection.TRANSACTION_READ_COMMITTED;
            case REPEATABLE_READ -> Connection.TRANSACTION_REPEATABLE_READ;
            case SERIALIZABLE -> Connection.TRANSACTION_SERIALIZABLE;
            case DEFAULT -> throw new IllegalStateException("The default has no level");
        };
    }
}
