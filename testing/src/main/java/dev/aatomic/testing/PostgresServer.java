package dev.aatomic.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A real PostgreSQL: one server for the whole JVM, started by the first test that needs it and stopped when the JVM ends. */
public final class PostgresServer {

    private static final String USER = "postgres";

    private PostgresServer() {}

    /** The JDBC URL of the database that is there from the start, with the user that may do everything. */
    public static String url() {
        return url(USER);
    }

    /**
     * The JDBC URL of a database of the server, with the user that may do everything.
     *
     * @param database its name
     */
    public static String url(String database) {
        return Running.SERVER.getJdbcUrl(USER, database);
    }

    private static final class Running {

        private static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
