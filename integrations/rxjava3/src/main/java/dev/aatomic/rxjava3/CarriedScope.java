package dev.aatomic.rxjava3;

import dev.aatomic.runtime.spi.CurrentScope;
import org.jspecify.annotations.Nullable;

/** What is current on a thread, and is brought to another for the time of a call. */
final class CarriedScope {

    private static final CurrentScope THREAD = CurrentScope.ofThread();

    private CarriedScope() {}

    /** What is current here; null for none. */
    static @Nullable Object current() {
        return THREAD.get();
    }

    /** Whether this is what is current here. */
    static boolean isCurrent(Object scope) {
        return THREAD.get() == scope;
    }

    /** Runs something in the scope, and leaves the thread as it was. */
    static void run(Object scope, Runnable action) {
        THREAD.run(scope, action);
    }
}
