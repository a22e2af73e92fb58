package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A driver call keeps its lane to the thread that makes it, by the cheapest way that is safe. */
@Tag("rooms")
final class DriverCallsTest {

    private final List<String> log = new ArrayList<>();
    private final Lane lane = new Lane(new Dispatcher(Runnable::run, 1, null));
    private final RecordedScope root = new RecordedScope(lane, "root", log);

    private void open() {
        lane.prepare(root, false);
        lane.ownHere();
        Runnable opening;
        synchronized (lane) {
            opening = lane.poll(ThreadState.current());
        }
        ThreadState.current().runNested(opening);
        log.clear();
    }

    private void queue(RecordedTask task) {
        synchronized (lane) {
            root.enqueue(task);
        }
    }

    private CallHold begun() {
        return DriverCalls.begin(lane, root, ThreadState.current());
    }

    private int pins() {
        synchronized (lane) {
            return lane.pins;
        }
    }

    @Test
    void ownersCallNeedsNoPin() {
        open();
        int before = lane.progress();

        CallHold hold = begun();

        assertThat(hold).isEqualTo(CallHold.OWNER);
        assertThat(pins()).isZero();
        assertThat(lane.isPinned()).isTrue();
        assertThat(lane.progress()).isGreaterThan(before);
        before = lane.progress();
        DriverCalls.end(lane, hold);
        assertThat(lane.isPinned()).isFalse();
        assertThat(lane.progress()).isGreaterThan(before);
        assertThat(begun()).as("the next one").isEqualTo(CallHold.OWNER);
    }

    @Test
    void callWithinACallIsPinned() {
        open();
        CallHold outer = begun();

        CallHold inner = begun();
        assertThat(inner).isEqualTo(CallHold.PIN);
        DriverCalls.end(lane, inner);

        assertThat(pins()).isZero();
        assertThat(lane.isPinned()).as("the outer one goes on").isTrue();
        DriverCalls.end(lane, outer);
        assertThat(lane.isPinned()).isFalse();
    }

    @Test
    void whatWasQueuedComesFirst() {
        open();
        queue(new RecordedTask(root, "queued", log));

        assertThat(begun()).isEqualTo(CallHold.PIN);

        assertThat(log).containsExactly("queued");
    }

    /** What a call does by itself comes before what waits for its end. */
    @Test
    void whatWasQueuedWaitsForTheEndOfACallThatIsUnderWay() {
        open();
        CallHold outer = begun();
        queue(new RecordedTask(root, "queued", log));

        DriverCalls.end(lane, begun());
        LaneExecution.execute(lane, root, new RecordedTask(root, "of the call", log));

        assertThat(log).containsExactly("of the call");
        DriverCalls.end(lane, outer);
    }

    @Test
    void callInAStepIsCountedAlone() {
        open();
        ThreadState thread = ThreadState.current();
        LaneScope before = thread.step;
        thread.step = root;
        try {
            int progress = lane.progress();
            CallHold hold = begun();
            assertThat(hold).isEqualTo(CallHold.STEP);
            assertThat(lane.isPinned()).as("the step's own pin is not there").isFalse();
            assertThat(lane.progress()).isGreaterThan(progress);
            DriverCalls.end(lane, hold);
        } finally {
            thread.step = before;
        }
        assertThat(begun()).isEqualTo(CallHold.OWNER);
    }

    @Test
    void callElsewhereIsQueued() {
        lane.prepare(root, false);
        assertThat(begun()).as("nobody runs the lane").isEqualTo(CallHold.NONE);
        lane.handOver(new Thread());
        assertThat(begun()).as("another thread does").isEqualTo(CallHold.NONE);
        assertThatThrownBy(() -> DriverCalls.end(lane, CallHold.NONE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void callOfAParentWaitsForItsChild() {
        open();
        RecordedScope child = new RecordedScope(root, "child").moved(ScopePhase.OPEN);
        synchronized (lane) {
            lane.setInnermost(child);
        }

        assertThat(begun()).isEqualTo(CallHold.NONE);
        assertThat(DriverCalls.begin(lane, child, ThreadState.current())).isEqualTo(CallHold.OWNER);
    }

    @Test
    void callOfABlockThatIsStoppedIsRefused() {
        open();
        root.moved(ScopePhase.STOPPING);

        assertThat(begun()).isEqualTo(CallHold.NONE);
        assertThat(lane.isPinned()).isFalse();
    }

    /** Who takes a lane from its owner. */
    enum Taker {
        WHO_SEES_NO_PROGRESS {
            @Override
            boolean takes(Lane lane) {
                return LaneTakeover.takeIfStill(lane, lane.progress());
            }
        },
        WHO_SEES_IT_WAIT {
            @Override
            boolean takes(Lane lane) {
                return LaneTakeover.takeFromWaiting(lane);
            }
        };

        abstract boolean takes(Lane lane);
    }

    @ParameterizedTest
    @EnumSource
    void laneIsNotTakenDuringACall(Taker taker) {
        open();
        CallHold hold = begun();
        queue(new RecordedTask(root, "queued", log));

        assertThat(takenWhileThisThreadWaits(taker)).isFalse();
        DriverCalls.end(lane, hold);
        assertThat(takenWhileThisThreadWaits(taker)).isTrue();

        assertThat(begun()).as("the lane is another's").isEqualTo(CallHold.NONE);
    }

    private boolean takenWhileThisThreadWaits(Taker taker) {
        Thread owner = Thread.currentThread();
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        new Thread(() -> {
                    Await.until(
                            "the owner waits",
                            () -> owner.getState() == Thread.State.TIMED_WAITING
                                    || owner.getState() == Thread.State.WAITING);
                    taken.complete(taker.takes(lane));
                })
                .start();
        return Await.value(taken);
    }
}
