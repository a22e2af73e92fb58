package dev.aatomic.runtime.support;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waiting with a bound, then the test fails: 30 seconds, or the property {@code aatomic.await.seconds}, with which a mutation run tells a
 * mutant that keeps a test waiting from one that hangs.
 */
public final class Await {

    private static final long SECONDS = Long.getLong("aatomic.await.seconds", 30);

    private Await() {}

    /** The value of a future that has to end well. */
    public static <T> T value(Future<T> future) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("Expected a value, but it failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("Not done after " + SECONDS + " s: " + future, e);
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
    }

    /** What a stage failed with, exactly as a continuation sees it. */
    public static Throwable failure(CompletionStage<?> stage) {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        stage.whenComplete((value, thrown) -> {
            if (thrown == null) {
                failure.completeExceptionally(new AssertionError("Expected a failure, got the value " + value));
            } else {
                failure.complete(thrown);
            }
        });
        return value(failure);
    }

    /** What a stage failed with, out of the {@link CompletionException}s around it. */
    public static Throwable cause(CompletionStage<?> stage) {
        Throwable failure = failure(stage);
        while (failure instanceof CompletionException && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure;
    }

    /** Throws what a stage failed with. */
    public static void thrown(CompletionStage<?> stage) throws Throwable {
        throw cause(stage);
    }

    /** Waits until a stage has ended, well or not. */
    public static void end(CompletionStage<?> stage) {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        stage.whenComplete((value, thrown) -> ended.complete(true));
        value(ended);
    }

    public static void latch(CountDownLatch latch) {
        try {
            if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("Latch not open after " + SECONDS + " s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
    }

    public static void until(String condition, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not after " + SECONDS + " s: " + condition);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
