package dev.aatomic.reactor;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import reactor.core.publisher.Mono;

/** A Mono's block keeps the rules of Reactive Streams. */
public final class MonoBlockTckTest extends PublisherVerification<Long> {

    private final TckBlocks blocks = new TckBlocks();

    public MonoBlockTckTest() {
        super(new TestEnvironment(TckBlocks.MILLIS, TckBlocks.SILENCE_MILLIS));
    }

    @AfterClass
    public void close() {
        blocks.close();
    }

    @Override
    public Publisher<Long> createPublisher(long elements) {
        return blocks.mono(elements);
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return ReactorBlocks.mono(
                blocks.transactions().atomic(), () -> Mono.error(new IllegalStateException("failed")));
    }

    @Override
    public long maxElementsFromPublisher() {
        return 1;
    }
}
