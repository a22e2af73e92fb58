package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.driver.NoDriver;
import dev.aatomic.benchmarks.runtime.form.Form;
import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import dev.aatomic.benchmarks.runtime.result.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/** Ten thousand scopes at once, over a driver that does nothing and a pool of eight. A process for each form, all in turn. */
public final class BurstWorkload implements Workload {

    private static final int SCOPES = 10_000;
    private static final int CONNECTIONS = 8;

    @Override
    public void run(Plan plan, Results results) throws Exception {
        List<String> executors = new ArrayList<>(List.of("8"));
        if (Threads.haveVirtual()) {
            executors.add("virtual");
        }
        String bursts = Integer.toString(plan.choose(15, 25));
        for (int round = 0; round < plan.choose(1, 7); round++) {
            for (String executor : executors) {
                for (Kind kind : Fork.shuffled(Kind.withJdbc())) {
                    // On a fixed pool its exits wait behind its entries.
                    if (kind != Kind.HAND_ASYNC || executor.equals("virtual")) {
                        Fork.run(results, BurstWorkload.class, kind.name(), executor, bursts);
                    }
                }
            }
        }
    }

    /** Says the median milliseconds of a burst in wall time and in processor time. */
    public static void main(String[] arguments) {
        Fork.main(() -> measure(Kind.valueOf(arguments[0]), arguments[1], Integer.parseInt(arguments[2])));
    }

    private static void measure(Kind kind, String executorName, int bursts) {
        HikariDataSource pool = NoDriver.pool(CONNECTIONS);
        ExecutorService executor = Threads.named(executorName);
        Form form = kind.create(pool, executor);
        Results results = new Results();
        CompletableFuture<?>[] scopes = new CompletableFuture<?>[SCOPES];
        for (int burst = -bursts; burst < bursts; burst++) {
            long start = System.nanoTime();
            long used = Processor.nanos();
            for (int i = 0; i < SCOPES; i++) {
                scopes[i] = form.empty().toCompletableFuture();
            }
            CompletableFuture.allOf(scopes).join();
            if (burst >= 0) {
                results.add("", "", "wall", (System.nanoTime() - start) / 1e6);
                results.add("", "", "processor", (Processor.nanos() - used) / 1e6);
            }
        }
        say(kind, executorName, "ms a burst", results.get("", "", "wall"));
        say(kind, executorName, "processor ms a burst", results.get("", "", "processor"));
    }

    private static void say(Kind kind, String executor, String metric, Series series) {
        Fork.say(Threads.title(executor), kind.title(), metric, series.median());
    }
}
