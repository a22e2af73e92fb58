package dev.aatomic.quarkus.deployment;

import dev.aatomic.runtime.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The table {@code entry} of a database, looked at on connections of their own, past all pools. */
final class Entries {

    private final String url;

    Entries(String url) {
        this.url = url;
    }

    /** Makes an empty table. */
    void create() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS entry");
            statement.execute("CREATE TABLE entry (v INT PRIMARY KEY)");
        }
    }

    /** What is committed, in order. */
    List<Integer> rows() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT v FROM entry ORDER BY v")) {
            List<Integer> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getInt(1));
            }
            return values;
        }
    }

    /** Writes a row in the block that is current. */
    static CompletableFuture<Integer> insert(Database transactions, int value) {
        return transactions.submit(connection -> insert(connection, value));
    }

    /** How many rows the block that is current sees. */
    static CompletableFuture<Integer> count(Database transactions) {
        return transactions.submit(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM entry")) {
                rows.next();
                return rows.getInt(1);
            }
        });
    }

    static int insert(Connection connection, int value) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO entry VALUES (" + value + ")");
            return value;
        }
    }
}
