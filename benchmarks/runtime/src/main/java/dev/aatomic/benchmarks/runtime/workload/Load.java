package dev.aatomic.benchmarks.runtime.workload;

import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Keeps so many transactions in flight for a time: each that ends starts the next. */
final class Load {

    private static final int MAX_TRANSACTIONS = 1 << 19;

    private final IntFunction<CompletionStage<Integer>> transaction;
    private final int inFlight;
    private final int rows;
    private final long end;
    private final CountDownLatch over;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final int[] micros = new int[MAX_TRANSACTIONS];

    /**
     * What came of it.
     *
     * @param throughput transactions a second
     * @param p50 the median time of a transaction, in milliseconds
     * @param p99 the time below which 99 of 100 stay, in milliseconds
     * @param processor processor time of this process, in microseconds a transaction
     */
    record Result(double throughput, double p50, double p99, double processor) {}

    private Load(IntFunction<CompletionStage<Integer>> transaction, int inFlight, int rows, long end) {
        this.transaction = transaction;
        this.inFlight = inFlight;
        this.rows = rows;
        this.end = end;
        this.over = new CountDownLatch(inFlight);
    }

    /**
     * Runs it.
     *
     * @throws IllegalStateException if a transaction failed, or all have not ended 10 s after the time
     */
    static Result run(IntFunction<CompletionStage<Integer>> transaction, int inFlight, int rows, long millis)
            throws InterruptedException {
        long processor = Processor.nanos();
        long start = System.nanoTime();
        Load load = new Load(transaction, inFlight, rows, start + TimeUnit.MILLISECONDS.toNanos(millis));
        load.await(millis);
        double seconds = (System.nanoTime() - start) / 1e9;
        int count = load.done.get();
        int[] sorted = Arrays.copyOf(load.micros, count);
        Arrays.sort(sorted);
        return new Result(
                count / seconds,
                sorted[count / 2] / 1e3,
                sorted[(int) (count * 0.99)] / 1e3,
                (Processor.nanos() - processor) / 1e3 / count);
    }

    private void await(long millis) throws InterruptedException {
        for (int i = 0; i < inFlight; i++) {
            start();
        }
        boolean ended = over.await(millis + 10_000, TimeUnit.MILLISECONDS);
        Throwable found = failure.get();
        if (found != null) {
            throw new IllegalStateException("A transaction failed", found);
        }
        if (!ended) {
            throw new IllegalStateException(over.getCount() + " of " + inFlight + " have not ended");
        }
    }

    private void start() {
        int id = 1 + ThreadLocalRandom.current().nextInt(rows);
        long begun = System.nanoTime();
        transaction.apply(id).whenComplete((count, problem) -> ended(begun, problem));
    }

    private void ended(long begun, @Nullable Throwable problem) {
        if (problem != null) {
            failure.compareAndSet(null, problem);
            while (over.getCount() > 0) {
                over.countDown();
            }
            return;
        }
        long now = System.nanoTime();
        int index = done.getAndIncrement();
        if (index >= MAX_TRANSACTIONS) {
            throw new IllegalStateException("More than " + MAX_TRANSACTIONS + " transactions");
        }
        micros[index] = (int) ((now - begun) / 1_000);
        if (now < end && failure.get() == null) {
            start();
        } else {
            over.countDown();
        }
    }
}
