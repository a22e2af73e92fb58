package dev.aatomic.runtime.event;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link TransactionListener} is told of a block. Immutable.
 *
 * @param name the name given to the block, character for character, else where its body was written; a listener that logs it must keep it
 *     on one line
 * @param database the name of its database
 * @param depth how deep it is nested in blocks of its database; 0 for an outermost one, which is a transaction
 * @param attempt which attempt of a retry it is, from 1
 * @param begun whether its body was called: false for one that waits for its connection or its turn, or has ended without
 * @param waitNanos how long it waited, or has waited so far, from its opening to its connection, in nanoseconds; from its first statement, if
 *     it takes its connection with that; of a nested block, until it could begin
 * @param holdNanos how long it held its connection, or has held it so far, in nanoseconds; of a nested block, how long it was open; 0 if
 *     its body did not run, or ran without a connection
 * @param commitNanos how long its COMMIT took, or has taken so far, in nanoseconds; 0 for a nested block, and where none was made
 * @param failure what it fails with; null if it does not fail, as after {@code setRollbackOnly(true)}, or has not ended
 */
public record TransactionEvent(
        String name,
        String database,
        int depth,
        int attempt,
        boolean begun,
        long waitNanos,
        long holdNanos,
        long commitNanos,
        @Nullable Throwable failure) {}
