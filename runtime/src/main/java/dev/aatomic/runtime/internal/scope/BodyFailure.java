package dev.aatomic.runtime.internal.scope;

/**
 * What a block fails with, in the place of its value.
 *
 * @param rollsBack whether it rolls the block back: what cuts it short does, a cancel or the deadline, and of what its body fails with
 *     all but what {@code noRollbackFor} names
 */
record BodyFailure(Throwable thrown, boolean rollsBack) {}
