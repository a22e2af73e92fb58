package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G2: whoever opens a block may lose the processor between the moment in which it is admitted and that in which it starts the lane. */
@Tag("G2")
final class LaneStartTest {

    private final List<Runnable> dispatched = new ArrayList<>();
    private final List<String> ran = new ArrayList<>();
    private final Lane lane = new Lane(new Dispatcher(dispatched::add, 1, null));

    /** An outermost block that is over as soon as it has had its turn. */
    private final class ShortBlock extends LaneScope {

        ShortBlock() {
            super(LaneStartTest.this.lane);
        }

        @Override
        public void run(ThreadState thread) {
            ran.add("block");
            synchronized (lane) {
                lane.unpinLocked();
                lane.closed();
            }
        }

        @Override
        public void expire(String why) {
            throw new AssertionError(why);
        }

        @Override
        public void abortWith(Throwable reason) {
            throw new AssertionError(reason);
        }

        @Override
        public String place() {
            return "short";
        }

        @Override
        public void drop(Throwable reason) {
            throw new AssertionError(reason);
        }

        @Override
        public boolean pinsLane() {
            return true;
        }

        @Override
        public boolean isRefusable() {
            return false;
        }
    }

    @Test
    void startOfALaneThatWasTakenOverAndIsOverDoesNothing() {
        lane.prepare(new ShortBlock(), true);
        // What the watchdog does when it has seen nothing move.
        assertThat(LaneTakeover.takeIfStill(lane, lane.progress())).isTrue();
        lane.run();
        assertThat(ran).containsExactly("block");

        LaneExecution.start(lane, ThreadState.current());

        dispatched.forEach(Runnable::run);
        assertThat(ran).containsExactly("block");
    }

    @Test
    void startOfALaneThatIsBeingTakenOverRunsItOnce() {
        lane.prepare(new ShortBlock(), true);
        assertThat(LaneTakeover.takeIfStill(lane, lane.progress())).isTrue();

        LaneExecution.start(lane, ThreadState.current());
        lane.run();

        dispatched.forEach(Runnable::run);
        assertThat(ran).containsExactly("block");
    }
}
