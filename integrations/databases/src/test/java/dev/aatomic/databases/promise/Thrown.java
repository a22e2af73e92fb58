package dev.aatomic.databases.promise;

import dev.aatomic.testing.Await;
import org.jspecify.annotations.Nullable;

/** What blocking code throws, out of what {@code CompletableFuture} wraps around it. */
public final class Thrown {

    private Thrown() {}

    /** Blocking code that may throw. */
    @FunctionalInterface
    public interface Code {
        void run() throws Throwable;
    }

    /** What code throws; code that returns fails the test. */
    public static Throwable by(Code code) {
        Throwable thrown = ifAny(code);
        if (thrown == null) {
            throw new AssertionError("Expected a failure, but it ended well");
        }
        return thrown;
    }

    /** What code throws; null if it returns. */
    public static @Nullable Throwable ifAny(Code code) {
        try {
            code.run();
            return null;
        } catch (Throwable thrown) {
            return Await.unwrap(thrown);
        }
    }
}
