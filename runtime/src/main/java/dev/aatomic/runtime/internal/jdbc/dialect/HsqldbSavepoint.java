package dev.aatomic.runtime.internal.jdbc.dialect;

import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/** A savepoint of HSQLDB, which a rollback to it ends: it is set again, so that it can be rolled back to once more. */
final class HsqldbSavepoint implements ResourceSavepoint {

    private final Connection connection;
    private final String name;
    private Savepoint savepoint;

    private HsqldbSavepoint(Connection connection, String name) throws SQLException {
        this.connection = connection;
        this.name = name;
        this.savepoint = connection.setSavepoint(name);
    }

    static HsqldbSavepoint set(Connection connection, String name) throws SQLException {
        return new HsqldbSavepoint(connection, name);
    }

    @Override
    public void release() throws SQLException {
        connection.releaseSavepoint(savepoint);
    }

    @Override
    public ResourceSavepoint releaseAndSet(String next) throws SQLException {
        release();
        return set(connection, next);
    }

    @Override
    public @Nullable String rollbackTo() throws SQLException {
        connection.rollback(savepoint);
        savepoint = connection.setSavepoint(name);
        return null;
    }

    @Override
    public @Nullable String rollbackToAndRelease() throws SQLException {
        connection.rollback(savepoint);
        return null;
    }
}
