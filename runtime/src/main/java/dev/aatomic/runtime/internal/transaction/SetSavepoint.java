package dev.aatomic.runtime.internal.transaction;

import dev.aatomic.runtime.internal.resource.ResourceSavepoint;

/**
 * A savepoint that the database has.
 *
 * @param sequence its number among those of the transaction, in the order in which they were set
 */
public record SetSavepoint(ResourceSavepoint savepoint, int sequence) {}
