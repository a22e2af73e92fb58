package dev.aatomic.runtime.internal.resource;

import org.jspecify.annotations.Nullable;

/**
 * A statement that runs now, as far as others may know it.
 *
 * @param sql its text, without the values of its parameters; null where it is not known, or not wanted
 */
public record StatementInFlight(@Nullable String sql) {}
