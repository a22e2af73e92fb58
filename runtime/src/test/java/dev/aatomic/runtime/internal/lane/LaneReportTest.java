package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the watchdog, and a message about a shortage of connections, say of a lane at one moment. */
@Tag("observability")
final class LaneReportTest {

    private final List<String> log = new ArrayList<>();
    private final Lane lane = new Lane(new Dispatcher(Runnable::run, 1, null));
    private final RecordedScope root = new RecordedScope(lane, "root", log);

    LaneReportTest() {
        lane.prepare(root, false);
    }

    private void pin(int by) {
        synchronized (lane) {
            lane.pins = (short) (lane.pins + by);
        }
    }

    /** The body of the outermost block is away. */
    private void open() {
        synchronized (lane) {
            root.pollQueue();
        }
        root.moved(ScopePhase.OPEN);
    }

    private void queueIn(RecordedScope scope) {
        synchronized (lane) {
            scope.enqueue(new RecordedTask(scope, "task", log));
        }
    }

    private RecordedScope child() {
        RecordedScope child = new RecordedScope(root, "child");
        child.moved(ScopePhase.OPEN);
        synchronized (lane) {
            lane.setInnermost(child);
        }
        return child;
    }

    @Test
    void holderThatHasNotStartedSaysSo() {
        assertThat(lane.holding(1)).isEqualTo("block 'root', which has not started");
        assertThat(LaneReport.isConnected(lane)).isFalse();
        assertThat(LaneReport.isConnecting(lane)).isFalse();
    }

    @Test
    void holderWhosePoolGivesNothingSaysSo() {
        pin(1);

        assertThat(lane.holding(1)).isEqualTo("block 'root', which waits in getConnection of the pool");
        assertThat(LaneReport.isConnecting(lane)).isTrue();
    }

    @Test
    void holderSaysForHowLong() {
        lane.seenHolding(TimeUnit.SECONDS.toNanos(1));

        assertThat(lane.holding(TimeUnit.SECONDS.toNanos(8))).isEqualTo("block 'root' for 7 s, which has not started");
    }

    @Test
    void holderSaysWhatItDoes() {
        open();
        assertThat(lane.holding(1)).isEqualTo("block 'root', which has nothing in flight");
        assertThat(LaneReport.isConnected(lane)).isTrue();
        queueIn(root);
        assertThat(lane.holding(1)).isEqualTo("block 'root', which is running");
        pin(1);
        assertThat(lane.holding(1)).isEqualTo("block 'root', which is at work on it");
        assertThat(LaneReport.isConnecting(lane)).isFalse();
    }

    @Test
    void laneThatHasEndedCountsAsConnected() {
        lane.close();

        assertThat(LaneReport.isConnected(lane)).isTrue();
    }

    @Test
    void blockWhoseBodyIsAwayIsIdle() {
        assertThat(LaneProbe.idle(lane)).as("has not begun").isNull();
        open();
        assertThat(LaneProbe.idle(lane)).isSameAs(root);
        pin(1);
        assertThat(LaneProbe.idle(lane)).as("the driver is at work").isNull();
        pin(-1);
        lane.ownHere();
        assertThat(LaneProbe.idle(lane)).as("on a thread").isNull();
        lane.close();
        assertThat(LaneProbe.idle(lane)).isNull();
    }

    @Test
    void blockIsQuietOnAThreadAsWell() {
        open();
        assertThat(LaneProbe.quiet(lane)).isSameAs(root);
        lane.ownHere();
        assertThat(LaneProbe.quiet(lane)).isSameAs(root);
        pin(1);
        assertThat(LaneProbe.quiet(lane)).as("the driver is at work").isNull();
        pin(-1);
        queueIn(root);
        assertThat(LaneProbe.quiet(lane)).as("something is ready").isNull();
    }

    @Test
    void laneThatIsScheduledIsNotQuiet() {
        open();
        synchronized (lane) {
            lane.wake();
        }

        assertThat(LaneProbe.quiet(lane)).isNull();
    }

    @Test
    void nearestScopeWithWorkIsTheOneThatWaits() {
        open();
        RecordedScope child = child();
        RecordedScope grandchild = new RecordedScope(child, "grandchild");
        assertThat(LaneProbe.waitingBehind(lane, grandchild)).isNull();
        queueIn(root);
        assertThat(LaneProbe.waitingBehind(lane, grandchild)).isSameAs(root);
        queueIn(child);
        assertThat(LaneProbe.waitingBehind(lane, grandchild)).isSameAs(child);
        assertThat(LaneProbe.waitingBehind(lane, root)).isNull();
    }

    @Test
    void driverIsAtWorkForTheInnermost() {
        open();
        RecordedScope child = child();
        assertThat(LaneProbe.busy(lane)).isNull();
        pin(1);
        assertThat(LaneProbe.busy(lane)).isSameAs(child);
    }

    @Test
    void nestedBlockWaitsForThoseThatAreOpenBeforeIt() {
        open();
        RecordedScope waiting = new RecordedScope(root, "waiting");
        assertThat(LaneReport.openBefore(waiting)).isEmpty();
        RecordedScope child = child();
        assertThat(LaneReport.openBefore(waiting)).containsExactly(child);
        waiting.moved(ScopePhase.OPEN);
        assertThat(LaneReport.openBefore(waiting)).as("it has its turn").isEmpty();
    }
}
