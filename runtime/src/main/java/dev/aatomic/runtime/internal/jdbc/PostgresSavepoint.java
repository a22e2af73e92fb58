package dev.aatomic.runtime.internal.jdbc;

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

    /** The standard's SQLState for a savepoint that cannot do what it is asked for. */
    private static final String SAVEPOINT_EXCEPTION = "3B000";

    private static final String IN_FAILED_TRANSACTION = "25P02";

    /** Releases one savepoint and sets another. */
    static PostgresSavepoint releaseAndSet(Connection connection, Savepoint released, String name) throws SQLException {
        execute(connection, "RELEASE SAVEPOINT " + quoted(released) + "; SAVEPOINT " + quoted(name));
        return new PostgresSavepoint(name);
    }

    /**
     * Undoes what was done since a savepoint, and releases it. With {@code prepareThreshold=-1} the driver describes both statements
     * before it executes either, and in a transaction that has failed the server lets nobody describe a RELEASE: then one goes after the
     * other.
     */
    static void rollbackToAndRelease(Connection connection, Savepoint savepoint) throws SQLException {
        String rollback = "ROLLBACK TO SAVEPOINT " + quoted(savepoint);
        String release = "RELEASE SAVEPOINT " + quoted(savepoint);
        try {
            execute(connection, rollback + "; " + release);
        } catch (SQLException refused) {
            if (!IN_FAILED_TRANSACTION.equals(refused.getSQLState())) {
                throw refused;
            }
            execute(connection, rollback);
            execute(connection, release);
        }
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
        throw new SQLException("The savepoint has a name, '" + name + "', and no id", SAVEPOINT_EXCEPTION);
    }

    @Override
    public String getSavepointName() {
        return name;
    }
}
