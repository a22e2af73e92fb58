package dev.aatomic.runtime.internal;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What failures are, under the wrappers that futures put around them. */
final class Failures {

    private Failures() {}

    /** The failure itself, where a future wrapped it. */
    static Throwable unwrap(Throwable failure) {
        Throwable current = failure;
        while ((current instanceof CompletionException || current instanceof ExecutionException)
                && current.getCause() != null) {
            current = current.getCause();
        }
        return current;
    }

    /** Something of the user's in a message. Its own description is the user's code, and may fail. */
    static String describe(@Nullable Object thing) {
        try {
            return String.valueOf(thing);
        } catch (Throwable t) {
            return thing.getClass().getName();
        }
    }

    /** What a future that failed failed with. */
    static Throwable of(CompletableFuture<?> failed) {
        try {
            failed.join();
            throw new IllegalArgumentException("The future did not fail");
        } catch (CompletionException e) {
            return unwrap(e);
        } catch (CancellationException e) {
            return e;
        }
    }

    /** Adds what failed afterwards to what failed first. */
    static void suppress(Throwable failure, @Nullable Throwable later) {
        if (later != null && later != failure) {
            failure.addSuppressed(later);
        }
    }

    /** Throws a failure as it is, checked or not. */
    @SuppressWarnings("unchecked")
    static <X extends Throwable> RuntimeException rethrow(Throwable failure) throws X {
        throw (X) failure;
    }
}
