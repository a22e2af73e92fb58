package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G18: a lane is taken from whoever does not run it, and from nobody who will. */
@Tag("G18")
final class LaneTakeoverTest {

    private final List<Runnable> dispatched = new ArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Lane lane = new Lane(new Dispatcher(dispatched::add, 1, null));
    private final RecordedScope root = new RecordedScope(lane, "root", log);

    private Runnable polled() {
        synchronized (lane) {
            return lane.poll(ThreadState.current());
        }
    }

    /** A lane whose outermost block is open, on the calling thread. */
    private void open() {
        lane.prepare(root, false);
        lane.ownHere();
        ThreadState.current().runNested(polled());
        log.clear();
    }

    private void queue() {
        synchronized (lane) {
            root.enqueue(new RecordedTask(root, "task", log));
        }
    }

    private void pin(int by) {
        synchronized (lane) {
            lane.pins = (short) (lane.pins + by);
        }
    }

    @Test
    void laneThatNobodyStartsIsTakenOver() {
        lane.prepare(root, true);

        assertThat(LaneTakeover.takeIfStill(lane, lane.progress() - 1))
                .as("something has moved")
                .isFalse();
        assertThat(LaneTakeover.takeIfStill(lane, lane.progress())).isTrue();
        assertThat(lane.state).isEqualTo(LaneState.SCHEDULED);
    }

    @Test
    void idleLaneIsNotTakenOver() {
        lane.prepare(root, false);

        assertThat(LaneTakeover.takeIfStill(lane, lane.progress())).isFalse();
    }

    @Test
    void ownerInTheUsersCodeLosesItToWhatIsReady() {
        open();
        assertThat(LaneTakeover.takeIfStill(lane, lane.progress()))
                .as("nothing ready")
                .isFalse();
        queue();
        pin(1);
        assertThat(LaneTakeover.takeIfStill(lane, lane.progress()))
                .as("the driver is at work")
                .isFalse();
        pin(-1);

        assertThat(LaneTakeover.takeIfStill(lane, lane.progress())).isTrue();

        assertThat(lane.owner).isNull();
        assertThat(lane.state).isEqualTo(LaneState.SCHEDULED);
        lane.run();
        assertThat(log).containsExactly("task");
    }

    @Test
    void callerThatIsSlowToWakeUpKeepsIt() {
        lane.prepare(root, false);
        lane.handOver(Thread.currentThread());

        assertThat(LaneTakeover.takeIfStill(lane, lane.progress())).isFalse();

        assertThat(lane.owner).isSameAs(Thread.currentThread());
    }

    @Test
    void workBehindAnOwnerIsThatWithWhichHeDoesNotHelp() {
        lane.prepare(root, false);
        assertThat(LaneTakeover.hasWorkBehindOwner(lane)).as("nobody owns it").isFalse();
        lane.ownHere();
        assertThat(LaneTakeover.hasWorkBehindOwner(lane)).isTrue();
        ThreadState.current().runNested(polled());
        assertThat(LaneTakeover.hasWorkBehindOwner(lane)).as("nothing ready").isFalse();
        assertThat(LaneExecution.help(lane)).isFalse();
        queue();
        assertThat(LaneTakeover.hasWorkBehindOwner(lane)).as("he helps").isFalse();
    }

    @Test
    void ownerThatWaitsLosesIt() throws InterruptedException {
        lane.prepare(root, false);
        assertThat(LaneTakeover.takeFromWaiting(lane)).as("nobody owns it").isFalse();
        CountDownLatch goesOn = new CountDownLatch(1);
        Thread waiting = new Thread(() -> Await.latch(goesOn));
        lane.handOver(waiting);
        assertThat(LaneTakeover.takeFromWaiting(lane)).as("runs").isFalse();
        waiting.start();
        Await.until("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
        assertThat(LaneTakeover.takeFromWaiting(lane)).as("is about to start").isFalse();
        polled();
        root.moved(ScopePhase.OPEN);
        queue();
        assertThat(LaneTakeover.takeFromWaiting(lane))
                .as("the driver is at work")
                .isFalse();
        lane.unpin();

        assertThat(LaneTakeover.takeFromWaiting(lane)).isTrue();

        assertThat(lane.owner).isNull();
        assertThat(lane.state).isEqualTo(LaneState.SCHEDULED);
        goesOn.countDown();
        waiting.join();
    }

    @Test
    void ownerThatWaitsWithoutALimitLosesItToo() throws InterruptedException {
        open();
        queue();
        Thread waiting = new Thread(LockSupport::park);
        lane.handOver(waiting);
        assertThat(LaneTakeover.takeFromWaiting(lane)).as("runs").isFalse();
        waiting.start();
        Await.until("it waits", () -> waiting.getState() == Thread.State.WAITING);

        assertThat(LaneTakeover.takeFromWaiting(lane)).isTrue();

        LockSupport.unpark(waiting);
        waiting.join();
    }

    @Test
    void ownerThatWaitsWithNothingReadyKeepsIt() throws InterruptedException {
        open();
        Thread waiting = new Thread(LockSupport::park);
        lane.handOver(waiting);
        waiting.start();
        Await.until("it waits", () -> waiting.getState() == Thread.State.WAITING);

        assertThat(LaneTakeover.takeFromWaiting(lane)).isFalse();

        assertThat(lane.owner).isSameAs(waiting);
        LockSupport.unpark(waiting);
        waiting.join();
    }
}
