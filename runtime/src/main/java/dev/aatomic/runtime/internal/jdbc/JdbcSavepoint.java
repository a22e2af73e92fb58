package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/** A savepoint of any driver. */
record JdbcSavepoint(Connection connection, Savepoint savepoint) implements ResourceSavepoint {

    static JdbcSavepoint set(Connection connection, String name) throws SQLException {
        return new JdbcSavepoint(connection, connection.setSavepoint(name));
    }

    @Override
    public void release() throws SQLException {
        connection.releaseSavepoint(savepoint);
    }

    @Override
    public ResourceSavepoint releaseAndSet(String name) throws SQLException {
        release();
        return set(connection, name);
    }

    @Override
    public void rollbackTo() throws SQLException {
        connection.rollback(savepoint);
    }

    @Override
    public void rollbackToAndRelease() throws SQLException {
        rollbackTo();
        release();
    }
}
