package dev.aatomic.runtime.internal;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.RetryPolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was set on a block; null is what was not.
 *
 * @param database the database, null for that of the innermost open block
 * @param savepoint whether it was said to have a savepoint
 * @param propagation what to do about an open block
 * @param durable whether it must be outermost
 * @param isolation the isolation, DEFAULT for the connection's own
 * @param readOnly whether it was said to read only, or not to
 * @param timeoutNanos the limit in nanoseconds, 0 for none
 * @param retry when to run again
 * @param noRollbackFor the failures that commit
 * @param name for messages
 */
record BlockSettings(
        @Nullable ManagedDatabase database,
        @Nullable Boolean savepoint,
        @Nullable Propagation propagation,
        boolean durable,
        Isolation isolation,
        @Nullable Boolean readOnly,
        long timeoutNanos,
        @Nullable RetryPolicy retry,
        List<Class<?>> noRollbackFor,
        @Nullable String name) {

    static BlockSettings defaults(@Nullable ManagedDatabase database) {
        return new BlockSettings(database, null, null, false, Isolation.DEFAULT, null, 0L, null, List.of(), null);
    }

    BlockSettings withDatabase(ManagedDatabase value) {
        return new BlockSettings(
                value, savepoint, propagation, durable, isolation, readOnly, timeoutNanos, retry, noRollbackFor, name);
    }

    BlockSettings withSavepoint(boolean value) {
        return new BlockSettings(
                        database, value, propagation, durable, isolation, readOnly, timeoutNanos, retry, noRollbackFor, name)
                .checked();
    }

    BlockSettings withPropagation(Propagation value) {
        return new BlockSettings(
                        database, savepoint, value, durable, isolation, readOnly, timeoutNanos, retry, noRollbackFor, name)
                .checked();
    }

    BlockSettings withDurable(boolean value) {
        return new BlockSettings(
                        database, savepoint, propagation, value, isolation, readOnly, timeoutNanos, retry, noRollbackFor, name)
                .checked();
    }

    BlockSettings withIsolation(Isolation value) {
        return new BlockSettings(
                        database, savepoint, propagation, durable, value, readOnly, timeoutNanos, retry, noRollbackFor, name)
                .checked();
    }

    BlockSettings withReadOnly(boolean value) {
        return new BlockSettings(
                        database, savepoint, propagation, durable, isolation, value, timeoutNanos, retry, noRollbackFor, name)
                .checked();
    }

    BlockSettings withTimeout(Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(
                    "timeout: found " + value + "; expected more than nothing. Leave it out for no limit");
        }
        long nanos;
        try {
            nanos = value.toNanos();
        } catch (ArithmeticException e) {
            nanos = Long.MAX_VALUE;
        }
        // A deadline must stay within half the clock's range, so that it compares right.
        return new BlockSettings(
                database,
                savepoint,
                propagation,
                durable,
                isolation,
                readOnly,
                Math.min(nanos, Long.MAX_VALUE >> 1),
                retry,
                noRollbackFor,
                name);
    }

    BlockSettings withRetry(RetryPolicy value) {
        return new BlockSettings(
                database, savepoint, propagation, durable, isolation, readOnly, timeoutNanos, value, noRollbackFor, name);
    }

    BlockSettings withNoRollbackFor(Class<?>... failures) {
        for (Class<?> failure : failures) {
            if (!Throwable.class.isAssignableFrom(failure)) {
                throw new IllegalArgumentException(
                        "noRollbackFor: found '" + failure.getName() + "'; expected classes of exceptions");
            }
        }
        return new BlockSettings(
                database,
                savepoint,
                propagation,
                durable,
                isolation,
                readOnly,
                timeoutNanos,
                retry,
                List.of(failures),
                name);
    }

    BlockSettings withName(String value) {
        return new BlockSettings(
                database, savepoint, propagation, durable, isolation, readOnly, timeoutNanos, retry, noRollbackFor, value);
    }

    /** Refuses what contradicts itself, naming the options. */
    private BlockSettings checked() {
        if (savepoint != null && propagation != null) {
            throw new IllegalArgumentException("savepoint and propagation: found " + savepoint + " and " + propagation
                    + "; expected one of them: savepoint = false is short for REQUIRED");
        }
        if (durable && propagation != null && propagation != Propagation.NESTED && propagation != Propagation.REQUIRED) {
            throw new IllegalArgumentException("durable and propagation: found durable with " + propagation
                    + ", which contradict each other; a durable block is a transaction and outermost. Keep one of them");
        }
        boolean mayHaveNoTransaction = propagation == Propagation.SUPPORTS
                || propagation == Propagation.NOT_SUPPORTED
                || propagation == Propagation.NEVER;
        if (mayHaveNoTransaction && (isolation != Isolation.DEFAULT || readOnly != null)) {
            throw new IllegalArgumentException("propagation: found " + propagation
                    + " with isolation or readOnly; expected neither, since there may be no transaction to have them");
        }
        return this;
    }

    /** Whether a nested block of these settings has a savepoint. */
    boolean wantsSavepoint() {
        return propagation == null ? savepoint == null || savepoint : propagation != Propagation.REQUIRED
                && propagation != Propagation.SUPPORTS;
    }

    boolean commitsOn(Throwable failure) {
        for (Class<?> type : noRollbackFor) {
            if (type.isInstance(failure)) {
                return true;
            }
        }
        return false;
    }
}
