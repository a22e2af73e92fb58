package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A savepoint of MySQL and MariaDB, rolled back to by its name, so that the server is heard where it could not undo all.
 *
 * @param name as it was set, unquoted
 * @param driver the driver's; null where it was set together with the release of another
 * @param sendsSeveral whether two statements can go in one round trip
 */
record MySqlSavepoint(
        Connection connection, String name, @Nullable Savepoint driver, boolean sendsSeveral)
        implements ResourceSavepoint {

    static MySqlSavepoint set(Connection connection, String name, boolean sendsSeveral) throws SQLException {
        return new MySqlSavepoint(connection, name, connection.setSavepoint(name), sendsSeveral);
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
        if (sendsSeveral) {
            execute(releaseSql() + "; SAVEPOINT " + quoted(next));
            return new MySqlSavepoint(connection, next, null, true);
        }
        release();
        return set(connection, next, false);
    }

    @Override
    public @Nullable String rollbackTo() throws SQLException {
        return MySqlDialect.rollback(connection, "ROLLBACK TO SAVEPOINT " + quoted(name));
    }

    @Override
    public @Nullable String rollbackToAndRelease() throws SQLException {
        return rollbackTo();
    }

    private String releaseSql() {
        return "RELEASE SAVEPOINT " + quoted(name);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            // A failure of the second statement may be told only here.
            while (statement.getMoreResults() || statement.getUpdateCount() >= 0) {
                continue;
            }
        }
    }

    private static String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
    }
}
