package dev.aatomic.runtime.internal.transaction;

/**
 * Nothing of the transaction can be committed any more.
 *
 * @param what happened to it, for messages
 * @param failure what it was found by
 * @param isInDoubt whether something of it may have been committed all the same
 */
record Loss(String what, Throwable failure, boolean isInDoubt) {}
