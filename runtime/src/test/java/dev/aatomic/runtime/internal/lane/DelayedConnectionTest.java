package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The moves of a connection that is taken with the first task that needs it, each driven by hand. */
@Tag("G3")
final class DelayedConnectionTest {

    private final List<Runnable> dispatched = new ArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Lane lane = new Lane(new Dispatcher(dispatched::add, 1, null));
    private final RecordedScope root = new RecordedScope(lane, "root", log);
    private final Connection connection = new Connection();

    /** Answers as the test says. */
    private final class Connection extends DelayedConnection {

        private boolean isThere;
        private boolean isInQueue = true;
        private boolean isCutShort;
        private Throwable failure;

        /** What happens while it asks or takes. */
        private Runnable meanwhile = () -> {};

        private Connection() {
            super(DelayedConnectionTest.this.lane);
        }

        @Override
        protected boolean ask() {
            log.add("asks, " + pins() + " pin");
            meanwhile.run();
            return isThere;
        }

        @Override
        protected void arrived() {
            log.add("there" + (Thread.holdsLock(lane) ? ", locked" : ""));
        }

        @Override
        protected void asked() {
            log.add("waits, " + pins() + " pins");
        }

        @Override
        protected Throwable take() {
            log.add("takes, " + pins() + " pin");
            meanwhile.run();
            return failure;
        }

        @Override
        protected void notTaken(Throwable thrown) {
            log.add("not taken: " + thrown.getMessage() + ", " + pins() + " pins");
        }

        @Override
        protected boolean leaveQueue() {
            log.add("leaves");
            return isInQueue;
        }

        @Override
        protected boolean isCutShort() {
            return isCutShort;
        }
    }

    private int pins() {
        synchronized (lane) {
            return lane.pins;
        }
    }

    private boolean hasReady() {
        synchronized (lane) {
            return lane.hasReady();
        }
    }

    private RecordedTask task(String name, boolean needsConnection) {
        RecordedTask task = new RecordedTask(root, name, log);
        task.needsConnection = needsConnection;
        return task;
    }

    private void queue(RecordedTask task) {
        synchronized (lane) {
            root.enqueue(task);
        }
    }

    /** Runs what the lane gives; false if it gives nothing. */
    private boolean runNext() {
        Runnable next;
        synchronized (lane) {
            next = lane.poll(ThreadState.current());
        }
        if (next != null) {
            ThreadState.current().runNested(next);
        }
        return next != null;
    }

    private void granted() {
        connection.granted(ThreadState.current());
    }

    private void idle() {
        synchronized (lane) {
            lane.idle();
        }
    }

    private void withdrawUnlessNeeded() {
        synchronized (lane) {
            connection.withdrawUnlessNeeded();
        }
    }

    /** The calling thread has the lane, whose outermost block is open. */
    private void open() {
        lane.connectsBy(connection);
        lane.prepare(root, false);
        lane.ownHere();
        runNext();
        log.clear();
    }

    // ---- UNASKED

    @Test
    void taskThatNeedsNoneRunsWithout() {
        open();
        queue(task("without", false));

        assertThat(hasReady()).isTrue();
        assertThat(runNext()).isTrue();
        assertThat(runNext()).isFalse();
        assertThat(log).containsExactly("without");
        assertThat(lane.delayed()).isSameAs(connection);
    }

    @Test
    void taskThatNeedsItHasItAskedFor() {
        open();
        queue(task("needs", true));

        assertThat(hasReady()).isTrue();
        assertThat(runNext()).isTrue();
        assertThat(log).containsExactly("asks, 1 pin", "waits, 0 pins");
        assertThat(runNext()).isFalse();
    }

    @Test
    void grantToWhoHasNotAskedMeansNothing() {
        open();
        granted();

        queue(task("needs", true));
        runNext();
        assertThat(log).containsExactly("asks, 1 pin", "waits, 0 pins");
    }

    @Test
    void executedTaskIsQueuedAndHasItAskedFor() {
        open();
        assertThat(LaneExecution.execute(lane, root, task("needs", true))).isTrue();
        assertThat(LaneExecution.execute(lane, root, task("behind", false))).isTrue();

        assertThat(log).containsExactly("asks, 1 pin", "waits, 0 pins");
        granted();
        assertThat(runNext() && runNext() && runNext()).isTrue();
        assertThat(log).containsExactly("asks, 1 pin", "waits, 0 pins", "there", "takes, 1 pin", "needs", "behind");
        assertThat(pins()).isZero();
    }

    // ---- ASKED

    @Test
    void waitingLaneIsNotWokenByWhatNeedsTheConnection() {
        open();
        queue(task("needs", true));
        runNext();
        idle();

        queue(task("too", true));
        synchronized (lane) {
            assertThat(lane.wake()).isFalse();
            assertThat(lane.isHeldUpByConnection()).isTrue();
        }
        assertThat(hasReady()).isFalse();
        assertThat(lane.state).isEqualTo(LaneState.IDLE);
    }

    @Test
    void waitingLaneDoesWhatIsReadyToGoOn() {
        open();
        queue(task("needs", true));
        runNext();

        LaneExecution.resume(lane, () -> log.add("resumed"), true);

        assertThat(hasReady()).isTrue();
        assertThat(runNext()).isTrue();
        assertThat(log).endsWith("resumed");
    }

    @Test
    void grantSchedulesAnIdleLane() {
        open();
        queue(task("needs", true));
        runNext();
        idle();

        granted();

        assertThat(lane.state).isEqualTo(LaneState.SCHEDULED);
        assertThat(dispatched).containsExactly(lane);
        assertThat(log).endsWith("there");
        lane.run();
        assertThat(log).endsWith("there", "takes, 1 pin", "needs");
        assertThat(lane.delayed()).isNull();
    }

    /** The answer overtakes the thread that asks. */
    @Test
    void grantWhileItIsBeingAskedFor() {
        open();
        connection.meanwhile =
                () -> Await.value(CompletableFuture.runAsync(() -> connection.granted(ThreadState.current())));
        queue(task("needs", true));

        assertThat(runNext()).isTrue();
        connection.meanwhile = () -> {};
        assertThat(runNext() && runNext()).isTrue();
        assertThat(log).containsExactly("asks, 1 pin", "there", "waits, 0 pins", "takes, 1 pin", "needs");
    }

    @Test
    void grantAfterTheEndMeansNothing() {
        open();
        queue(task("needs", true));
        runNext();
        lane.close();

        granted();

        assertThat(log).containsExactly("asks, 1 pin", "waits, 0 pins");
        assertThat(dispatched).isEmpty();
    }

    @Test
    void cutShortWhileItIsBeingAskedFor() {
        open();
        connection.isCutShort = true;
        queue(task("needs", true));

        runNext();

        assertThat(log).containsExactly("asks, 1 pin", "leaves", "waits, 0 pins");
        // It may be asked for again.
        assertThat(runNext()).isTrue();
    }

    @Test
    void withdrawnItIsAskedForAgain() {
        open();
        queue(task("needs", true));
        runNext();

        synchronized (lane) {
            connection.withdraw();
        }
        runNext();

        assertThat(log).containsExactly("asks, 1 pin", "waits, 0 pins", "leaves", "asks, 1 pin", "waits, 0 pins");
    }

    @Test
    void withdrawnTooLateItIsGranted() {
        open();
        queue(task("needs", true));
        runNext();
        connection.isInQueue = false;

        synchronized (lane) {
            connection.withdraw();
        }
        assertThat(runNext()).isFalse();
        granted();
        runNext();

        assertThat(log).endsWith("leaves", "there", "takes, 1 pin");
    }

    @Test
    void isWithdrawnOnceNothingNeedsIt() {
        open();
        RecordedTask needs = task("needs", true);
        queue(needs);
        runNext();
        withdrawUnlessNeeded();
        assertThat(log).doesNotContain("leaves");

        synchronized (lane) {
            root.removeQueued(needs);
        }
        withdrawUnlessNeeded();

        assertThat(log).endsWith("leaves");
    }

    /** The task that has waited for the connection is taken back; what is behind it needs none. */
    @Test
    void whatIsBehindATaskThatIsTakenBackGoesOn() {
        open();
        RecordedTask needs = task("needs", true);
        queue(needs);
        runNext();
        idle();
        queue(task("behind", false));
        assertThat(hasReady()).isFalse();

        assertThat(LaneExecution.remove(lane, root, needs)).isTrue();
        assertThat(LaneExecution.remove(lane, root, needs)).isFalse();

        assertThat(dispatched).containsExactly(lane);
        lane.run();
        assertThat(log).containsExactly("asks, 1 pin", "waits, 0 pins", "leaves", "behind");
    }

    // ---- GRANTED

    @Test
    void connectionThatIsThereAtOnceIsTaken() {
        open();
        connection.isThere = true;
        queue(task("needs", true));

        assertThat(runNext() && runNext() && runNext()).isTrue();

        assertThat(log).containsExactly("asks, 1 pin", "there", "takes, 1 pin", "needs");
        assertThat(lane.delayed()).isNull();
        assertThat(pins()).isZero();
    }

    @Test
    void grantedItIsTakenOnlyForATaskThatNeedsIt() {
        open();
        RecordedTask needs = task("needs", true);
        queue(needs);
        runNext();
        granted();
        synchronized (lane) {
            root.removeQueued(needs);
        }

        queue(task("without", false));
        runNext();

        assertThat(log).endsWith("there", "without");
        queue(needs);
        runNext();
        assertThat(log).endsWith("takes, 1 pin");
    }

    // ---- TAKING

    @Test
    void laneIsHeldUpWhileItIsTaken() {
        open();
        connection.isThere = true;
        queue(task("needs", true));
        runNext();
        connection.meanwhile = () -> {
            log.add(runNext() ? "ran" : "nothing to run");
            log.add(hasReady() ? "ready" : "not ready");
        };

        runNext();

        assertThat(log).endsWith("takes, 1 pin", "nothing to run", "not ready");
    }

    @Test
    void failureToTakeItEndsTheBlock() {
        open();
        connection.isThere = true;
        connection.failure = new IllegalStateException("none");
        queue(task("needs", true));
        runNext();

        runNext();

        assertThat(log).endsWith("takes, 1 pin", "not taken: none, 0 pins");
        assertThat(lane.delayed()).isSameAs(connection);
        assertThat(runNext()).as("the task ran without a connection").isFalse();
        synchronized (lane) {
            connection.withdraw();
        }
        assertThat(log).doesNotContain("leaves");
    }
}
