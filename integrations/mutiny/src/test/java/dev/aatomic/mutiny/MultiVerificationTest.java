package dev.aatomic.mutiny;

import dev.aatomic.testing.Server;
import io.smallrye.mutiny.Multi;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;

/** The rules of Reactive Streams, for a Multi of blocks. */
public final class MultiVerificationTest extends FlowPublisherVerification<Integer> {

    private final Blocks blocks = new Blocks(Server.H2, 16);

    public MultiVerificationTest() {
        super(new TestEnvironment(1_000, 200));
    }

    @AfterClass
    public void close() {
        // Some rules leave subscriptions open.
        blocks.abandon();
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
        return MutinyBlocks.multi(
                blocks.atomic(), () -> Multi.createFrom().range(0, (int) Math.min(elements, Integer.MAX_VALUE)));
    }

    @Override
    public Flow.Publisher<Integer> createFailedFlowPublisher() {
        return MutinyBlocks.multi(blocks.atomic(), () -> Multi.createFrom().failure(new Boom()));
    }
}
