package dev.aatomic.reactivestreams;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.spi.StreamBody;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Opens a block for each subscription.
 *
 * @param blocks opens them
 * @param body the user's function
 * @param <T> the items
 */
record BlockPublisher<T>(SubscribedBlocks blocks, CheckedSupplier<? extends Publisher<? extends T>, ?> body)
        implements Publisher<T>, StreamBody<T> {

    @Override
    public void subscribe(Subscriber<? super T> subscriber) {
        blocks.openStream(
                this,
                FlowAdapters.toFlowSubscriber(Objects.requireNonNull(subscriber, "subscriber")),
                CurrentScope.ofThread().get());
    }

    @Override
    @SuppressWarnings("unchecked")
    public void start(Flow.Subscriber<? super T> subscriber) throws Throwable {
        // A publisher of a subtype's items is one of theirs.
        Publisher<T> returned = (Publisher<T>) body.get();
        SubscribedBlocks.requireReturned(returned, "Publisher").subscribe(FlowAdapters.toSubscriber(subscriber));
    }

    @Override
    public Object written() {
        return body;
    }
}
