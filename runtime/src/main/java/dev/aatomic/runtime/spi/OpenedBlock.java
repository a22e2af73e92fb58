package dev.aatomic.runtime.spi;

import org.jspecify.annotations.Nullable;

/**
 * A block as its {@link BlockObserver} sees it. Immutable.
 *
 * @param name the name given to the block, else where its body was written
 * @param database the name of its database
 * @param depth how deep it is nested in blocks of its database; 0 for an outermost one, which is a transaction
 * @param attempt which attempt of a retry it is, from 1
 * @param around what the same observer returned for the innermost block around it, of whichever database; null if it is in none, or none
 *     that is observed. That is current on the opening thread too, unless the block was opened on a thread that only has the block's
 *     scope, as a fork
 * @param previousAttempt what the same observer returned for the attempt before; null for the first
 */
public record OpenedBlock(
        String name,
        String database,
        int depth,
        int attempt,
        @Nullable BlockObservation around,
        @Nullable BlockObservation previousAttempt) {}
