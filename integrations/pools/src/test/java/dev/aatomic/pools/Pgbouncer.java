package dev.aatomic.pools;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    private static final long LIMIT_SECONDS = 30;

    private final String database;
    private final Path folder;
    private final int port;
    private final Process process;
    private final PgbouncerConsole console;

    private Pgbouncer(String database, Path folder, int port, Process process, PgbouncerConsole console) {
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
        String said = "";
        for (int i = 0; i < STARTS; i++) {
            int port = freePort();
            Files.writeString(folder.resolve(SETTINGS), settings(server, database, port, connections));
            Process process = new ProcessBuilder(command(folder))
                    .redirectErrorStream(true)
                    .start();
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            @Nullable String failure = failure(output);
            if (failure == null) {
                drain(process.getInputStream());
                Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
                try {
                    return new Pgbouncer(database, folder, port, process, new PgbouncerConsole(port, USER));
                } catch (IOException e) {
                    process.destroyForcibly();
                    throw e;
                }
            }
            // Somebody else may have taken the port meanwhile.
            said = failure;
        }
        throw new IOException("pgbouncer did not start:\n" + said);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
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

    /** Reads what it says until it takes connections; null if it does. */
    private static @Nullable String failure(BufferedReader output) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            if (line.contains(UP)) {
                return null;
            }
        }
        return said.toString();
    }

    /** A full pipe would stop it. */
    private static void drain(InputStream output) {
        Thread thread = new Thread(
                () -> {
                    try {
                        output.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException ended) {
                        // It has ended.
                        return;
                    }
                },
                "pgbouncer-output");
        thread.setDaemon(true);
        thread.start();
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
        process.destroyForcibly();
        try {
            process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
        Files.delete(folder.resolve(SETTINGS));
        Files.delete(folder);
    }
}
