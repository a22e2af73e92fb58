package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G3: who has the lane, and what is ready on it. */
@Tag("G3")
final class LaneTest {

    private final List<Runnable> dispatched = new ArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Dispatcher dispatcher = new Dispatcher(dispatched::add, 1, null);
    private final Lane lane = new Lane(dispatcher);
    private final RecordedScope root = new RecordedScope(lane, "root", log);

    private boolean woken() {
        synchronized (lane) {
            return lane.wake();
        }
    }

    private boolean hasReady() {
        synchronized (lane) {
            return lane.hasReady();
        }
    }

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

    private RecordedTask queued(String name) {
        RecordedTask task = new RecordedTask(root, name, log);
        synchronized (lane) {
            root.enqueue(task);
        }
        return task;
    }

    private Thread helper() {
        synchronized (lane) {
            return lane.helper;
        }
    }

    private void idle() {
        synchronized (lane) {
            lane.idle();
        }
    }

    private void pin(int by) {
        synchronized (lane) {
            lane.pins = (short) (lane.pins + by);
        }
    }

    /** On a thread that parks until it is unparked, or fails. */
    private static CompletableFuture<Boolean> parked(Runnable begin) {
        CountDownLatch ready = new CountDownLatch(1);
        CompletableFuture<Boolean> unparked = CompletableFuture.supplyAsync(() -> {
            try {
                begin.run();
            } finally {
                ready.countDown();
            }
            long start = System.nanoTime();
            LockSupport.parkNanos(Duration.ofSeconds(25).toNanos());
            return System.nanoTime() - start < Duration.ofSeconds(20).toNanos();
        });
        Await.latch(ready);
        return unparked;
    }

    // ---- its states

    @Test
    void laneThatTheExecutorWillStartIsScheduledFromTheBeginning() {
        lane.prepare(root, true);

        assertThat(lane.state).isEqualTo(LaneState.SCHEDULED);
        assertThat(lane.innermost()).isSameAs(root);
        assertThat(hasReady()).isTrue();
        assertThat(woken()).as("must be scheduled again").isFalse();
    }

    @Test
    void idleLaneIsScheduledOnce() {
        lane.prepare(root, false);
        assertThat(lane.state).isEqualTo(LaneState.IDLE);
        int before = lane.progress();

        assertThat(woken()).isTrue();
        assertThat(lane.state).isEqualTo(LaneState.SCHEDULED);
        assertThat(lane.progress()).isGreaterThan(before);
        assertThat(woken()).isFalse();
    }

    @Test
    void wakeOfAnOwnedLaneTellsWhoLooksAfterIt() {
        dispatcher.watchedBy(() -> log.add("looked"));
        open();
        int before = lane.progress();

        assertThat(woken()).isFalse();

        assertThat(log).containsExactly("looked");
        assertThat(lane.progress()).isGreaterThan(before);
    }

    @Test
    void wakeWhileTheDriverIsAtWorkHidesNothing() {
        open();
        pin(1);
        int before = lane.progress();

        woken();

        assertThat(lane.progress()).isEqualTo(before);
    }

    @Test
    void wakeOfALaneWhoseOwnerHelpsUnparksHimAndTellsNobodyElse() {
        dispatcher.watchedBy(() -> log.add("looked"));
        lane.prepare(root, false);
        CompletableFuture<Boolean> helper = parked(() -> {
            lane.ownHere();
            polled();
            root.moved(ScopePhase.OPEN);
            lane.unpin();
            assertThat(LaneExecution.help(lane)).isFalse();
        });

        woken();

        assertThat(Await.value(helper)).isTrue();
        assertThat(log).isEmpty();
    }

    @Test
    void wakeOfAScheduledLaneTellsNobody() {
        dispatcher.watchedBy(() -> log.add("looked"));
        lane.prepare(root, true);

        woken();

        assertThat(log).isEmpty();
    }

    @Test
    void ownerThatIsDoneLeavesItIdle() {
        open();
        int before = lane.progress();
        assertThat(lane.isOwnedHere()).isTrue();

        idle();

        assertThat(lane.state).isEqualTo(LaneState.IDLE);
        assertThat(lane.owner).isNull();
        assertThat(lane.isOwnedHere()).isFalse();
        assertThat(lane.progress()).isGreaterThan(before);
    }

    @Test
    void closedLaneStaysClosedWhenItsOwnerLeaves() {
        open();
        int before = lane.progress();
        lane.close();
        assertThat(lane.progress()).isGreaterThan(before);

        idle();

        assertThat(lane.state).isEqualTo(LaneState.CLOSED);
        assertThat(lane.innermost()).isNull();
        assertThat(lane.root()).isNull();
    }

    @Test
    void ownerThatLeavesUnparksWhoWouldHelp() {
        open();
        CompletableFuture<Boolean> helper =
                parked(() -> assertThat(LaneExecution.help(lane)).isFalse());

        idle();

        assertThat(Await.value(helper)).isTrue();
    }

    @Test
    void helperThatStopsIsNoneAnyMore() {
        open();
        assertThat(LaneExecution.help(lane)).isFalse();
        CompletableFuture.runAsync(lane::stopHelping).join();
        assertThat(helper()).as("another one cannot stop it").isSameAs(Thread.currentThread());

        lane.stopHelping();

        assertThat(helper()).isNull();
    }

    @Test
    void callerThatWaitsForItGetsItHandedOver() {
        lane.prepare(root, false);
        Thread caller = new Thread(() -> {});
        int before = lane.progress();

        lane.handOver(caller);

        assertThat(lane.owner).isSameAs(caller);
        assertThat(lane.state).isEqualTo(LaneState.OWNED);
        assertThat(lane.progress()).isGreaterThan(before);
    }

    @Test
    void everyMoveIsSeen() {
        lane.prepare(root, false);
        int before = lane.progress();
        lane.ownHere();
        assertThat(lane.progress()).isGreaterThan(before);
        before = lane.progress();
        polled();
        assertThat(lane.progress()).isGreaterThan(before);
        before = lane.progress();
        lane.unpin();
        assertThat(lane.progress()).isGreaterThan(before);
        before = lane.progress();
        synchronized (lane) {
            lane.setInnermost(root);
        }
        assertThat(lane.progress()).isGreaterThan(before);
    }

    // ---- what is ready

    @Test
    void whatGoesOnComesBeforeWhatIsQueued() {
        open();
        queued("task");
        LaneExecution.resume(lane, () -> log.add("continuation"), true);
        int before = lane.progress();

        polled().run();
        assertThat(lane.progress()).isGreaterThan(before);
        polled().run();

        assertThat(log).containsExactly("continuation", "task");
        assertThat(polled()).isNull();
    }

    /** Goes on only where it waits for nothing below. */
    private final class Elsewhere implements Lane.Continuation {

        @Override
        public void run() {
            log.add("elsewhere");
        }

        @Override
        public boolean mayRunOn(ThreadState thread) {
            return false;
        }
    }

    @Test
    void whatMayNotRunOnTheThreadIsLeftForAnother() {
        open();
        LaneExecution.resume(lane, new Elsewhere(), true);
        LaneExecution.resume(lane, () -> log.add("here"), true);
        assertThat(hasReady()).isTrue();

        polled().run();
        assertThat(log).containsExactly("here");
        assertThat(polled()).isNull();

        synchronized (lane) {
            int before = lane.progress;
            lane.pollResumed().run();
            assertThat(lane.progress).isGreaterThan(before);
            assertThat(lane.pollResumed()).isNull();
            assertThat(lane.hasResumed()).isFalse();
        }
        assertThat(log).containsExactly("here", "elsewhere");
    }

    @Test
    void nothingGoesOnWhereNothingEverDid() {
        synchronized (lane) {
            assertThat(lane.pollResumed()).isNull();
        }
    }

    @Test
    void taskThatHasItsTurnRunsForItsScopeAndPinsTheLane() {
        open();
        queued("pins");
        RecordedTask foreign = new RecordedTask(root, "does not pin", log, false, () -> {});
        synchronized (lane) {
            root.enqueue(foreign);
        }

        polled();
        assertThat(root.running).isEqualTo(1);
        assertThat(lane.isPinned()).isTrue();
        lane.unpin();
        assertThat(lane.isPinned()).isFalse();

        polled();
        assertThat(root.running).isEqualTo(2);
        assertThat(lane.isPinned()).isFalse();
    }

    /** A block that opens in the section that takes it out of the queue. */
    @Test
    void blockThatOpensAtOncePinsNothing() {
        open();
        RecordedScope atOnce = new RecordedScope(root, "nested");
        atOnce.opensAtOnce = true;
        synchronized (lane) {
            root.enqueue(atOnce);
        }

        assertThat(polled()).isSameAs(atOnce);

        assertThat(root.running).isZero();
        assertThat(lane.isPinned()).isFalse();
    }

    @Test
    void scopeIsNoWorkOfItsOwn() {
        lane.prepare(root, false);

        polled();

        assertThat(root.running).isZero();
        assertThat(lane.isPinned()).isTrue();
    }

    @Test
    void endWaitsForWhatRuns() {
        open();
        queued("task");
        polled();
        root.moved(ScopePhase.EXITING);
        synchronized (lane) {
            root.enqueue(root);
        }
        assertThat(polled()).as("the end").isNull();
        assertThat(hasReady()).isFalse();

        LaneExecution.endWork(lane, root, true);

        assertThat(hasReady()).isTrue();
        assertThat(polled()).isSameAs(root);
    }

    @Test
    void closedLaneHasNothingReady() {
        open();
        queued("task");
        lane.close();

        assertThat(hasReady()).isFalse();
        assertThat(polled()).isNull();
    }

    // ---- the end at once

    private boolean beginsEnd(LaneScope scope) {
        synchronized (lane) {
            return lane.beginEnd(scope);
        }
    }

    @Test
    void endFollowsAtOnceWhereNothingIsLeft() {
        open();
        int before = lane.progress();

        assertThat(beginsEnd(root)).isTrue();
        assertThat(lane.isPinned()).isTrue();
        assertThat(lane.progress()).isGreaterThan(before);
        assertThat(beginsEnd(root)).as("while the driver is at work").isFalse();
    }

    @Test
    void endDoesNotFollowAtOnceWhereSomethingIsLeft() {
        open();
        RecordedScope child = new RecordedScope(root, "child");
        assertThat(beginsEnd(child)).as("not the innermost").isFalse();
        assertThat(CompletableFuture.supplyAsync(() -> beginsEnd(root)).join())
                .as("not the owner")
                .isFalse();
        queued("task");
        assertThat(beginsEnd(root)).as("queued").isFalse();
        polled();
        lane.unpin();
        assertThat(beginsEnd(root)).as("running").isFalse();
        root.running = 0;
        LaneExecution.resume(lane, () -> {}, true);
        assertThat(beginsEnd(root)).as("to go on").isFalse();
        synchronized (lane) {
            lane.pollResumed();
        }
        assertThat(lane.isPinned()).isFalse();
        assertThat(beginsEnd(root)).isTrue();
    }

    @Test
    void laneThatTheExecutorHasNotBegunLeavesIt() {
        lane.prepare(root, true);
        synchronized (lane) {
            assertThat(lane.leaveExecutor()).isTrue();
            assertThat(lane.leaveExecutor()).isFalse();
        }
        assertThat(lane.state).isEqualTo(LaneState.CLOSED);
    }

    @Test
    void laneThatRunsDoesNotLeaveIt() {
        open();
        synchronized (lane) {
            assertThat(lane.leaveExecutor()).isFalse();
        }
        assertThat(lane.state).isEqualTo(LaneState.OWNED);
    }

    // ---- steps

    @Test
    void callsOfAStepNeedNoSectionOfTheirOwn() {
        open();
        ThreadState thread = ThreadState.current();
        assertThat(DriverCalls.isInStep(lane, root, thread)).as("in no step").isFalse();
        thread.step = root;
        try {
            int before = lane.progress();
            assertThat(DriverCalls.isInStep(lane, root, thread)).isTrue();
            assertThat(lane.progress()).isGreaterThan(before);

            lane.handOver(new Thread(() -> {}));
            assertThat(DriverCalls.isInStep(lane, root, thread))
                    .as("handed over")
                    .isFalse();
            lane.ownHere();
            synchronized (lane) {
                lane.setInnermost(new RecordedScope(root, "child"));
            }
            assertThat(DriverCalls.isInStep(lane, root, thread))
                    .as("around the innermost")
                    .isFalse();
        } finally {
            thread.step = null;
        }
    }

    // ---- as a holder of a connection

    @Test
    void whatIsAskedOfTheHolderIsAskedOfTheOutermostBlock() {
        open();
        RecordedScope child = new RecordedScope(new RecordedScope(root, "child"), "grandchild");
        synchronized (lane) {
            lane.setInnermost(child);
        }

        lane.abort(new IllegalStateException("reason"));
        lane.expire("why");
        lane.abandon(Duration.ofSeconds(3));

        assertThat(log)
                .containsExactly(
                        "root aborted: reason",
                        "root expired: why",
                        "root given up in its end after PT3S",
                        "root given up");
        assertThat(lane.root()).isSameAs(root);
        assertThat(lane.place()).isEqualTo("'root'");
    }

    @Test
    void nothingIsAskedOfAHolderThatHasEnded() {
        lane.prepare(root, false);
        lane.close();

        lane.abort(new IllegalStateException("reason"));
        lane.expire("why");
        lane.abandon(Duration.ofSeconds(3));

        assertThat(log).isEmpty();
        assertThat(lane.place()).isEqualTo("(ended)");
        assertThat(lane.holding(1)).isEqualTo("a block that has ended");
    }

    @Test
    void admittedLaneIsHandedToTheExecutor() {
        lane.prepare(root, true);

        lane.granted();

        assertThat(dispatched).containsExactly(lane);
    }

    @Test
    void firstSightOfAHolderCounts() {
        lane.seenHolding(5);
        lane.seenHolding(9);

        assertThat(lane.sighting().heldSince).isEqualTo(5);
        assertThat(lane.sighting()).isSameAs(lane.sighting());
    }
}
