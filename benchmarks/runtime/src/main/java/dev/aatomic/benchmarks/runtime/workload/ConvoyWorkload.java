package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.driver.NoDriver;
import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** Whether many threads that submit steps to one scope, or open scopes, get in each other's way more than two do. */
final class ConvoyWorkload implements Workload {

    /** So many are submitted before their end is awaited. */
    private static final int AT_ONCE = 64;

    private static final int BATCHES = 3_200;
    private static final List<Integer> THREADS = List.of(2, 16);

    @Override
    public void run(Plan plan, Results results) throws InterruptedException {
        HikariDataSource pool = NoDriver.pool(8);
        ExecutorService executor = Threads.fixed(2);
        try (Transactions transactions = Transactions.builder()
                .database("default", pool)
                .executor(executor)
                .build()) {
            Atomic atomic = transactions.atomic();
            CompletableFuture<Integer> done = CompletableFuture.completedFuture(1);
            for (int repetition = -3; repetition < plan.choose(5, 25); repetition++) {
                for (int threads : Fork.shuffled(THREADS)) {
                    Scope scope = atomic.enter().join();
                    double steps = throughput(threads, () -> scope.submit(connection -> 1));
                    scope.exit().join();
                    double scopes = throughput(threads, () -> atomic.getStageAsync(() -> done));
                    if (repetition >= 0) {
                        results.add("steps of one scope", Kind.OURS.title(), threads + " threads, 1/s", steps);
                        results.add("scopes", Kind.OURS.title(), threads + " threads, 1/s", scopes);
                    }
                }
            }
        }
        executor.shutdown();
        pool.close();
    }

    private static double throughput(int threads, Supplier<CompletableFuture<Integer>> work)
            throws InterruptedException {
        List<Thread> running = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> submit(BATCHES / threads, work), "submitter");
            running.add(thread);
            thread.start();
        }
        for (Thread thread : running) {
            thread.join();
        }
        return BATCHES * (double) AT_ONCE / ((System.nanoTime() - start) / 1e9);
    }

    private static void submit(int batches, Supplier<CompletableFuture<Integer>> work) {
        CompletableFuture<?>[] submitted = new CompletableFuture<?>[AT_ONCE];
        for (int batch = 0; batch < batches; batch++) {
            for (int i = 0; i < AT_ONCE; i++) {
                submitted[i] = work.get();
            }
            CompletableFuture.allOf(submitted).join();
        }
    }
}
