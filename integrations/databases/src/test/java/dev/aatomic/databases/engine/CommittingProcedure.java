package dev.aatomic.databases.engine;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A procedure, for databases whose procedures are written in Java, that commits. */
public final class CommittingProcedure {

    private CommittingProcedure() {}

    /** With the caller's connection. */
    public static void onConnection(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into entry values(50)");
        }
        connection.commit();
    }

    /** With the connection that the standard gives a procedure. */
    public static void onDefaultConnection() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:default:connection")) {
            onConnection(connection);
        }
    }
}
