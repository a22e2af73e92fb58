package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A savepoint of PostgreSQL, used by its name: so two statements can go in one round trip, for which JDBC has no call.
 *
 * @param name as it was set, unquoted
 * @param driver the driver's; null where it was set together with the release of another
 */
record PostgresSavepoint(
        Connection connection, String name, @Nullable Savepoint driver) implements ResourceSavepoint {

    static PostgresSavepoint set(Connection connection, String name) throws SQLException {
        return new PostgresSavepoint(connection, name, connection.setSavepoint(name));
    }

    @Override
    public void release() throws SQLException {
        if (driver != null) {
            connection.releaseSavepoint(driver);
        } else {
            execute(releaseSql());
        }
    }

    @Override
    public ResourceSavepoint releaseAndSet(String next) throws SQLException {
        execute(releaseSql() + "; SAVEPOINT " + quoted(next));
        return new PostgresSavepoint(connection, next, null);
    }

    @Override
    public @Nullable String rollbackTo() throws SQLException {
        if (driver != null) {
            connection.rollback(driver);
        } else {
            execute(rollbackSql());
        }
        return null;
    }

    /**
     * With {@code prepareThreshold=-1} the driver describes both statements before it executes either, and in a transaction that has failed
     * the server lets nobody describe a RELEASE: then the two are sent one after the other.
     */
    @Override
    public @Nullable String rollbackToAndRelease() throws SQLException {
        try {
            execute(rollbackSql() + "; " + releaseSql());
        } catch (SQLException refused) {
            if (!StandardFailures.isGivenUp(refused)) {
                throw refused;
            }
            execute(rollbackSql());
            execute(releaseSql());
        }
        return null;
    }

    private String rollbackSql() {
        return "ROLLBACK TO SAVEPOINT " + quoted(name);
    }

    private String releaseSql() {
        return "RELEASE SAVEPOINT " + quoted(name);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
