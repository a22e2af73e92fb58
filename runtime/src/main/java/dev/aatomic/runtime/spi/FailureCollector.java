package dev.aatomic.runtime.spi;

import dev.aatomic.runtime.CheckedRunnable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What fails where all that comes after it has to happen nevertheless, as at the end of a transaction, of which several are told: the first
 * failure, with the others suppressed in it. Not safe for use by many threads.
 */
public final class FailureCollector {

    private @Nullable Throwable first;

    /** One without a failure. */
    public FailureCollector() {}

    /**
     * Makes a call, and takes what it throws.
     *
     * @param call may throw anything
     */
    public void collect(CheckedRunnable<?> call) {
        try {
            call.run();
        } catch (Throwable t) {
            add(t);
        }
    }

    /**
     * Takes a failure: as the first, or else suppressed in that.
     *
     * @param failure the failure; the first one again adds nothing
     */
    public void add(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        if (first == null) {
            first = failure;
        } else if (first != failure) {
            first.addSuppressed(failure);
        }
    }

    /**
     * The first failure.
     *
     * @return null if all went well
     */
    public @Nullable Throwable first() {
        return first;
    }

    /** Throws the first failure as it is, checked ones too, since callers are to get what was thrown; does nothing if all went well. */
    public void rethrow() {
        if (first != null) {
            throw FailureCollector.<RuntimeException>unchecked(first);
        }
    }

    @SuppressWarnings("unchecked") // it is thrown as what it is
    private static <X extends Throwable> X unchecked(Throwable failure) throws X {
        throw (X) failure;
    }
}
