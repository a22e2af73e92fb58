package dev.aatomic.runtime.spi;

import org.jspecify.annotations.Nullable;

/**
 * The body of a block that has one value, for {@link SubscribedBlocks}.
 *
 * @param <T> the value
 */
@FunctionalInterface
public interface ValueBody<T extends @Nullable Object> {

    /**
     * Calls the user's function, and subscribes to what it returns. Called in the block's scope, once for each attempt.
     *
     * @param observer to be told what is emitted, from whichever thread, after its {@code onSubscribe}
     * @throws Throwable what the user's function throws; it is the block's failure
     */
    void start(ValueObserver<? super T> observer) throws Throwable;

    /**
     * What the user wrote, whose class names a block without a name in messages.
     *
     * @return the user's function; this, if nothing else is known
     */
    default Object written() {
        return this;
    }
}
