package dev.aatomic.reactor;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import dev.aatomic.runtime.spi.ValueBody;
import dev.aatomic.runtime.spi.ValueObserver;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Subscribes to the Mono that the user's function returns.
 *
 * @param body the user's function
 * @param outer the context of the block's subscriber
 * @param <T> the value
 */
record MonoBody<T>(CheckedSupplier<? extends Mono<? extends T>, ?> body, Context outer)
        implements ValueBody<@Nullable T> {

    @Override
    public void start(ValueObserver<? super @Nullable T> observer) throws Throwable {
        Mono<? extends T> returned = SubscribedBlocks.requireReturned(body.get(), "Mono");
        returned.subscribe(new MonoBodySubscriber<T>(observer, SubscriberScope.putCurrent(outer)));
    }

    @Override
    public Object written() {
        return body;
    }
}
