package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.driver.NoDriver;
import dev.aatomic.benchmarks.runtime.form.Form;
import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import dev.aatomic.benchmarks.runtime.result.Series;
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
    private static final long LIMIT_NANOS = 60_000_000_000L;

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
        if (kind == Kind.OURS || kind == Kind.OURS_BLOCKING) {
            Transactions transactions = Transactions.builder()
                    .database("default", pool)
                    .executor(executor)
                    .build();
            // The first time pays for the compiler.
            waitForScopes(transactions.atomic(), kind, new Probe("", ""));
            waitForScopes(transactions.atomic(), kind, probe);
        } else {
            Form form = kind.create(pool, executor);
            boolean virtual = executorName.equals("virtual");
            waitForConnections(pool, form, virtual, new Probe("", ""));
            waitForConnections(pool, form, virtual, probe);
        }
    }

    private static void waitForConnections(HikariDataSource pool, Form form, boolean virtual, Probe probe)
            throws Exception {
        List<Connection> held = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            held.add(pool.getConnection());
        }
        int waiting = virtual ? BATCH * BATCHES : CONNECTIONS;
        Settled settled = () -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == waiting;
        probe.run(i -> form.empty().toCompletableFuture(), settled, () -> {
            for (Connection connection : held) {
                connection.close();
            }
        });
    }

    private static void waitForScopes(Atomic atomic, Kind kind, Probe probe) throws Exception {
        List<Scope> held = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            held.add(atomic.enter().join());
        }
        Order order = new Order();
        probe.run(
                i -> kind == Kind.OURS
                        ? atomic.getStageAsync(() -> order.comes(i))
                        : atomic.getAsync(() -> order.comes(i).join()),
                () -> true,
                () -> {
                    // One connection alone shows the order in which it is handed on.
                    held.get(0).exit().join();
                    while (order.next.get() < BATCH * BATCHES) {
                        Thread.onSpinWait();
                    }
                    for (Scope scope : held) {
                        scope.exit().join();
                    }
                });
        probe.say("out of order", order.outOfOrder.get());
    }

    /** Whether they come in the order of their numbers. One object, so that their bodies are as small as users' are. */
    private static final class Order {

        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger outOfOrder = new AtomicInteger();
        private final CompletableFuture<Integer> done = CompletableFuture.completedFuture(1);

        CompletableFuture<Integer> comes(int number) {
            if (next.getAndIncrement() != number) {
                outOfOrder.incrementAndGet();
            }
            return done;
        }
    }

    /** Whether all that wait have come to where they wait. */
    private interface Settled {
        boolean get();
    }

    private interface Release {
        void run() throws Exception;
    }

    /** Opens the scopes and looks at the process. */
    private record Probe(String situation, String subject) {

        void run(IntFunction<CompletableFuture<Integer>> scope, Settled settled, Release release) throws Exception {
            CompletableFuture<?>[] scopes = new CompletableFuture<?>[BATCH * BATCHES];
            double before = usedBytes();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            Series few = new Series();
            Series many = new Series();
            for (int batch = 0; batch < BATCHES; batch++) {
                long start = System.nanoTime();
                for (int i = batch * BATCH; i < (batch + 1) * BATCH; i++) {
                    scopes[i] = scope.apply(i);
                }
                (batch < BATCHES / 2 ? few : many).add((System.nanoTime() - start) / (double) BATCH);
            }
            long limit = System.nanoTime() + LIMIT_NANOS;
            while (!settled.get()) {
                if (System.nanoTime() > limit) {
                    throw new IllegalStateException("Not all have come to wait for a connection");
                }
                Thread.onSpinWait();
            }
            double used = (usedBytes() - before) / (BATCH * BATCHES);
            say("bytes each", used);
            say("ns each of the first 50,000", few.median());
            say("ns each of the last 50,000", many.median());
            say("threads more", ManagementFactory.getThreadMXBean().getThreadCount() - threads);
            long start = System.nanoTime();
            release.run();
            CompletableFuture.allOf(scopes).join();
            say("ms until all have ended", (System.nanoTime() - start) / 1e6);
        }

        void say(String metric, double value) {
            if (!subject.isEmpty()) {
                Fork.say(situation, subject, metric, value);
            }
        }

        private static double usedBytes() {
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }
    }
}
