package dev.aatomic.databases.promise;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waiting with a bound, then the test fails. */
public final class Await {

    private static final long SECONDS = 30;

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

    /** What a stage failed with, out of what {@code CompletableFuture} wraps around it; null if it ended well. */
    public static @Nullable Throwable end(CompletionStage<?> stage) {
        CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
        stage.whenComplete((value, thrown) -> end.complete(thrown));
        return unwrap(value(end));
    }

    private static @Nullable Throwable unwrap(@Nullable Throwable thrown) {
        Throwable failure = thrown;
        while (failure instanceof CompletionException && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure;
    }

    /** What a stage failed with; a stage that ended well fails the test. */
    public static Throwable failure(CompletionStage<?> stage) {
        Throwable failure = end(stage);
        if (failure == null) {
            throw new AssertionError("Expected a failure, but it ended well");
        }
        return failure;
    }

    /** Blocking code that may throw. */
    @FunctionalInterface
    public interface Code {
        void run() throws Throwable;
    }

    /** What code throws; code that returns fails the test. */
    public static Throwable thrown(Code code) {
        Throwable thrown = thrownIfAny(code);
        if (thrown == null) {
            throw new AssertionError("Expected a failure, but it ended well");
        }
        return thrown;
    }

    /** What code throws; null if it returns. */
    public static @Nullable Throwable thrownIfAny(Code code) {
        try {
            code.run();
            return null;
        } catch (Throwable thrown) {
            return unwrap(thrown);
        }
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
}
