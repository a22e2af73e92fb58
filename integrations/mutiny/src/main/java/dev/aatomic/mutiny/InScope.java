package dev.aatomic.mutiny;

import dev.aatomic.runtime.spi.CurrentScope;
import org.jspecify.annotations.Nullable;

/** Runs something in a scope, here and now. */
final class InScope {

    private static final CurrentScope CURRENT = CurrentScope.ofThread();

    private InScope() {}

    static void run(@Nullable Object scope, Runnable action) {
        Object previous = CURRENT.get();
        if (previous == scope) {
            action.run();
            return;
        }
        CURRENT.set(scope);
        try {
            action.run();
        } finally {
            CURRENT.set(previous);
        }
    }
}
