package dev.aatomic.mutiny;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import dev.aatomic.runtime.spi.ValueBody;
import dev.aatomic.runtime.spi.ValueObserver;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import org.jspecify.annotations.Nullable;

/**
 * Opens a block for each subscription.
 *
 * @param <T> the item
 */
final class BlockUni<T extends @Nullable Object> extends AbstractUni<T> {

    private final SubscribedBlocks blocks;
    private final CheckedSupplier<? extends Uni<? extends T>, ?> body;

    BlockUni(SubscribedBlocks blocks, CheckedSupplier<? extends Uni<? extends T>, ?> body) {
        this.blocks = blocks;
        this.body = body;
    }

    @Override
    public void subscribe(UniSubscriber<? super T> subscriber) {
        Context context = subscriber.context();
        blocks.openValue(new Body<>(body, context), new UniObserver<T>(subscriber), BodyContext.scope(context));
    }

    /** The user's function, for one subscription. */
    private record Body<T extends @Nullable Object>(
            CheckedSupplier<? extends Uni<? extends T>, ?> written, Context outer) implements ValueBody<T> {

        @Override
        public void start(ValueObserver<? super T> observer) throws Throwable {
            Uni<? extends T> returned = SubscribedBlocks.requireReturned(written.get(), "Uni");
            AbstractUni.subscribe(returned, new BodyUniSubscriber<T>(observer, new BodyContext(outer)));
        }
    }
}
