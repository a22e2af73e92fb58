package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.driver.NoDriver;
import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/** What one more level, hook, step and child costs in one scope that has few and one that has many. */
final class LinearityWorkload implements Workload {

    private static final int[] LEVELS = {1, 10, 1_000};
    private static final int[] PARTS = {1, 10, 1_000, 10_000, 100_000};

    /** In each repetition so many parts, in as many scopes as that takes. */
    private static final int PARTS_MEASURED = 100_000;

    private static final CompletableFuture<Integer> DONE = CompletableFuture.completedFuture(1);

    @Override
    public void run(Plan plan, Results results) {
        HikariDataSource pool = NoDriver.pool(8);
        try (Transactions transactions = Transactions.builder()
                .database("default", pool)
                .executor(Runnable::run)
                .build()) {
            Atomic atomic = transactions.atomic();
            for (int repetition = -5; repetition < plan.choose(5, 21); repetition++) {
                boolean counts = repetition >= 0;
                measure("level", LEVELS, n -> levels(atomic, n), counts, results);
                measure("hook", PARTS, n -> hooks(transactions, atomic, n), counts, results);
                measure("step", PARTS, n -> steps(transactions, atomic, n), counts, results);
                measure("child", PARTS, n -> children(atomic, n), counts, results);
            }
        }
        pool.close();
    }

    private static void measure(
            String part, int[] sizes, IntFunction<CompletableFuture<?>> scope, boolean counts, Results results) {
        for (int size : sizes) {
            int scopes = PARTS_MEASURED / size;
            long start = System.nanoTime();
            for (int i = 0; i < scopes; i++) {
                scope.apply(size).join();
            }
            double nanos = (System.nanoTime() - start) / (double) scopes;
            if (counts) {
                results.add(part, Kind.OURS.title(), size + " in ns", nanos);
            }
        }
    }

    private static CompletableFuture<Integer> levels(Atomic atomic, int more) {
        return more == 0 ? DONE : atomic.getStageAsync(() -> levels(atomic, more - 1));
    }

    private static CompletableFuture<Integer> hooks(Transactions transactions, Atomic atomic, int hooks) {
        return atomic.getStageAsync(() -> {
            for (int i = 0; i < hooks; i++) {
                transactions.onCommit(() -> {});
            }
            return DONE;
        });
    }

    private static CompletableFuture<Integer> steps(Transactions transactions, Atomic atomic, int steps) {
        return atomic.getStageAsync(() -> {
            CompletableFuture<Integer> last = DONE;
            for (int i = 0; i < steps; i++) {
                last = transactions.submit(connection -> 1);
            }
            return last;
        });
    }

    private static CompletableFuture<Integer> children(Atomic atomic, int children) {
        return atomic.getStageAsync(() -> {
            CompletableFuture<Integer> last = DONE;
            for (int i = 0; i < children; i++) {
                last = atomic.getStageAsync(() -> DONE);
            }
            return last;
        });
    }
}
