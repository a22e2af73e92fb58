package dev.aatomic.testing;

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
import org.jspecify.annotations.Nullable;

/**
 * Waiting with a bound, then the test fails: 30 seconds, or the property {@code aatomic.await.seconds}, with which a mutation run tells a
 * mutant that keeps a test waiting from one that hangs.
 */
public final class Await {

    private static final long SECONDS = Long.getLong("aatomic.await.seconds", 30);

    private Await() {}

    /** The value of a future that has to end well. */
    public static <T extends @Nullable Object> T value(Future<T> future) {
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
        return unwrap(failure(stage));
    }

    /** What is in the {@link CompletionException}s around a failure. */
    public static Throwable unwrap(Throwable thrown) {
        Throwable failure = thrown;
        while (failure instanceof CompletionException && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure;
    }

    /** Throws what a stage failed with. */
    public static void thrown(CompletionStage<?> stage) throws Throwable {
        throw cause(stage);
    }

    /** Waits until a stage has ended: with what it failed, as {@link #cause} says it; null if it ended well. */
    public static @Nullable Throwable end(CompletionStage<?> stage) {
        CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
        stage.whenComplete((value, thrown) -> end.complete(thrown));
        Throwable failure = value(end);
        return failure == null ? null : unwrap(failure);
    }

    /** Waits until a latch is open. */
    public static void latch(CountDownLatch latch) {
        try {
            if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("Latch not open after " + SECONDS + " s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
    }

    /**
     * Waits until something holds, and asks that often.
     *
     * @param condition what it is, for the failure
     */
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
