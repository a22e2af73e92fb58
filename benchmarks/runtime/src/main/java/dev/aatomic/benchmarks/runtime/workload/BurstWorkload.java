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
import java.util.concurrent.TimeUnit;

/** Ten thousand scopes at once, over a driver that does nothing and a pool of eight. A process for each form, all in turn. */
public final class BurstWorkload implements Workload {

    private static final int SCOPES = 10_000;
    private static final int CONNECTIONS = 8;
    private static final int LEAST_BURSTS = 11;

    @Override
    public void run(Plan plan, Results results) throws Exception {
        List<String> executors = new ArrayList<>(List.of("8"));
        if (Threads.haveVirtual()) {
            executors.add("virtual");
        }
        String millis = Integer.toString(plan.choose(500, 900));
        for (int round = 0; round < plan.choose(1, 5); round++) {
            for (String executor : executors) {
                for (Kind kind : Fork.shuffled(Kind.withJdbc())) {
                    // On a fixed pool its exits wait behind its entries.
                    if (kind != Kind.HAND_ASYNC || executor.equals("virtual")) {
                        Fork.run(results, BurstWorkload.class, kind.name(), executor, millis);
                    }
                }
            }
        }
    }

    /** Says the median milliseconds of a burst in wall time, and the mean in processor time. */
    public static void main(String[] arguments) {
        Fork.main(() -> measure(Kind.valueOf(arguments[0]), arguments[1], Long.parseLong(arguments[2])));
    }

    private static void measure(Kind kind, String executorName, long millis) {
        HikariDataSource pool = NoDriver.pool(CONNECTIONS);
        ExecutorService executor = Threads.named(executorName);
        Form form = kind.create(pool, executor);
        bursts(form, 2 * millis);
        long used = Processor.nanos();
        Series bursts = bursts(form, millis);
        double processor = (Processor.nanos() - used) / 1e6 / bursts.size();
        Fork.say(Threads.title(executorName), kind.title(), "ms a burst", bursts.median());
        Fork.say(Threads.title(executorName), kind.title(), "processor ms a burst", processor);
    }

    private static Series bursts(Form form, long millis) {
        Series bursts = new Series();
        CompletableFuture<?>[] scopes = new CompletableFuture<?>[SCOPES];
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (bursts.size() < LEAST_BURSTS || System.nanoTime() < end) {
            long start = System.nanoTime();
            for (int i = 0; i < SCOPES; i++) {
                scopes[i] = form.empty().toCompletableFuture();
            }
            CompletableFuture.allOf(scopes).join();
            bursts.add((System.nanoTime() - start) / 1e6);
        }
        return bursts;
    }
}
