package dev.aatomic.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A supplier whose body may throw.
 *
 * @param <T> what it returns
 * @param <X> what it throws
 */
@FunctionalInterface
public interface CheckedSupplier<T extends @Nullable Object, X extends Throwable> {

    /**
     * Computes the value.
     *
     * @return the value
     * @throws X if the body fails
     */
    T get() throws X;
}
