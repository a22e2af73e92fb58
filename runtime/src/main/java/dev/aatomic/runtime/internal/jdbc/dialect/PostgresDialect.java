package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL, and what is reached through its driver. A failed statement takes the transaction along, or what was done since the innermost
 * savepoint; COMMIT is then answered with ROLLBACK.
 */
final class PostgresDialect implements DatabaseDialect {

    @Override
    public SqlSyntax syntax() {
        return SqlSyntax.POSTGRES;
    }

    @Override
    public boolean setsIsolationInTransaction() {
        return true;
    }

    @Override
    public ResourceSavepoint setSavepoint(Connection connection, String name) throws SQLException {
        return PostgresSavepoint.set(connection, name);
    }

    @Override
    public @Nullable DriverTransaction driverTransaction(Connection connection) {
        return PostgresTransaction.of(connection);
    }

    @Override
    public boolean sendsBeginWithStatement() {
        return true;
    }

    @Override
    public boolean isAnswer(Throwable failure) {
        return PostgresTransaction.isAnswer(failure);
    }

    @Override
    public boolean undoesSettings() {
        return true;
    }

    @Override
    public boolean givesUpSilently() {
        return true;
    }

    @Override
    public boolean rollsBackAll(SQLException failure) {
        // A savepoint undoes a deadlock too.
        return false;
    }
}
