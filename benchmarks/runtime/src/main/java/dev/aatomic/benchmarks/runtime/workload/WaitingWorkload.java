package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.driver.NoDriver;
import dev.aatomic.benchmarks.runtime.form.Form;
import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** A hundred thousand scopes that wait for a pool of eight: bytes each, threads, order, and what one more costs. */
public final class WaitingWorkload implements Workload {

    private static final int CONNECTIONS = 8;
    private static final int BATCH = 10_000;
    private static final int BATCHES = 10;

    @Override
    public void run(Plan plan, Results results) throws Exception {
        List<String> executors = new ArrayList<>(List.of("8"));
        if (Threads.haveVirtual()) {
            executors.add("virtual");
        }
        for (int round = 0; round < plan.choose(1, 5); round++) {
            for (String executor : executors) {
                for (Kind kind : List.of(
                        Kind.OURS, Kind.OURS_BLOCKING, Kind.HAND, Kind.SPRING, Kind.JOOQ, Kind.JDBI, Kind.MICRONAUT)) {
                    Fork.run(results, WaitingWorkload.class, kind.name(), executor);
                }
            }
        }
    }

    /** Says what was found with a form and an executor. */
    public static void main(String[] arguments) {
        Fork.main(() -> measure(Kind.valueOf(arguments[0]), arguments[1]));
    }

    private static void measure(Kind kind, String executorName) throws Exception {
        HikariDataSource pool = NoDriver.pool(CONNECTIONS);
        ExecutorService executor = Threads.named(executorName);
        Probe probe = new Probe(Threads.title(executorName), kind.title());
        if (kind != Kind.OURS && kind != Kind.OURS_BLOCKING) {
            Form form = kind.create(pool, executor);
            List<Connection> held = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                held.add(pool.getConnection());
            }
            probe.run(i -> form.empty().toCompletableFuture(), () -> {
                for (Connection connection : held) {
                    connection.close();
                }
            });
            return;
        }
        Transactions transactions = Transactions.builder()
                .database("default", pool)
                .executor(executor)
                .build();
        Atomic atomic = transactions.atomic();
        List<Scope> held = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            held.add(atomic.enter().join());
        }
        AtomicInteger next = new AtomicInteger();
        AtomicInteger early = new AtomicInteger();
        CompletableFuture<Integer> done = CompletableFuture.completedFuture(1);
        probe.run(
                i -> kind == Kind.OURS
                        ? atomic.getStageAsync(() -> {
                            note(i, next, early);
                            return done;
                        })
                        : atomic.getAsync(() -> {
                            note(i, next, early);
                            return 1;
                        }),
                () -> {
                    // One connection alone shows the order in which it is handed on.
                    held.get(0).exit().join();
                    awaitAll(next);
                    for (Scope scope : held) {
                        scope.exit().join();
                    }
                });
        probe.say("out of order", early.get());
    }

    private static void note(int number, AtomicInteger next, AtomicInteger early) {
        if (next.getAndIncrement() != number) {
            early.incrementAndGet();
        }
    }

    private static void awaitAll(AtomicInteger next) {
        while (next.get() < BATCH * BATCHES) {
            Thread.onSpinWait();
        }
    }

    private interface Release {
        void run() throws Exception;
    }

    /** Opens the scopes and looks at the process. */
    private record Probe(String situation, String subject) {

        void run(IntFunction<CompletableFuture<Integer>> scope, Release release) throws Exception {
            CompletableFuture<?>[] scopes = new CompletableFuture<?>[BATCH * BATCHES];
            double before = usedBytes();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            double first = 0;
            double last = 0;
            for (int batch = 0; batch < BATCHES; batch++) {
                long start = System.nanoTime();
                for (int i = batch * BATCH; i < (batch + 1) * BATCH; i++) {
                    scopes[i] = scope.apply(i);
                }
                last = (System.nanoTime() - start) / (double) BATCH;
                // The first batches also pay for the compiler.
                first = batch == 4 ? last : first;
            }
            double used = (usedBytes() - before) / (BATCH * BATCHES);
            say("bytes each", used);
            say("ns for one more after 40,000", first);
            say("ns for one more after 90,000", last);
            say("threads more", ManagementFactory.getThreadMXBean().getThreadCount() - threads);
            long start = System.nanoTime();
            release.run();
            CompletableFuture.allOf(scopes).join();
            say("ms until all have ended", (System.nanoTime() - start) / 1e6);
        }

        void say(String metric, double value) {
            Fork.say(situation, subject, metric, value);
        }

        private static double usedBytes() {
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }
    }
}
