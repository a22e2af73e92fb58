package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/**
 * A savepoint of MySQL and MariaDB, rolled back to by its name, so that the server is heard where it could not undo all.
 *
 * @param name as it was set, unquoted
 */
record MySqlSavepoint(Connection connection, String name, Savepoint savepoint) implements ResourceSavepoint {

    @Override
    public void release() throws SQLException {
        connection.releaseSavepoint(savepoint);
    }

    @Override
    public ResourceSavepoint releaseAndSet(String next) throws SQLException {
        release();
        return new MySqlSavepoint(connection, next, connection.setSavepoint(next));
    }

    @Override
    public @Nullable String rollbackTo() throws SQLException {
        return MySqlDialect.rollback(connection, "ROLLBACK TO SAVEPOINT `" + name.replace("`", "``") + "`");
    }

    @Override
    public @Nullable String rollbackToAndRelease() throws SQLException {
        return rollbackTo();
    }
}
