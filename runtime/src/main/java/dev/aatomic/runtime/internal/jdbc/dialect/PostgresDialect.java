package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.jdbc.sql.SqlSyntax;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL, and what is reached through its driver. A failed statement takes the transaction along, or what was done since the innermost
 * savepoint; COMMIT is then answered with ROLLBACK.
 */
record PostgresDialect(boolean enforcesReadOnly) implements DatabaseDialect {

    @Override
    public String systemName() {
        return "postgresql";
    }

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

    /**
     * {@inheritDoc}
     *
     * <p>The driver knows one schema, and the path may have several. The driver is told first: pools remember what it was told last.
     */
    @Override
    public SchemaReset readSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet setting = statement.executeQuery("SELECT current_schema(), current_setting('search_path')")) {
            setting.next();
            String first = setting.getString(1);
            String path = setting.getString(2);
            return target -> {
                target.setSchema(first);
                if (first == null || path.indexOf(',') >= 0) {
                    setPath(target, path);
                }
            };
        }
    }

    private static void setPath(Connection connection, String path) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT set_config('search_path', ?, false)")) {
            statement.setString(1, path);
            statement.execute();
        }
    }

    @Override
    public boolean undoesSettings() {
        return true;
    }

    @Override
    public TransactionName nameTransaction(String name, Connection connection) {
        return PostgresApplicationName.of(name, connection);
    }

    @Override
    public boolean givesUpSilently() {
        return true;
    }

    @Override
    public String constraintCheck() {
        return "SET CONSTRAINTS ALL IMMEDIATE";
    }

    @Override
    public boolean rollsBackAll(SQLException failure) {
        // A savepoint undoes a deadlock too.
        return false;
    }
}
