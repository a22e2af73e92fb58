package dev.aatomic.reactor;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The types that a block has, for tests of what they have in common. */
enum Form {
    MONO,
    FLUX;

    /** A block of one value, or none, as a Flux. */
    <T> Flux<T> block(Atomic atomic, CheckedSupplier<Mono<T>, ?> body) {
        if (this == MONO) {
            return ReactorBlocks.mono(atomic, body).flux();
        }
        return ReactorBlocks.flux(
                atomic,
                () -> SubscribedBlocks.requireReturned(body.get(), "Mono").flux());
    }
}
