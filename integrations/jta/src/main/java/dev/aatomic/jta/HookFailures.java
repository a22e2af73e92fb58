package dev.aatomic.jta;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.spi.FailureCollector;
import org.jspecify.annotations.Nullable;

/**
 * Brings what hooks throw to whoever ends their transaction. A transaction manager swallows what is thrown after the end; so it is kept on
 * the thread meanwhile.
 */
final class HookFailures {

    private static final System.Logger LOGGER = System.getLogger(HookFailures.class.getName());

    /** A call on this thread that ends transactions. */
    final class Ending implements AutoCloseable {

        private final @Nullable Ending around;

        /** Whether it does nothing else. */
        private final boolean isEnd;

        private final FailureCollector failures = new FailureCollector();

        private Ending(@Nullable Ending around, boolean isEnd) {
            this.around = around;
            this.isEnd = isEnd;
        }

        /** The call itself has failed. */
        void suppressIn(Throwable own) {
            Throwable first = failures.first();
            if (first != null && first != own) {
                own.addSuppressed(first);
            }
        }

        void rethrow() {
            failures.rethrow();
        }

        /** Nothing of it stays on the thread. */
        @Override
        public void close() {
            if (around == null) {
                endings.remove();
            } else {
                endings.set(around);
            }
        }
    }

    private final ThreadLocal<@Nullable Ending> endings = new ThreadLocal<>();

    /** Begins the end of a transaction. */
    Ending begin() {
        return begin(true);
    }

    private Ending begin(boolean isEnd) {
        Ending ending = new Ending(endings.get(), isEnd);
        endings.set(ending);
        return ending;
    }

    /** Whether somebody on this thread waits for the end of a transaction. */
    boolean isEnding() {
        return endings.get() != null;
    }

    /** Whether a transaction is being ended on this thread. */
    boolean isInEnd() {
        Ending ending = endings.get();
        return ending != null && ending.isEnd;
    }

    <T extends @Nullable Object, X extends Throwable> T throwAfter(CheckedSupplier<T, X> call) throws X {
        try (Ending ending = begin(false)) {
            T result;
            try {
                result = call.get();
            } catch (Throwable t) {
                ending.suppressIn(t);
                throw t;
            }
            ending.rethrow();
            return result;
        }
    }

    /** Takes a failure after the end of a transaction. It is thrown if that has committed, and somebody is there to be told. */
    void add(String transaction, Outcome outcome, Throwable failure) {
        Ending ending = endings.get();
        if (ending == null || outcome != Outcome.COMMITTED) {
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    "A hook failed after the end of " + transaction + ", which stands as it is: " + outcome,
                    failure);
        } else {
            ending.failures.add(failure);
        }
    }
}
