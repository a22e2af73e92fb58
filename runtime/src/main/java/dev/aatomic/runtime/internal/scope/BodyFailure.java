package dev.aatomic.runtime.internal.scope;

/**
 * What a block fails with, in the place of its value.
 *
 * @param rollsBack whether it rolls the block back: a cancel and the deadline do, and so does each failure of the body that
 *     {@code noRollbackFor} does not name
 */
record BodyFailure(Throwable thrown, boolean rollsBack) {}
