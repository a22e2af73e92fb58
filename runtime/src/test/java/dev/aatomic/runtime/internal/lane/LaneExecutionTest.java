package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G3: what runs in a lane, when, and on which thread. */
@Tag("G3")
final class LaneExecutionTest {

    private final List<Runnable> dispatched = new ArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private RuntimeException refusal;

    private final Lane lane = new Lane(new Dispatcher(this::dispatch, 1, null));
    private final RecordedScope root = new RecordedScope(lane, "root", log);

    private void dispatch(Runnable task) {
        if (refusal != null) {
            throw refusal;
        }
        dispatched.add(task);
    }

    /** A lane whose outermost block is open, on the calling thread. */
    private void open() {
        lane.prepare(root, false);
        lane.ownHere();
        synchronized (lane) {
            root.pollQueue();
        }
        root.moved(ScopePhase.OPEN);
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

    private void queue(LaneTask task) {
        synchronized (lane) {
            root.enqueue(task);
        }
    }

    private RecordedTask task(String name) {
        return new RecordedTask(root, name, log);
    }

    private boolean execute(String name) {
        return LaneExecution.execute(lane, root, task(name));
    }

    private RecordedScope innermostChild() {
        RecordedScope child = new RecordedScope(root, "child");
        synchronized (lane) {
            child.become(ScopePhase.OPEN);
            lane.setInnermost(child);
        }
        return child;
    }

    /** Goes on only where it waits for nothing below. */
    private final class Elsewhere implements Lane.Continuation {

        @Override
        public void run() {
            log.add("elsewhere on " + Thread.currentThread().getName().replaceAll("\\d+$", ""));
        }

        @Override
        public boolean mayRunOn(ThreadState thread) {
            return false;
        }
    }

    // ---- start

    @Test
    void laneThatHasEndedIsNotStarted() {
        lane.prepare(root, false);
        lane.close();

        LaneExecution.start(lane, ThreadState.current());

        assertThat(dispatched).isEmpty();
    }

    @Test
    void laneWithANestedBlockOpenWasStartedBefore() {
        open();
        innermostChild();

        LaneExecution.start(lane, ThreadState.current());

        assertThat(dispatched).isEmpty();
    }

    @Test
    void blockWhoseCallerWaitsStartsThere() {
        lane.prepare(root, true);
        root.startsOnCaller = true;

        LaneExecution.start(lane, ThreadState.current());

        assertThat(dispatched).isEmpty();
        assertThat(log).containsExactly("root started on its caller");
    }

    @Test
    void laneThatNobodyScheduledIsAndIsHandedToTheExecutor() {
        lane.prepare(root, false);

        LaneExecution.start(lane, ThreadState.current());

        assertThat(lane.state).isEqualTo(LaneState.SCHEDULED);
        assertThat(dispatched).containsExactly(lane);
    }

    @Test
    void laneThatTheExecutorRefusesIsDroppedIfItMayBe() {
        lane.prepare(root, true);
        root.refusable = true;
        refusal = new RejectedExecutionException("full");

        LaneExecution.start(lane, ThreadState.current());

        assertThat(log).containsExactly("root dropped: full");
        assertThat(lane.state).isEqualTo(LaneState.IDLE);
    }

    @Test
    void laneThatTheExecutorRefusesRunsOnAThreadOfOursIfItMustRun() {
        lane.prepare(root, true);
        refusal = new RejectedExecutionException("full");

        LaneExecution.start(lane, ThreadState.current());

        Await.until("it has run", () -> log.contains("root"));
        assertThat(log).containsExactly("root");
    }

    // ---- execute

    @Test
    void taskRunsAtOnceOnTheThreadThatHasTheLaneAfterWhatWasQueued() {
        open();
        queue(task("first"));

        assertThat(execute("second")).isTrue();

        assertThat(log).containsExactly("first", "second");
        assertThat(root.running).isZero();
        assertThat(lane.isPinned()).isFalse();
        assertThat(dispatched).isEmpty();
    }

    @Test
    void taskOfADriverCallGoesBeforeWhatWasQueued() {
        open();
        queue(task("queued"));
        pin(1);

        assertThat(execute("within")).isTrue();

        assertThat(log).containsExactly("within");
    }

    @Test
    void taskOfAnotherThreadIsQueuedAndTheLaneScheduledOnce() {
        open();
        idle();

        assertThat(execute("first")).isTrue();
        assertThat(execute("second")).isTrue();

        assertThat(log).isEmpty();
        assertThat(dispatched).containsExactly(lane);
        lane.run();
        assertThat(log).containsExactly("first", "second");
        assertThat(lane.state).isEqualTo(LaneState.IDLE);
    }

    @Test
    void taskOfAnOuterScopeWaitsForTheInnermost() {
        open();
        innermostChild();

        assertThat(execute("outer")).isTrue();

        assertThat(log).isEmpty();
        assertThat(dispatched).isEmpty();
        synchronized (lane) {
            lane.setInnermost(root);
        }
        assertThat(execute("inner")).isTrue();
        assertThat(log).containsExactly("outer", "inner");
    }

    @Test
    void scopeThatAcceptsNothingRefuses() {
        open();
        root.moved(ScopePhase.EXITING);

        assertThat(execute("late")).isFalse();

        assertThat(log).isEmpty();
    }

    @Test
    void workOfWorkThatWasAcceptedComesBeforeTheEnd() {
        open();
        RecordedTask outer = new RecordedTask(root, "outer", log, false, () -> {
            root.moved(ScopePhase.EXITING);
            queue(root);
            idle();
            assertThat(execute("of work")).isTrue();
        });

        LaneExecution.execute(lane, root, outer);
        lane.run();

        assertThat(log).containsExactly("outer", "of work", "root");
    }

    @Test
    void workOfWorkRunsAtOnceWhereItHasTheLane() {
        open();
        RecordedTask outer = new RecordedTask(root, "outer", log, false, () -> {
            root.moved(ScopePhase.EXITING);
            queue(root);
            assertThat(execute("of work")).isTrue();
            assertThat(log).containsExactly("outer", "of work");
        });

        LaneExecution.execute(lane, root, outer);

        assertThat(log).containsExactly("outer", "of work");
    }

    @Test
    void taskOnADeepStackIsQueued() {
        open();

        nested(60, () -> assertThat(execute("deep")).isTrue());

        assertThat(log).isEmpty();
        assertThat(execute("shallow")).isTrue();
        assertThat(log).containsExactly("deep", "shallow");
    }

    private static void nested(int depth, Runnable innermost) {
        if (depth == 0) {
            innermost.run();
        } else {
            ThreadState.current().runNested(() -> nested(depth - 1, innermost));
        }
    }

    @Test
    void refusedTaskIsDroppedAndTheLaneIsIdle() {
        open();
        idle();
        refusal = new RejectedExecutionException("full");

        assertThat(execute("task")).isTrue();

        assertThat(log).containsExactly("task dropped: full");
        assertThat(lane.state).isEqualTo(LaneState.IDLE);
    }

    @Test
    void taskThatIsRefusedInsideAnEndIsDroppedWithoutAnybodysCodeRunning() {
        open();
        idle();
        refusal = new RejectedExecutionException("full");
        ThreadState thread = ThreadState.current();

        thread.enterEnd();
        execute("task");
        thread.leaveEnd();

        assertThat(log).containsExactly("task dropped: full, reserved");
    }

    @Test
    void whatElseIsReadyRunsOnAThreadOfOursWhereTheExecutorRefuses() {
        open();
        idle();
        queue(task("other"));
        refusal = new RejectedExecutionException("full");

        execute("task");

        Await.until("the other has run", () -> log.contains("other"));
        assertThat(log).containsExactlyInAnyOrder("task dropped: full", "other");
    }

    // ---- resume

    @Test
    void continuationRunsAtOnceOnTheThreadThatHasTheLane() {
        open();

        assertThat(LaneExecution.resume(lane, () -> log.add("now"), false)).isTrue();
        assertThat(log).containsExactly("now");
        assertThat(LaneExecution.resume(lane, () -> log.add("later"), true)).isTrue();
        assertThat(LaneExecution.resume(lane, new Elsewhere(), false)).isTrue();
        assertThat(log).containsExactly("now");
        nested(60, () -> LaneExecution.resume(lane, () -> log.add("deep"), false));

        LaneExecution.pump(lane, root, ThreadState.current());
        assertThat(log).containsExactly("now", "later", "deep");
    }

    @Test
    void continuationOfAnotherThreadSchedulesTheLane() {
        open();
        idle();

        assertThat(LaneExecution.resume(lane, () -> log.add("later"), false)).isTrue();

        assertThat(log).isEmpty();
        assertThat(dispatched).containsExactly(lane);
    }

    @Test
    void closedLaneTakesNoContinuationUnlessSomebodyIsStillInIt() {
        open();
        lane.close();
        assertThat(LaneExecution.resume(lane, () -> log.add("later"), true)).isTrue();
        idle();

        assertThat(LaneExecution.resume(lane, () -> log.add("too late"), true)).isFalse();
    }

    // ---- run

    @Test
    void laneThatIsNotScheduledDoesNothing() {
        open();
        queue(task("task"));

        CompletableFuture.runAsync(lane, Runnable::run).join();

        assertThat(log).isEmpty();
        assertThat(lane.isOwnedHere()).isTrue();
    }

    @Test
    void scheduledLaneWithNothingReadyBecomesIdle() {
        open();
        idle();
        synchronized (lane) {
            lane.wake();
        }

        lane.run();

        assertThat(lane.state).isEqualTo(LaneState.IDLE);
        assertThat(lane.owner).isNull();
    }

    @Test
    void laneDoesNotRunInsideAnEnd() {
        lane.prepare(root, true);
        AtomicReference<Thread> ranOn = new AtomicReference<>();
        root.turn = () -> ranOn.set(Thread.currentThread());
        ThreadState thread = ThreadState.current();

        thread.enterEnd();
        try {
            lane.run();
        } finally {
            thread.leaveEnd();
        }

        Await.until("it has run", () -> ranOn.get() != null);
        assertThat(ranOn.get()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void threadRunsTheLaneWhileItDoes() {
        lane.prepare(root, true);
        ThreadState thread = ThreadState.current();
        root.turn = () -> log.add("in " + thread.laneCount() + (thread.lane(0) == lane ? ", this" : ", another"));

        lane.run();

        assertThat(log).containsExactly("root", "in 1, this");
        assertThat(thread.laneCount()).isZero();
    }

    @Test
    void whatMayNotRunHereRunsElsewhereWithoutTheLane() {
        open();
        idle();
        LaneExecution.resume(lane, new Elsewhere(), true);

        lane.run();

        Await.until("it has run", () -> !log.isEmpty());
        assertThat(log).containsExactly("elsewhere on aatomic-spare-");
        assertThat(lane.state).isEqualTo(LaneState.IDLE);
    }

    @Test
    void taskThatTakesTheLaneAwayEndsTheRun() {
        open();
        idle();
        Thread other = new Thread(() -> {});
        queue(new RecordedTask(root, "gives it away", log, false, () -> lane.handOver(other)));
        queue(task("other's"));
        synchronized (lane) {
            lane.wake();
        }

        lane.run();

        assertThat(log).containsExactly("gives it away");
        assertThat(lane.owner).isSameAs(other);
    }

    // ---- what only the lane catches

    private static final class Full extends VirtualMachineError {

        private static final long serialVersionUID = 1;

        Full() {
            super("full");
        }
    }

    @Test
    void failureOfATaskCrashesTheBlock() {
        open();
        LaneExecution.execute(lane, root, new RecordedTask(root, "task", log, true, () -> {
            throw new IllegalStateException("defect");
        }));

        Await.until("it has crashed", () -> log.size() == 2);
        assertThat(log).containsExactly("task", "root crashed: defect");
    }

    @Test
    void threadThatHasNoStackLeftPassesItOn() {
        open();

        assertThatThrownBy(() -> LaneExecution.resume(
                        lane,
                        () -> {
                            throw new Full();
                        },
                        false))
                .isInstanceOf(Full.class);

        Await.until("it has crashed", () -> log.contains("root crashed: full"));
    }

    @Test
    void runThatHasNoStackLeftEnds() {
        lane.prepare(root, true);
        root.turn = () -> {
            throw new Full();
        };

        lane.run();

        Await.until("it has crashed", () -> log.contains("root crashed: full"));
        assertThat(ThreadState.current().laneCount()).isZero();
    }

    @Test
    void failureAfterTheEndIsLogged() {
        lane.prepare(root, false);
        lane.close();

        try (LogCapture logged = new LogCapture()) {
            LaneExecution.crash(lane, new Full());
            assertThat(logged.lines()).isEmpty();
            LaneExecution.crash(lane, new IllegalStateException("defect"));
            assertThat(logged.count("What was left to do after a block's end failed"))
                    .isEqualTo(1);
        }
        assertThat(log).isEmpty();
    }

    // ---- pump

    @Test
    void pumpRunsWhatIsReadyUntilTheScopeIsOver() {
        open();
        queue(task("first"));
        queue(new RecordedTask(
                root, "last", log, false, () -> root.moved(ScopePhase.EXITING, ScopePhase.ENDING, ScopePhase.ENDED)));
        queue(task("never"));

        LaneExecution.pump(lane, root, ThreadState.current());

        assertThat(log).containsExactly("first", "last");
    }

    @Test
    void pumpEndsWhereAnotherThreadHasTheLane() {
        open();
        queue(new RecordedTask(root, "gives it away", log, false, () -> lane.handOver(new Thread(() -> {}))));
        queue(task("other's"));

        LaneExecution.pump(lane, root, ThreadState.current());

        assertThat(log).containsExactly("gives it away");
    }

    // ---- help

    @Test
    void threadThatWaitsRunsOneThing() {
        open();
        queue(task("first"));
        queue(task("second"));

        assertThat(LaneExecution.help(lane)).isTrue();
        assertThat(log).containsExactly("first");
        assertThat(LaneExecution.help(lane)).isTrue();
        assertThat(log).containsExactly("first", "second");
        assertThat(LaneExecution.help(lane)).isFalse();
        assertThat(helper()).isSameAs(Thread.currentThread());
    }

    /** What it runs may be slow, so that others have to look after what waits behind it. */
    @Test
    void threadThatWaitsHelpsNoLongerWhileItRunsSomething() {
        open();
        assertThat(LaneExecution.help(lane)).isFalse();
        List<Thread> helping = new ArrayList<>();
        queue(new RecordedTask(root, "task", log, true, () -> helping.add(helper())));

        assertThat(LaneExecution.help(lane)).isTrue();

        assertThat(helping).containsExactly((Thread) null);
    }

    @Test
    void threadThatWaitsTakesALaneThatNobodyRuns() {
        open();
        idle();
        queue(task("idle"));
        assertThat(LaneExecution.help(lane)).isTrue();
        assertThat(lane.isOwnedHere()).isTrue();
        idle();
        queue(task("scheduled"));
        synchronized (lane) {
            lane.wake();
        }
        assertThat(LaneExecution.help(lane)).isTrue();

        assertThat(log).containsExactly("idle", "scheduled");
        assertThat(lane.state).isEqualTo(LaneState.OWNED);
    }

    @Test
    void threadThatWaitsBehindAnOwnerIsToldWhenHeLeaves() {
        open();
        Thread other = new Thread(() -> {});
        lane.handOver(other);
        queue(task("task"));

        assertThat(LaneExecution.help(lane)).isFalse();

        assertThat(helper()).isSameAs(Thread.currentThread());
        assertThat(log).isEmpty();
    }

    @Test
    void ownerThatWaitsKeepsItsPlace() {
        open();
        assertThat(LaneExecution.help(lane)).isFalse();
        Thread owner = Thread.currentThread();

        CompletableFuture.supplyAsync(() -> LaneExecution.help(lane)).join();
        assertThat(helper()).isSameAs(owner);

        lane.handOver(new Thread(() -> {}));
        Thread another = CompletableFuture.supplyAsync(() -> {
                    LaneExecution.help(lane);
                    return Thread.currentThread();
                })
                .join();
        assertThat(helper()).as("one that does not own it gives way").isSameAs(another);
    }

    @Test
    void threadThatWaitsHandsOnWhatMayNotRunThere() {
        open();
        LaneExecution.resume(lane, new Elsewhere(), true);

        assertThat(LaneExecution.help(lane)).isTrue();

        Await.until("it has run", () -> !log.isEmpty());
        assertThat(log).containsExactly("elsewhere on aatomic-spare-");
    }

    private boolean helpedForATurn() {
        ThreadState thread = ThreadState.current();
        thread.isAwaitingTurn = true;
        try {
            return LaneExecution.help(lane);
        } finally {
            thread.isAwaitingTurn = false;
        }
    }

    /** The turn may come while the user's code waits, and is on top of who is to have it. */
    @Test
    void threadThatWaitsForATurnHandsOnTheUsersCode() {
        open();
        queue(task("task"));
        LaneExecution.resume(
                lane, () -> log.add("elsewhere on " + Thread.currentThread().getName()), true);

        assertThat(helpedForATurn()).isTrue();
        Await.until("it has run", () -> !log.isEmpty());
        assertThat(helpedForATurn()).isTrue();

        assertThat(log).hasSize(2).last().isEqualTo("task");
        assertThat(log.get(0)).startsWith("elsewhere on aatomic-spare-");
    }

    @Test
    void threadThatWaitsForATurnLeavesTheLaneToWorkFromWhichItMayBeTaken() {
        open();
        List<Thread> ranOn = new CopyOnWriteArrayList<>();
        queue(new RecordedTask(root, "work", log, false, () -> ranOn.add(Thread.currentThread())));

        assertThat(helpedForATurn()).isFalse();

        Await.until("it has run", () -> !ranOn.isEmpty());
        assertThat(ranOn).doesNotContain(Thread.currentThread());
        Await.until("the lane is free", lane::isIdle);
    }

    /** Nobody takes the lane from a driver call, and nobody else can run what is in it. */
    @Test
    void threadThatWaitsForATurnInADriverCallRunsSuchWorkItself() {
        open();
        pin(1);
        queue(new RecordedTask(root, "work", log, false, () -> {}));

        assertThat(helpedForATurn()).isTrue();

        assertThat(log).containsExactly("work");
    }

    // ---- pin

    private boolean pinned() {
        return LaneExecution.pin(lane, root, ThreadState.current());
    }

    @Test
    void driverCallStartsAfterWhatWasQueued() {
        open();
        queue(task("queued"));
        int before = lane.progress();

        assertThat(pinned()).isTrue();

        assertThat(log).containsExactly("queued");
        assertThat(lane.isPinned()).isTrue();
        assertThat(lane.progress()).isGreaterThan(before);
    }

    @Test
    void driverCallIsSeenByWhoLooksBeforeAndAfterIt() {
        open();
        int before = lane.progress();

        pinned();
        int during = lane.progress();
        lane.unpin();

        assertThat(List.of(during, lane.progress())).doesNotContain(before);
    }

    @Test
    void runThatFindsNothingIsSeenByWhoLooksBeforeAndAfterIt() {
        open();
        idle();
        synchronized (lane) {
            lane.wake();
        }
        int before = lane.progress();

        lane.run();

        assertThat(lane.state).isEqualTo(LaneState.IDLE);
        assertThat(lane.progress()).isNotEqualTo(before);
    }

    @Test
    void driverCallInsideAnotherStartsAtOnce() {
        open();
        queue(task("queued"));
        pin(1);

        assertThat(pinned()).isTrue();

        assertThat(log).isEmpty();
    }

    @Test
    void driverCallOfWorkThatWasAcceptedStartsAfterTheBody() {
        open();
        queue(task("queued"));
        root.moved(ScopePhase.EXITING);
        ThreadState thread = ThreadState.current();
        assertThat(pinned()).as("none of its work").isFalse();
        thread.acceptedBy = root;
        try {
            assertThat(pinned()).isTrue();
        } finally {
            thread.acceptedBy = null;
        }
        assertThat(log).isEmpty();
    }

    @Test
    void driverCallElsewhereMustBeQueued() {
        open();
        assertThat(CompletableFuture.supplyAsync(this::pinned).join())
                .as("not the owner")
                .isFalse();
        innermostChild();
        assertThat(pinned()).as("not the innermost").isFalse();
        assertThat(lane.isPinned()).isFalse();
    }

    @Test
    void driverCallWhoseLaneIsTakenMeanwhileMustBeQueued() {
        open();
        queue(new RecordedTask(root, "gives it away", log, false, () -> lane.handOver(new Thread(() -> {}))));

        assertThat(pinned()).isFalse();

        assertThat(log).containsExactly("gives it away");
    }

    // ---- the end of work

    @Test
    void endThatWaitedForTheLastWorkIsScheduled() {
        open();
        root.running = 2;
        root.moved(ScopePhase.EXITING);
        queue(root);
        idle();

        LaneExecution.endWork(lane, root, false);
        assertThat(dispatched).as("something still runs").isEmpty();
        int before = lane.progress();
        LaneExecution.endWork(lane, root, false);

        assertThat(dispatched).containsExactly(lane);
        assertThat(lane.progress()).isGreaterThan(before);
        assertThat(root.running).isZero();
    }

    @Test
    void workThatEndsWakesNobodyWhereNoEndWaits() {
        open();
        root.running = 1;
        queue(task("task"));
        idle();
        LaneExecution.endWork(lane, root, false);
        assertThat(dispatched).as("the body is not done").isEmpty();

        root.running = 1;
        root.moved(ScopePhase.EXITING);
        synchronized (lane) {
            root.takeQueue();
        }
        LaneExecution.endWork(lane, root, false);
        assertThat(dispatched).as("nothing is ready").isEmpty();
    }

    @Test
    void workOfAnOuterScopeThatEndsWakesNobody() {
        open();
        root.running = 1;
        root.moved(ScopePhase.EXITING);
        RecordedScope child = innermostChild();
        synchronized (lane) {
            child.enqueue(new RecordedTask(child, "child's", log));
        }
        idle();

        LaneExecution.endWork(lane, root, false);

        assertThat(dispatched).isEmpty();
    }

    @Test
    void workThatPinnedTheLaneUnpinsIt() {
        open();
        root.running = 1;
        pin(1);

        LaneExecution.endWork(lane, root, true);

        assertThat(lane.isPinned()).isFalse();
    }

    // ---- a thread that leaves

    @Test
    void threadThatLeavesLetsGo() {
        open();

        LaneExecution.release(lane, ThreadState.current());

        assertThat(lane.state).isEqualTo(LaneState.IDLE);
        assertThat(dispatched).isEmpty();
    }

    @Test
    void whatIsReadyWhenAThreadLeavesGoesToTheExecutor() {
        open();
        queue(task("task"));

        LaneExecution.release(lane, ThreadState.current());

        assertThat(dispatched).containsExactly(lane);
        assertThat(lane.state).isEqualTo(LaneState.SCHEDULED);
        assertThat(log).isEmpty();
    }

    @Test
    void threadThatRunsTheLaneFurtherUpKeepsIt() {
        open();
        ThreadState thread = ThreadState.current();
        thread.enter(lane);
        try {
            LaneExecution.release(lane, thread);
        } finally {
            thread.leave();
        }

        assertThat(lane.isOwnedHere()).isTrue();
    }

    @Test
    void threadThatHasItNoMoreLeavesIt() {
        open();
        Thread other = new Thread(() -> {});
        lane.handOver(other);

        LaneExecution.release(lane, ThreadState.current());

        assertThat(lane.owner).isSameAs(other);
        assertThat(lane.state).isEqualTo(LaneState.OWNED);
    }

    @Test
    void whatIsLeftInAClosedLaneRunsWhereItIsLeft() {
        open();
        LaneExecution.resume(lane, () -> log.add("left over"), true);
        lane.close();

        LaneExecution.release(lane, ThreadState.current());

        assertThat(log).containsExactly("left over");
        assertThat(lane.owner).isNull();
        assertThat(lane.state).isEqualTo(LaneState.CLOSED);
    }
}
