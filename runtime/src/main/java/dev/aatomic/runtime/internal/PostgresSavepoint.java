package dev.aatomic.runtime.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;

/**
 * A savepoint of PostgreSQL by its name, since two statements in one go, as JDBC has none for savepoints, are one round trip there.
 *
 * @param name as it was set, unquoted
 */
record PostgresSavepoint(String name) implements Savepoint {

    /** Releases one savepoint and sets another. */
    static PostgresSavepoint releaseAndSet(Connection connection, Savepoint released, String name) throws SQLException {
        execute(connection, "RELEASE SAVEPOINT " + quoted(released) + "; SAVEPOINT " + quoted(name));
        return new PostgresSavepoint(name);
    }

    /** Undoes what was done since a savepoint, and releases it. */
    static void rollbackToAndRelease(Connection connection, Savepoint savepoint) throws SQLException {
        String name = quoted(savepoint);
        execute(connection, "ROLLBACK TO SAVEPOINT " + name + "; RELEASE SAVEPOINT " + name);
    }

    void rollbackTo(Connection connection) throws SQLException {
        execute(connection, "ROLLBACK TO SAVEPOINT " + quoted(name));
    }

    void release(Connection connection) throws SQLException {
        execute(connection, "RELEASE SAVEPOINT " + quoted(name));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String quoted(Savepoint savepoint) throws SQLException {
        return quoted(savepoint.getSavepointName());
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public int getSavepointId() throws SQLException {
        throw new SQLException("The savepoint has a name, '" + name + "', and no id");
    }

    @Override
    public String getSavepointName() {
        return name;
    }
}
