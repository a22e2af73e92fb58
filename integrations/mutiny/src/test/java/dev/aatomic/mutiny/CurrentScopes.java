package dev.aatomic.mutiny;

import dev.aatomic.runtime.spi.CurrentScope;

/** Looks at the current thread. */
final class CurrentScopes {

    private CurrentScopes() {}

    static boolean isAny() {
        return CurrentScope.ofThread().get() != null;
    }
}
