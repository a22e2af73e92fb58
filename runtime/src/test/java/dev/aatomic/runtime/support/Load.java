package dev.aatomic.runtime.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/** Work that is started again and again for a while, so much at once, for the seconds of the property {@code aatomic.stress.seconds}. */
public final class Load {

    private static final int SECONDS = Integer.getInteger("aatomic.stress.seconds", 3);
    private static final int AT_ONCE = 32;

    /** So that on a slow machine something happens too. */
    private static final int AT_LEAST = 300;

    private Load() {}

    /**
     * Starts work, and waits until all of it has ended.
     *
     * @param work starts one piece, by its number from 1
     * @param ended told each one's number, and its failure or null
     */
    public static void run(IntFunction<CompletableFuture<?>> work, BiConsumer<Integer, Throwable> ended) {
        Semaphore permits = new Semaphore(AT_ONCE);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (int number = 1; number <= AT_LEAST || System.nanoTime() < end; number++) {
            take(permits, 1);
            int current = number;
            work.apply(current).whenComplete((value, failure) -> {
                ended.accept(current, failure);
                permits.release();
            });
        }
        take(permits, AT_ONCE);
    }

    /** Whether that which happens only now and then happens too. */
    public static boolean isLong() {
        return SECONDS >= 60;
    }

    public static int atOnce() {
        return AT_ONCE;
    }

    private static void take(Semaphore permits, int number) {
        try {
            assertThat(permits.tryAcquire(number, 60, TimeUnit.SECONDS))
                    .as("transfers end")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
    }
}
