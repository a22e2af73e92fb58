package dev.aatomic.pools;

import dev.aatomic.testing.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A real pgbouncer that pools transactions, in front of one database of a PostgreSQL of this host. */
final class Pgbouncer implements AutoCloseable {

    /** Said where a test is skipped. */
    static final String MISSING = "pgbouncer is neither on the PATH nor in /usr/sbin, so nothing was tried behind it."
            + " Install it, on Debian and Ubuntu with: apt-get install -y pgbouncer";

    private static final String PROGRAM = "pgbouncer";
    private static final String USER = "postgres";
    private static final String SETTINGS = "pgbouncer.ini";
    private static final String UP = "process up";
    private static final int STARTS = 5;

    private final String database;
    private final Path folder;
    private final int port;
    private final ServerProcess process;
    private final PgbouncerConsole console;

    private Pgbouncer(String database, Path folder, int port, ServerProcess process, PgbouncerConsole console) {
        this.database = database;
        this.folder = folder;
        this.port = port;
        this.process = process;
        this.console = console;
    }

    static boolean isAvailable() {
        return program().isPresent();
    }

    private static Optional<Path> program() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts one.
     *
     * @param databaseUrl the JDBC URL of its database on PostgreSQL
     * @param connections how many it has to the server
     */
    static Pgbouncer start(String databaseUrl, int connections) throws IOException {
        URI server = URI.create(databaseUrl.substring("jdbc:".length()));
        String database = server.getPath().substring(1);
        Path folder = Files.createTempDirectory("aatomic-pgbouncer");
        for (int start = 1; ; start++) {
            int port = ServerProcess.freePort();
            Files.writeString(folder.resolve(SETTINGS), settings(server, database, port, connections));
            ServerProcess process;
            try {
                process = ServerProcess.start(command(folder), UP);
            } catch (IOException e) {
                // Somebody else may have taken the port meanwhile.
                if (start == STARTS) {
                    throw e;
                }
                continue;
            }
            try {
                return new Pgbouncer(database, folder, port, process, new PgbouncerConsole(port, USER));
            } catch (IOException e) {
                process.close();
                throw e;
            }
        }
    }

    private static String settings(URI server, String database, int port, int connections) {
        return """
                [databases]
                %s = host=127.0.0.1 port=%d user=%s

                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                admin_users = %s
                pool_mode = transaction
                default_pool_size = %d
                ignore_startup_parameters = extra_float_digits
                """.formatted(database, server.getPort(), USER, port, USER, connections);
    }

    private static List<String> command(Path folder) {
        List<String> command = new ArrayList<>();
        command.add(program().orElseThrow().toString());
        if (System.getProperty("user.name").equals("root")) {
            // It refuses to be root.
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(folder.resolve(SETTINGS).toString());
        return command;
    }

    int port() {
        return port;
    }

    /** The JDBC URL of its database, with the setting that the page names. */
    String url() {
        return url(port);
    }

    /** As {@link #url()}, through another port that leads to its own. */
    String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER + "&prepareThreshold=0";
    }

    /** How many clients wait for a connection to the server. */
    int waiting() {
        try {
            return console.show("POOLS").stream()
                    .filter(pool -> database.equals(pool.get("database")))
                    .mapToInt(pool -> Integer.parseInt(pool.getOrDefault("cl_waiting", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        console.close();
        process.close();
        Files.delete(folder.resolve(SETTINGS));
        Files.delete(folder);
    }
}
