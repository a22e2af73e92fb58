package dev.aatomic.reactor;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import reactor.core.publisher.Flux;

/** A Flux's block keeps the rules of Reactive Streams. */
public final class FluxBlockTckTest extends PublisherVerification<Long> {

    private final TckBlocks blocks = new TckBlocks();

    public FluxBlockTckTest() {
        super(new TestEnvironment(TckBlocks.MILLIS, TckBlocks.SILENCE_MILLIS));
    }

    @AfterClass
    public void close() {
        blocks.close();
    }

    @Override
    public Publisher<Long> createPublisher(long elements) {
        return blocks.flux(elements);
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return ReactorBlocks.flux(
                blocks.transactions().atomic(), () -> Flux.error(new IllegalStateException("failed")));
    }
}
