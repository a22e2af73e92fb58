package dev.aatomic.runtime.spi;

import java.util.concurrent.Flow;

/**
 * The body of a block whose items are passed on as they come, for {@link SubscribedBlocks}.
 *
 * @param <T> the items
 */
@FunctionalInterface
public interface StreamBody<T> {

    /**
     * Calls the user's function, and subscribes to what it returns. Called in the block's scope, once for each attempt.
     *
     * @param subscriber to be told what is emitted, as Reactive Streams say
     * @throws Throwable what the user's function throws; it is the block's failure
     */
    void start(Flow.Subscriber<? super T> subscriber) throws Throwable;

    /**
     * What the user wrote, whose class names a block without a name in messages.
     *
     * @return the user's function; this, if nothing else is known
     */
    default Object written() {
        return this;
    }
}
