package dev.aatomic.runtime.internal.operations;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import org.jspecify.annotations.Nullable;

/** Another library's transaction that is taken off its thread while work is done there which is not part of it. */
final class Suspension {

    private Suspension() {}

    /** Calls the work without the transaction. If that cannot be put back, the failure of the work comes first. */
    static <T extends @Nullable Object, X extends Throwable> T around(
            EnclosingTransactions enclosing, ManagedDatabase database, CheckedSupplier<T, X> work) throws X {
        EnclosingTransactions.Suspended suspended = enclosing.suspend(database.name());
        if (suspended == null) {
            return work.get();
        }
        T result;
        try {
            result = work.get();
        } catch (Throwable failure) {
            resume(suspended, failure);
            throw failure;
        }
        suspended.resume();
        return result;
    }

    /** Puts it back after the work has failed. */
    static void resume(EnclosingTransactions.Suspended suspended, Throwable failure) {
        try {
            suspended.resume();
        } catch (Throwable t) {
            Failures.suppress(failure, t);
        }
    }
}
