package dev.aatomic.conformance.run;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** The database servers that programs run on. */
public enum Server {
    /** H2, in memory. */
    H2 {
        @Override
        String createDatabase(String name) {
            return "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1";
        }
    },
    /** A real PostgreSQL: one server for the whole JVM. */
    POSTGRESQL {
        @Override
        String createDatabase(String name) throws SQLException {
            try (Connection connection =
                            PostgresqlServer.INSTANCE.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
            }
            return PostgresqlServer.INSTANCE.getJdbcUrl("postgres", name);
        }
    },
    /** No server: rows in memory, and a COMMIT that is answered later. */
    MEMORY {
        @Override
        String createDatabase(String name) {
            throw new UnsupportedOperationException("The database in memory has no URL");
        }
    };

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** Makes a new, empty database and returns its JDBC URL. */
    final String createDatabase() throws SQLException {
        return createDatabase("conformance_" + NUMBERS.incrementAndGet());
    }

    abstract String createDatabase(String name) throws SQLException;

    /** Started by the first program that needs it; stopped when the JVM ends. */
    private static final class PostgresqlServer {
        static final EmbeddedPostgres INSTANCE = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
