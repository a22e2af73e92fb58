package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.form.Form;
import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** The first 20,000 transactions of a process, with one UPDATE each, on PostgreSQL: most of it runs before the compiler has seen to it. */
public final class FirstWorkload implements Workload {

    private static final List<Kind> KINDS = List.of(Kind.HAND, Kind.SPRING, Kind.JDBI, Kind.OURS, Kind.GENERATED);
    private static final int TRANSACTIONS = 20_000;
    private static final int CONNECTIONS = 8;

    @Override
    public void run(Plan plan, Results results) throws Exception {
        try (PostgresServer server = new PostgresServer()) {
            for (int round = 0; round < plan.choose(1, 7); round++) {
                for (int inFlight : List.of(1, CONNECTIONS)) {
                    for (Kind kind : Fork.shuffled(KINDS)) {
                        Fork.run(results, FirstWorkload.class, kind.name(), server.url(), Integer.toString(inFlight));
                    }
                }
            }
        }
    }

    /** Says how long they took. */
    public static void main(String[] arguments) {
        Fork.main(() -> measure(Kind.valueOf(arguments[0]), arguments[1], Integer.parseInt(arguments[2])));
    }

    private static void measure(Kind kind, String url, int inFlight) {
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
        Fork.say(inFlight + " in flight", kind.title(), "s for 20,000", (System.nanoTime() - start) / 1e9);
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
