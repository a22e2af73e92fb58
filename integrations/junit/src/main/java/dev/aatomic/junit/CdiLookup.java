package dev.aatomic.junit;

import dev.aatomic.runtime.Transactions;
import jakarta.enterprise.inject.spi.CDI;

/** The transactions of the CDI container that runs. Only loaded where CDI is there. */
final class CdiLookup {

    private CdiLookup() {}

    /** Whether a container runs. */
    static boolean isThere() {
        return CDI.current() != null;
    }

    static Transactions find() {
        return CDI.current().select(Transactions.class).get();
    }
}
