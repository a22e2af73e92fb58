package dev.aatomic.runtime.internal.subscription;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.spi.StreamBody;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * Opens a block for each subscription.
 *
 * @param <T> the items
 */
public final class BlockPublisher<T> implements Flow.Publisher<T>, StreamBody<T> {

    private final BlockOpener opener;
    private final CheckedSupplier<? extends Flow.Publisher<? extends T>, ?> body;

    public BlockPublisher(BlockOpener opener, CheckedSupplier<? extends Flow.Publisher<? extends T>, ?> body) {
        this.opener = opener;
        this.body = body;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        StreamBlock.open(opener, this, subscriber, ThreadState.currentContext());
    }

    @Override
    @SuppressWarnings("unchecked")
    public void start(Flow.Subscriber<? super T> subscriber) throws Throwable {
        // A publisher of a subtype's items is one of theirs.
        Flow.Publisher<T> returned = (Flow.Publisher<T>) body.get();
        SubscribedBlocks.requireReturned(returned, "publisher").subscribe(subscriber);
    }

    @Override
    public Object written() {
        return body;
    }
}
