package dev.aatomic.reactor;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.StreamBody;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import java.util.concurrent.Flow;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/**
 * Subscribes to the Flux that the user's function returns.
 *
 * @param body the user's function
 * @param outer the context of the block's subscriber
 * @param <T> the items
 */
record FluxBody<T>(CheckedSupplier<? extends Flux<? extends T>, ?> body, Context outer) implements StreamBody<T> {

    @Override
    public void start(Flow.Subscriber<? super T> subscriber) throws Throwable {
        Flux<? extends T> returned = SubscribedBlocks.requireReturned(body.get(), "Flux");
        returned.subscribe(new FluxBodySubscriber<T>(subscriber, SubscriberScope.putCurrent(outer)));
    }

    @Override
    public Object written() {
        return body;
    }
}
