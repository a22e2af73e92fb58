package dev.aatomic.reactivestreams;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import java.util.Objects;
import org.reactivestreams.Publisher;

/**
 * Blocks whose bodies return a {@link Publisher} of Reactive Streams. Each subscription is a block of its own; without one there is no block
 * and no connection. For Reactor's types there is {@code aatomic-reactor}, for RxJava's {@code aatomic-rxjava3}: they find the block by these
 * libraries' own means too. Safe for use by many threads.
 */
public final class ReactiveStreamsBlocks {

    private ReactiveStreamsBlocks() {}

    /**
     * A block of a stream. The body is called in the block. Items are emitted as they come, as many as are asked for, before it is known that
     * the block commits; it does when the body's publisher completes, and completion is emitted after COMMIT and the hooks. An error rolls
     * back, and arrives as it was thrown; so does a body that throws, or returns null.
     *
     * <p>A subscriber that cancels rolls the block back, though it may have all the items that it wants, as after {@code take(n)} or {@code
     * first()} of other libraries. Once an item was emitted the block is not retried by {@link Atomic#retry}, since the item could not be
     * taken back. While the subscriber asks for nothing the block is open, and keeps its connection until its timeout. The subscriber is told
     * in the scope in which it subscribed.
     *
     * @param atomic the block's settings
     * @param body makes the publisher
     * @param <T> the items
     * @return opens a block for each subscription, in which a refusal to open one arrives too
     */
    public static <T> Publisher<T> publisher(Atomic atomic, CheckedSupplier<? extends Publisher<? extends T>, ?> body) {
        return new BlockPublisher<>(
                SubscribedBlocks.of(Objects.requireNonNull(atomic, "atomic")), Objects.requireNonNull(body, "body"));
    }
}
