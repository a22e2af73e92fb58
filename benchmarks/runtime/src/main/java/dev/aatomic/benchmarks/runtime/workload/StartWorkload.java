package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.form.Form;
import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;

/**
 * A process that opens a pool, makes one transaction with one UPDATE on PostgreSQL, and ends: as it is, and with the classes of such a run in
 * an archive of the JVM (AppCDS).
 */
public final class StartWorkload implements Workload {

    private static final List<Kind> KINDS = List.of(Kind.HAND, Kind.SPRING, Kind.JDBI, Kind.OURS, Kind.GENERATED);
    private static final int CONNECTIONS = 8;
    private static final String METRIC = "ms of a process";

    @Override
    public void run(Plan plan, Results results) throws Exception {
        Path directory = Files.createTempDirectory("aatomic-benchmark");
        try (PostgresServer server = new PostgresServer()) {
            List<String> asItIs = List.of("-cp", JarClassPath.in(directory));
            for (Kind kind : KINDS) {
                List<String> options = Fork.with("-XX:ArchiveClassesAtExit=" + archive(directory, kind), asItIs);
                Fork.run(new Results(), options, StartWorkload.class, kind.name(), server.url(), "exit");
            }
            for (int round = 0; round < plan.choose(2, 11); round++) {
                for (Kind kind : Fork.shuffled(KINDS)) {
                    List<String> archived = Fork.with("-XX:SharedArchiveFile=" + archive(directory, kind), asItIs);
                    results.add("as it is", kind.title(), METRIC, millis(asItIs, kind, server.url()));
                    results.add("AppCDS", kind.title(), METRIC, millis(archived, kind, server.url()));
                }
            }
        } finally {
            JarClassPath.delete(directory);
        }
    }

    private static Path archive(Path directory, Kind kind) {
        return directory.resolve(kind + ".jsa");
    }

    private static double millis(List<String> options, Kind kind, String url) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Fork.run(new Results(), options, StartWorkload.class, kind.name(), url, "halt");
        return (System.nanoTime() - start) / 1e6;
    }

    /** Makes one transaction. Ends as a program does where an archive is to be written then, else at once. */
    public static void main(String[] arguments) {
        Fork.Body program = () -> {
            HikariDataSource pool = PostgresServer.pool(arguments[1], CONNECTIONS);
            ExecutorService executor = Threads.fixed(CONNECTIONS);
            Form form = Kind.valueOf(arguments[0]).create(pool, executor);
            form.update(1).toCompletableFuture().join();
        };
        if (arguments[2].equals("halt")) {
            Fork.main(program);
            return;
        }
        try {
            program.run();
        } catch (Exception e) {
            throw new IllegalStateException("The transaction failed", e);
        }
        System.exit(0);
    }
}
