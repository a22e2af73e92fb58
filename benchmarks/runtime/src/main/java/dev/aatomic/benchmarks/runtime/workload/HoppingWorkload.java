package dev.aatomic.benchmarks.runtime.workload;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.benchmarks.runtime.driver.NoDriver;
import dev.aatomic.benchmarks.runtime.form.Form;
import dev.aatomic.benchmarks.runtime.form.Kind;
import dev.aatomic.benchmarks.runtime.result.Results;
import dev.aatomic.benchmarks.runtime.result.Series;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * A thousand scopes at once whose bodies hop twice over the executor that runs the scopes, with a pool of eight. On PostgreSQL, and on a
 * driver that waits a millisecond a round trip, where the processors of the machine do not bound what threads can do. A process for each
 * form, all in turn.
 */
public final class HoppingWorkload implements Workload {

    private static final int SCOPES = 1_000;
    private static final int CONNECTIONS = 8;
    private static final long TRIP_NANOS = 1_000_000;

    /** How long without any scope ending until the rest counts as hanging. */
    private static final long HANGING_SECONDS = 3;

    private static final int WARM_UPS = 12;
    private static final int WAVES = 7;
    private static final int HOPS = 200_000;
    private static final String WAITING_DRIVER = "driver that waits 1 ms";

    @Override
    public void run(Plan plan, Results results) throws Exception {
        try (PostgresServer server = new PostgresServer()) {
            for (int round = 0; round < plan.choose(1, 3); round++) {
                for (int threads : new int[] {1, 2, 8}) {
                    for (String url : List.of(server.url(), WAITING_DRIVER)) {
                        for (Kind kind : Fork.shuffled(kinds(url, round))) {
                            Fork.run(results, HoppingWorkload.class, kind.name(), Integer.toString(threads), url);
                        }
                    }
                }
            }
        }
    }

    private static List<Kind> kinds(String url, int round) {
        List<Kind> kinds = new ArrayList<>(List.of(Kind.OURS, Kind.GENERATED));
        // Once is enough to see how many hang.
        if (round == 0 && !url.equals(WAITING_DRIVER)) {
            kinds = Kind.all();
            kinds.remove(Kind.HAND_ASYNC_AT_ONCE);
        }
        return kinds;
    }

    /** Says how many scopes hang; if none, the time, and what a hop and the two trips of a scope take alone. */
    public static void main(String[] arguments) {
        Fork.main(() -> measure(Kind.valueOf(arguments[0]), Integer.parseInt(arguments[1]), arguments[2]));
    }

    private static void measure(Kind kind, int threads, String url) throws InterruptedException {
        boolean waiting = url.equals(WAITING_DRIVER);
        String situation = (waiting ? WAITING_DRIVER : "PostgreSQL") + ", fixed pool of " + threads;
        HikariDataSource pool = pool(url);
        ExecutorService executor = Threads.fixed(threads);
        Form form = kind.create(pool, executor);
        // With a pool of its own, since some forms keep the connections.
        HikariDataSource handsPool = pool(url);
        Form hand = Kind.HAND.create(handsPool, executor);
        for (int wave = 0; wave < (waiting ? 1 : WARM_UPS); wave++) {
            int hanging = hanging(form::hopping);
            if (hanging > 0) {
                Fork.say(situation, kind.title(), "hanging", hanging);
                return;
            }
            hanging(hand::update);
        }
        int before = ManagementFactory.getThreadMXBean().getThreadCount();
        ManagementFactory.getThreadMXBean().resetPeakThreadCount();
        double hop = hop(executor);
        double trips = trips(handsPool, waiting ? 100 : 2_000);
        Series millis = new Series();
        Series ratios = new Series();
        for (int wave = 0; wave < (waiting ? 1 : WAVES); wave++) {
            long start = System.nanoTime();
            int hanging = hanging(form::hopping);
            long between = System.nanoTime();
            hanging += hanging(hand::update);
            if (hanging > 0) {
                throw new IllegalStateException(hanging + " scopes hang that did not before");
            }
            millis.add((between - start) / 1e6);
            ratios.add((between - start) / (double) (System.nanoTime() - between));
        }
        int peak = ManagementFactory.getThreadMXBean().getPeakThreadCount();
        double expected = SCOPES * (3 * hop + trips) / Math.min(threads, CONNECTIONS) / 1e6;
        Fork.say(situation, kind.title(), "hanging", 0);
        Fork.say(situation, kind.title(), "ms", millis.median());
        Fork.say(situation, kind.title(), "ratio to hops and trips alone", millis.median() / expected);
        Fork.say(situation, kind.title(), "ratio to hand-written without hops", ratios.median());
        Fork.say(situation, kind.title(), "hop alone us", hop / 1e3);
        Fork.say(situation, kind.title(), "two trips alone us", trips / 1e3);
        Fork.say(situation, kind.title(), "threads more", peak - before);
    }

    private static HikariDataSource pool(String url) {
        return url.equals(WAITING_DRIVER)
                ? NoDriver.pool(CONNECTIONS, TRIP_NANOS)
                : PostgresServer.pool(url, CONNECTIONS);
    }

    /** Nanoseconds a hop: each task queues the next. */
    private static double hop(ExecutorService executor) throws InterruptedException {
        double nanos = 0;
        for (int repetition = 0; repetition < 3; repetition++) {
            CountDownLatch over = new CountDownLatch(HOPS);
            long start = System.nanoTime();
            executor.execute(new Runnable() {
                @Override
                public void run() {
                    over.countDown();
                    if (over.getCount() > 0) {
                        executor.execute(this);
                    }
                }
            });
            over.await();
            nanos = (System.nanoTime() - start) / (double) HOPS;
        }
        return nanos;
    }

    /** Nanoseconds of BEGIN with a statement, and COMMIT, of one transaction after another by hand. */
    private static double trips(HikariDataSource pool, int repetitions) {
        Form hand = Kind.HAND.create(pool, Runnable::run);
        for (int i = 0; i < repetitions; i++) {
            hand.update(i + 1).toCompletableFuture().join();
        }
        long start = System.nanoTime();
        for (int i = 0; i < repetitions; i++) {
            hand.update(i + 1).toCompletableFuture().join();
        }
        return (System.nanoTime() - start) / (double) repetitions;
    }

    /** Opens the scopes; how many have not ended when for long none ends any more. */
    private static int hanging(IntFunction<CompletionStage<Integer>> opening) throws InterruptedException {
        CompletableFuture<?>[] scopes = new CompletableFuture<?>[SCOPES];
        CountDownLatch left = new CountDownLatch(SCOPES);
        for (int i = 0; i < SCOPES; i++) {
            scopes[i] = opening.apply(1 + i).toCompletableFuture().thenRun(left::countDown);
        }
        long before;
        do {
            before = left.getCount();
            left.await(HANGING_SECONDS, TimeUnit.SECONDS);
        } while (left.getCount() > 0 && left.getCount() < before);
        for (CompletableFuture<?> scope : scopes) {
            if (scope.isCompletedExceptionally()) {
                scope.join();
            }
        }
        return (int) left.getCount();
    }
}
