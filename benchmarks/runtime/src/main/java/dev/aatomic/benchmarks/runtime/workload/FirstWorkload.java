package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.form.Form;
import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The first 20,000 transactions of a process, with one UPDATE each, on PostgreSQL: most of it runs before the compiler has seen to it. From
 * JDK 25 on also with what another such process has left in the JVM's archive (AOT cache): its classes, and which methods it ran often.
 */
public final class FirstWorkload implements Workload {

    private static final List<Kind> KINDS = List.of(Kind.HAND, Kind.SPRING, Kind.JDBI, Kind.OURS, Kind.GENERATED);
    private static final int TRANSACTIONS = 20_000;
    private static final int CONNECTIONS = 8;

    /** The first release whose archive has profiles in it. */
    private static final int PROFILES_SINCE = 25;

    @Override
    public void run(Plan plan, Results results) throws Exception {
        Path directory = Files.createTempDirectory("aatomic-benchmark");
        try (PostgresServer server = new PostgresServer()) {
            List<String> asItIs = List.of("-cp", JarClassPath.in(directory));
            boolean archives = Runtime.version().feature() >= PROFILES_SINCE;
            for (Kind kind : archives ? KINDS : List.<Kind>of()) {
                List<String> options = Fork.with("-XX:AOTCacheOutput=" + archive(directory, kind), asItIs);
                Fork.run(new Results(), options, FirstWorkload.class, kind.name(), server.url(), "8", "", "exit");
            }
            for (int round = 0; round < plan.choose(1, 7); round++) {
                for (int inFlight : List.of(1, CONNECTIONS)) {
                    for (Kind kind : Fork.shuffled(KINDS)) {
                        run(results, asItIs, kind, server, inFlight, "");
                        if (archives) {
                            List<String> options = Fork.with("-XX:AOTCache=" + archive(directory, kind), asItIs);
                            run(results, options, kind, server, inFlight, ", AOT cache");
                        }
                    }
                }
            }
        } finally {
            JarClassPath.delete(directory);
        }
    }

    private static void run(
            Results results, List<String> options, Kind kind, PostgresServer server, int inFlight, String how)
            throws IOException, InterruptedException {
        String number = Integer.toString(inFlight);
        Fork.run(results, options, FirstWorkload.class, kind.name(), server.url(), number, how, "halt");
    }

    private static Path archive(Path directory, Kind kind) {
        return directory.resolve(kind + ".aot");
    }

    /** Says how long they took. Ends as a program does where an archive is to be written then, else at once. */
    public static void main(String[] arguments) {
        Fork.Body program =
                () -> measure(Kind.valueOf(arguments[0]), arguments[1], Integer.parseInt(arguments[2]), arguments[3]);
        if (arguments[4].equals("halt")) {
            Fork.main(program);
            return;
        }
        try {
            program.run();
        } catch (Exception e) {
            throw new IllegalStateException("The transactions failed", e);
        }
        System.exit(0);
    }

    private static void measure(Kind kind, String url, int inFlight, String how) {
        HikariDataSource pool = PostgresServer.pool(url, CONNECTIONS);
        ExecutorService executor = Threads.fixed(CONNECTIONS);
        long start = System.nanoTime();
        Form form = kind.create(pool, executor);
        AtomicInteger left = new AtomicInteger(TRANSACTIONS);
        CompletableFuture<?>[] chains = new CompletableFuture<?>[inFlight];
        for (int i = 0; i < inFlight; i++) {
            CompletableFuture<Void> chain = new CompletableFuture<>();
            chains[i] = chain;
            next(form, left, chain);
        }
        CompletableFuture.allOf(chains).join();
        Fork.say(inFlight + " in flight" + how, kind.title(), "s for 20,000", (System.nanoTime() - start) / 1e9);
    }

    private static void next(Form form, AtomicInteger left, CompletableFuture<Void> chain) {
        int number = left.getAndDecrement();
        if (number <= 0) {
            chain.complete(null);
            return;
        }
        form.update(1 + number % PostgresServer.ROWS).whenComplete((count, problem) -> {
            if (problem != null) {
                chain.completeExceptionally(problem);
            } else {
                next(form, left, chain);
            }
        });
    }
}
