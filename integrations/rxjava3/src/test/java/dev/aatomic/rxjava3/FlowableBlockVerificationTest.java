package dev.aatomic.rxjava3;

import io.reactivex.rxjava3.core.Flowable;
import java.io.IOException;
import java.util.concurrent.Flow;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** The rules of Reactive Streams, for a block that returns a Flowable. */
public final class FlowableBlockVerificationTest extends FlowPublisherVerification<Integer> {

    private Entries entries;

    public FlowableBlockVerificationTest() {
        super(new TestEnvironment(1_000, 200));
    }

    @BeforeClass
    public void open() {
        entries = new Entries();
    }

    @AfterClass
    public void close() {
        entries.transactions.close();
        entries.close();
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
        return FlowAdapters.toFlowPublisher(RxJavaBlocks.flowable(
                entries.transactions.atomic(),
                () -> elements == Long.MAX_VALUE ? Flowable.just(1).repeat() : Flowable.range(1, (int) elements)));
    }

    @Override
    public Flow.Publisher<Integer> createFailedFlowPublisher() {
        return FlowAdapters.toFlowPublisher(RxJavaBlocks.flowable(entries.transactions.atomic(), () -> {
            throw new IOException("by hand");
        }));
    }
}
