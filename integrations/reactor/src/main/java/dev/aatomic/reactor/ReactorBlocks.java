package dev.aatomic.reactor;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Blocks whose bodies return a {@code Mono} or a {@code Flux}. Each subscription is a block of its own, a retry's and a repeat's too; without
 * one there is no block and no connection.
 *
 * <p>The body is called in its block, where {@code transactions.submit(…)} and blocks inside belong to it. An operator that goes on on another
 * thread leaves the block: {@link ReactorTransactions} finds it again by Reactor's context, and so do blocks of this class. The block
 * commits when what the body returned completes, and rolls back if that fails, if the body throws or returns null, and if the subscriber
 * cancels before the end. The subscriber is told of the end after it, hooks included, in the scope and context in which it subscribed.
 *
 * <p>Inside a body its scope is in Reactor's context, under {@code dev.aatomic.scope}, so a block that is subscribed to there is nested
 * whichever thread subscribes. Errors that come after the subscriber has cancelled go to Reactor's {@code onErrorDropped}. Safe for use by
 * many threads.
 */
public final class ReactorBlocks {

    private ReactorBlocks() {}

    /**
     * A block of one value, or none. The value is emitted after COMMIT and the hooks, so a subscriber that has it knows it committed,
     * and a cancel that comes with it, as of {@code flux().take(1)}, is too late to undo anything. A retry that the block is set to do by
     * {@link Atomic#retry} runs the body again, unseen.
     *
     * @param atomic the block's settings
     * @param body makes the Mono
     * @param <T> the value
     * @return opens a block for each subscription, in which a refusal to open one arrives too
     */
    public static <T> Mono<T> mono(Atomic atomic, CheckedSupplier<? extends Mono<? extends T>, ?> body) {
        return BlockMono.of(Objects.requireNonNull(atomic, "atomic"), Objects.requireNonNull(body, "body"));
    }

    /**
     * A block of a stream. Items are emitted as they come, as many as are asked for, before it is known that the block commits; completion is
     * emitted after COMMIT and the hooks. A subscriber that does not wait for completion rolls the block back, though it has its items: {@code
     * take(n)} even of all of them, {@code next()}, {@code blockFirst()}, {@code Mono.from(…)}; {@code single()}, {@code collectList()} and
     * {@code blockLast()} wait. Once an item was emitted the block is not retried by {@link Atomic#retry}, since the item could not be taken
     * back. While the subscriber asks for nothing the block is open, and keeps its connection until its timeout.
     *
     * @param atomic the block's settings
     * @param body makes the Flux
     * @param <T> the items
     * @return opens a block for each subscription, in which a refusal to open one arrives too
     */
    public static <T> Flux<T> flux(Atomic atomic, CheckedSupplier<? extends Flux<? extends T>, ?> body) {
        return BlockFlux.of(Objects.requireNonNull(atomic, "atomic"), Objects.requireNonNull(body, "body"));
    }
}
