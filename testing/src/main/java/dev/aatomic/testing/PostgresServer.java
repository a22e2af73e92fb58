package dev.aatomic.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A real PostgreSQL: one server for the whole JVM, started by the first test that needs it and stopped when the JVM ends. */
public final class PostgresServer {

    private static final String USER = "postgres";

    private PostgresServer() {}

    /** The JDBC URL of the database that is there from the start, with the user that may do everything. */
    public static String url() {
        return url(USER);
    }

    /**
     * Makes a new, empty database.
     *
     * @param name its name, in use by no other test of this JVM
     * @return its JDBC URL, with the user that may do everything
     */
    public static String createDatabase(String name) {
        try (Connection connection = Running.SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return url(name);
    }

    private static String url(String database) {
        return Running.SERVER.getJdbcUrl(USER, database);
    }

    private static final class Running {

        private static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("max_prepared_transactions", "20")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
