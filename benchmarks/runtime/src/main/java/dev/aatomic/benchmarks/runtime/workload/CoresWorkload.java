package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.driver.NoDriver;
import dev.aatomic.benchmarks.runtime.form.Form;
import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * Scopes on many threads, each on its own with a connection of its own: what one costs in processor time, and how often a thread had to wait
 * for a monitor that another one held.
 */
final class CoresWorkload implements Workload {

    private static final List<Integer> THREADS = List.of(1, 2, 4, 8);
    private static final List<Kind> KINDS = List.of(Kind.HAND, Kind.SPRING, Kind.OURS);
    private static final int CONNECTIONS = 16;

    /** By all threads together. */
    private static final int SCOPES = 400_000;

    private static final ThreadMXBean THREAD_BEAN = ManagementFactory.getThreadMXBean();

    @Override
    public void run(Plan plan, Results results) throws InterruptedException {
        HikariDataSource pool = NoDriver.pool(CONNECTIONS);
        Map<Kind, Form> forms = new EnumMap<>(Kind.class);
        // The thread that opens a scope runs it, so that no queue of an executor is measured.
        KINDS.forEach(kind -> forms.put(kind, kind.create(pool, Runnable::run)));
        for (int repetition = -3; repetition < plan.choose(3, 15); repetition++) {
            for (int threads : Fork.shuffled(THREADS)) {
                for (Kind kind : Fork.shuffled(KINDS)) {
                    Cost cost = cost(Objects.requireNonNull(forms.get(kind)), threads);
                    if (repetition >= 0) {
                        String situation = threads + (threads == 1 ? " thread" : " threads");
                        results.add(situation, kind.title(), "processor ns a scope", cost.nanos());
                        results.add(situation, kind.title(), "blocked in 1000 scopes", cost.blocked());
                    }
                }
            }
        }
        forms.values().forEach(Form::close);
        pool.close();
    }

    /**
     * What a scope cost.
     *
     * @param nanos processor time, in nanoseconds
     * @param blocked how often a thread waited for a monitor, in a thousand scopes
     */
    private record Cost(double nanos, double blocked) {

        Cost plus(Cost other) {
            return new Cost(nanos + other.nanos, blocked + other.blocked);
        }
    }

    private static Cost cost(Form form, int threads) throws InterruptedException {
        List<Cost> costs = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(threads);
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(
                    () -> {
                        ready.countDown();
                        Cost cost = costHere(form, SCOPES / threads, ready);
                        synchronized (costs) {
                            costs.add(cost);
                        }
                    },
                    "opener");
            running.add(thread);
            thread.start();
        }
        for (Thread thread : running) {
            thread.join();
        }
        Cost all = costs.stream().reduce(new Cost(0, 0), Cost::plus);
        return new Cost(all.nanos() / threads, all.blocked() / threads);
    }

    private static Cost costHere(Form form, int scopes, CountDownLatch ready) {
        awaitQuietly(ready);
        long blockedBefore = blockedHere();
        long before = THREAD_BEAN.getCurrentThreadCpuTime();
        for (int i = 0; i < scopes; i++) {
            form.empty().toCompletableFuture().join();
        }
        double nanos = (THREAD_BEAN.getCurrentThreadCpuTime() - before) / (double) scopes;
        return new Cost(nanos, (blockedHere() - blockedBefore) * 1_000.0 / scopes);
    }

    private static long blockedHere() {
        ThreadInfo info = THREAD_BEAN.getThreadInfo(Thread.currentThread().getId());
        return info.getBlockedCount();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("A thread of the benchmark was interrupted", e);
        }
    }
}
