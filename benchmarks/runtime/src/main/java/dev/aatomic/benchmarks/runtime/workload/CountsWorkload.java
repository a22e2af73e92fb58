package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.driver.NoDriver;
import dev.aatomic.benchmarks.runtime.form.Form;
import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What does not depend on the machine: hops to the executor. */
final class CountsWorkload implements Workload {

    private static final int SCOPES = 100;

    @Override
    public void run(Plan plan, Results results) {
        for (Kind kind : Kind.withJdbc()) {
            HikariDataSource pool = NoDriver.pool(1);
            ExecutorService executor = Threads.fixed(4);
            AtomicInteger hops = new AtomicInteger();
            Form form = kind.create(pool, task -> {
                hops.incrementAndGet();
                executor.execute(task);
            });
            if (kind != Kind.VERTX_JDBC) {
                results.add("hops", kind.title(), "empty", perScope(hops, form::empty));
                results.add("hops", kind.title(), "one UPDATE", perScope(hops, () -> form.update(1)));
                double hopping = perScope(hops, () -> form.hopping(1));
                results.add("hops", kind.title(), "body that hops twice, without its hops", hopping - 2);
            }
            form.close();
            executor.shutdown();
            pool.close();
        }
    }

    private static double perScope(AtomicInteger counter, Supplier<CompletionStage<Integer>> work) {
        counter.set(0);
        for (int i = 0; i < SCOPES; i++) {
            work.get().toCompletableFuture().join();
        }
        return counter.get() / (double) SCOPES;
    }
}
