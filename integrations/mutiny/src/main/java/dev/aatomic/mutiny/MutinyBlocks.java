package dev.aatomic.mutiny;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Blocks whose values are a {@link Uni} or a {@link Multi}. Nothing happens without a subscription, and each one, that of a retry included, is
 * a block of its own. What the subscriber has in Mutiny's {@code Context} the body finds there too; what it puts there nobody outside sees.
 * Safe for use by many threads.
 */
public final class MutinyBlocks {

    private MutinyBlocks() {}

    /**
     * Returns a Uni each of whose subscriptions is a block. It commits when the body's Uni has an item, null included, and emits that item
     * once the block has ended, its hooks included. It rolls back if the body throws or returns null, if its Uni fails, and if the subscriber
     * cancels before COMMIT is sent; a failure arrives as it was thrown. The {@code retry} of the block runs the body again.
     *
     * @param atomic the block's settings
     * @param body makes the Uni, in the block
     * @param <T> the item
     * @return the Uni, in whose subscriptions a refusal arrives too
     * @throws IllegalArgumentException if {@code atomic} is not of this library
     */
    public static <T extends @Nullable Object> Uni<T> uni(
            Atomic atomic, CheckedSupplier<? extends Uni<? extends T>, ?> body) {
        return Infrastructure.onUniCreation(
                new BlockUni<>(SubscribedBlocks.of(atomic), Objects.requireNonNull(body, "body")));
    }

    /**
     * Returns a Multi each of whose subscriptions is a block. It emits the items of the body's Multi as they come, as many as were asked for,
     * commits when that completes, and completes once the block has ended, its hooks included. It rolls back if the body throws or returns
     * null, if its Multi fails, and if the subscriber cancels before COMMIT is sent, even if it has all the items that it wants: as
     * {@code select().first(n)} and {@code toUni()} do. A failure arrives as it was thrown. Once an item was emitted, the block is not retried.
     *
     * @param atomic the block's settings
     * @param body makes the Multi, in the block
     * @param <T> the items
     * @return the Multi, in whose subscriptions a refusal arrives too
     * @throws IllegalArgumentException if {@code atomic} is not of this library
     */
    public static <T> Multi<T> multi(Atomic atomic, CheckedSupplier<? extends Multi<? extends T>, ?> body) {
        return Infrastructure.onMultiCreation(
                new BlockMulti<>(SubscribedBlocks.of(atomic), Objects.requireNonNull(body, "body")));
    }
}
