package dev.aatomic.databases.engine;

import dev.aatomic.testing.Machine;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A PostgreSQL 14, out of the archive that the build has copied into this module's target folder: one server for the whole JVM. */
final class Postgres14Server {

    private static final Path BINARIES = Path.of("target", "postgresql-14", "binaries.jar");
    private static final String USER = "postgres";

    private Postgres14Server() {}

    /** Whether there are binaries for this machine. */
    static boolean isAvailable() {
        return Machine.isLinuxOnX86();
    }

    static String createDatabase(String name) {
        try (Connection connection = Running.SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return Running.SERVER.getJdbcUrl(USER, name);
    }

    private static InputStream archive(String system, String machine) throws IOException {
        ZipInputStream zip = new ZipInputStream(Files.newInputStream(BINARIES));
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().endsWith(".txz")) {
                return zip;
            }
        }
        zip.close();
        throw new IOException("No archive in " + BINARIES + " for " + system + " " + machine);
    }

    private static final class Running {

        private static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setPgBinaryResolver(Postgres14Server::archive)
                        .setServerConfig("fsync", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
