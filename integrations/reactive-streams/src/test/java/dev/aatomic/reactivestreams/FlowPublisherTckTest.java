package dev.aatomic.reactivestreams;

import java.util.concurrent.Flow;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;

/** The block of a publisher of the JDK keeps the rules of Reactive Streams. */
public final class FlowPublisherTckTest extends FlowPublisherVerification<Integer> {

    private final TckBlocks blocks = new TckBlocks();

    public FlowPublisherTckTest() {
        super(TckBlocks.environment());
    }

    @AfterClass
    public void close() {
        blocks.close();
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
        return blocks.atomic.getPublisher(() -> FlowAdapters.toFlowPublisher(new NumberPublisher(elements, null)));
    }

    @Override
    public Flow.Publisher<Integer> createFailedFlowPublisher() {
        return blocks.atomic.getPublisher(() -> FlowAdapters.toFlowPublisher(TckBlocks.failing()));
    }
}
