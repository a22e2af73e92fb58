package dev.aatomic.runtime.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What a connection needs before it goes back to its pool, besides its autocommit and its properties. Seldom anything. */
final class ConnectionReset {

    private ConnectionReset() {}

    /**
     * Resets the session, before autocommit is put back: the SQL for it may not be run in a transaction.
     *
     * @param keepsAutoCommit whether autocommit stays as it is found
     */
    static void run(String sql, Connection connection, boolean keepsAutoCommit) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        if (!autoCommit) {
            connection.setAutoCommit(true);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        if (!autoCommit && keepsAutoCommit) {
            connection.setAutoCommit(false);
        }
    }

    /**
     * Ends a transaction that reading or putting back a property has begun where autocommit is off: it must not stay open.
     *
     * @return false if the connection is to be thrown away
     */
    static boolean endStrayTransaction(ManagedDatabase database, Connection connection) {
        try {
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
            return true;
        } catch (Throwable t) {
            failed(database, t);
            return false;
        }
    }

    /** Says that the connection is thrown away. */
    static void failed(ManagedDatabase database, Throwable failure) {
        logger().log(
                        System.Logger.Level.WARNING,
                        "A connection of database '" + database.name()
                                + "' could not be put back as it was and is thrown away",
                        failure);
    }

    private static System.Logger logger() {
        return System.getLogger(ConnectionReset.class.getName());
    }
}
