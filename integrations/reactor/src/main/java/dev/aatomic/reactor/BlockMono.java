package dev.aatomic.reactor;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Opens a block of one value for each subscription.
 *
 * @param <T> the value
 */
final class BlockMono<T> extends Mono<T> {

    private final SubscribedBlocks blocks;
    private final CheckedSupplier<? extends Mono<? extends T>, ?> body;

    private BlockMono(SubscribedBlocks blocks, CheckedSupplier<? extends Mono<? extends T>, ?> body) {
        this.blocks = blocks;
        this.body = body;
    }

    static <T> Mono<T> of(Atomic atomic, CheckedSupplier<? extends Mono<? extends T>, ?> body) {
        return onAssembly(new BlockMono<>(SubscribedBlocks.of(atomic), body));
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        Object scope = SubscriberScope.of(actual.currentContext());
        blocks.openValue(new MonoBody<>(body, actual.currentContext()), new MonoBlockObserver<>(actual, scope), scope);
    }
}
