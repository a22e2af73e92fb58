package dev.aatomic.micronaut;

import org.jspecify.annotations.Nullable;

/** What several calls that are all made have failed with: the first, and the others suppressed in it. On one thread. */
final class Failures {

    private @Nullable Throwable first;

    void collect(Runnable call) {
        try {
            call.run();
        } catch (Throwable t) {
            add(t);
        }
    }

    void add(Throwable failure) {
        if (first == null) {
            first = failure;
        } else if (first != failure) {
            first.addSuppressed(failure);
        }
    }

    @Nullable
    Throwable first() {
        return first;
    }

    /** Throws the first, as it is; does nothing if all went well. */
    void rethrow() {
        if (first != null) {
            throw Failures.<RuntimeException>unchecked(first);
        }
    }

    /** What a block ends with may be any exception of the user's. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X unchecked(Throwable failure) throws X {
        throw (X) failure;
    }
}
