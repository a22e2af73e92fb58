package dev.aatomic.reactor;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * Opens a block of a stream for each subscription.
 *
 * @param <T> the items
 */
final class BlockFlux<T> extends Flux<T> {

    private final SubscribedBlocks blocks;
    private final CheckedSupplier<? extends Flux<? extends T>, ?> body;

    private BlockFlux(SubscribedBlocks blocks, CheckedSupplier<? extends Flux<? extends T>, ?> body) {
        this.blocks = blocks;
        this.body = body;
    }

    static <T> Flux<T> of(Atomic atomic, CheckedSupplier<? extends Flux<? extends T>, ?> body) {
        return onAssembly(new BlockFlux<>(SubscribedBlocks.of(atomic), body));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        blocks.openStream(
                new FluxBody<>(body, actual.currentContext()),
                new FluxBlockSubscriber<>(actual),
                SubscriberScope.of(actual.currentContext()));
    }
}
