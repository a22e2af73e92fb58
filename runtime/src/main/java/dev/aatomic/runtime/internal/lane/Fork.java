package dev.aatomic.runtime.internal.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A thread that a {@code StructuredTaskScope} has started in a block. It may be interrupted at any moment, which on a virtual thread closes
 * the socket of a driver that waits on it. So it owns no lane, and what it needs of the database others do. What interrupts it stops what
 * it has begun. Touched by the thread alone.
 */
public final class Fork {

    /** Something that a fork has begun and may have to stop. */
    public interface Work {

        /** Whether nothing is left to stop. */
        boolean isOver();

        /** Ends it with a failure, wherever it is; does nothing if it is over. */
        void stop(Throwable reason);
    }

    private final @Nullable LaneScope step;
    private final List<Work> begun = new ArrayList<>();

    Fork(@Nullable LaneScope step) {
        this.step = step;
    }

    /** Whether it was started in a step that holds the lane and does not let go of it before the fork has ended. */
    public boolean isInStepOn(Lane lane) {
        return step != null && step.lane == lane;
    }

    /** Notes what the thread has begun. */
    public void begins(Work work) {
        begun.removeIf(Work::isOver);
        begun.add(work);
    }

    /** The thread was interrupted: what it has begun stops. */
    public void interrupted() {
        List<Work> stopped = List.copyOf(begun);
        begun.clear();
        CancellationException reason = new CancellationException(
                "The fork was interrupted, as by the scope that it belongs to when that was cancelled");
        ThreadState.current().runReserved(() -> stopped.forEach(work -> work.stop(reason)));
    }
}
