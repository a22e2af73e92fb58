package dev.aatomic.runtime.spi;

import org.jspecify.annotations.Nullable;

/**
 * Is told of one value, which may be null for none: first {@code onSubscribe}, then one of the others.
 *
 * @param <T> the value
 */
public interface ValueObserver<T extends @Nullable Object> {

    /**
     * Called first, before there is a value.
     *
     * @param cancellation cancels; may be run by any thread, more than once, and after the end, where it does nothing
     */
    void onSubscribe(Runnable cancellation);

    /**
     * Called with the value.
     *
     * @param value null for none
     */
    void onSuccess(T value);

    /**
     * Called with a failure in place of a value.
     *
     * @param failure as it was thrown
     */
    void onError(Throwable failure);
}
