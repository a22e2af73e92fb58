package dev.aatomic.reactivestreams;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.annotations.AfterClass;

/** A publisher's block keeps the rules of Reactive Streams. */
public final class PublisherTckTest extends PublisherVerification<Integer> {

    private final TckBlocks blocks = new TckBlocks();

    public PublisherTckTest() {
        super(TckBlocks.environment());
    }

    @AfterClass
    public void close() {
        blocks.close();
    }

    @Override
    public Publisher<Integer> createPublisher(long elements) {
        return ReactiveStreamsBlocks.publisher(blocks.atomic, () -> new NumberPublisher(elements, null));
    }

    @Override
    public Publisher<Integer> createFailedPublisher() {
        return ReactiveStreamsBlocks.publisher(blocks.atomic, TckBlocks::failing);
    }
}
