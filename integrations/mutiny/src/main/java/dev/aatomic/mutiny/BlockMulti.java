package dev.aatomic.mutiny;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.StreamBody;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * Opens a block for each subscription.
 *
 * @param <T> the items
 */
final class BlockMulti<T> extends AbstractMulti<T> {

    private final SubscribedBlocks blocks;
    private final CheckedSupplier<? extends Multi<? extends T>, ?> body;

    BlockMulti(SubscribedBlocks blocks, CheckedSupplier<? extends Multi<? extends T>, ?> body) {
        this.blocks = blocks;
        this.body = body;
    }

    @Override
    public void subscribe(MultiSubscriber<? super T> subscriber) {
        Context context = BodyContext.of(Objects.requireNonNull(subscriber, "subscriber"));
        blocks.openStream(new Body<>(body, context), new MultiObserver<T>(subscriber), BodyContext.scope(context));
    }

    /** The user's function, for one subscription. */
    private record Body<T>(CheckedSupplier<? extends Multi<? extends T>, ?> written, Context outer)
            implements StreamBody<T> {

        @Override
        public void start(Flow.Subscriber<? super T> block) throws Throwable {
            subscribe(
                    SubscribedBlocks.requireReturned(written.get(), "Multi"),
                    new BodyMultiSubscriber<T>(block, new BodyContext(outer)));
        }

        private static <S> void subscribe(Multi<S> returned, MultiSubscriber<? super S> subscriber) {
            returned.subscribe(Infrastructure.onMultiSubscription(returned, subscriber));
        }
    }
}
