package dev.aatomic.runtime.internal.lane;

import dev.aatomic.runtime.TransactionManagementException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * A thread that a {@code StructuredTaskScope} has started in a block. It may be interrupted at any moment, which on a virtual thread closes
 * the socket of a driver that waits on it. So it owns no lane, and what it needs of the database others do. What interrupts it stops what
 * it has begun. Touched by the thread alone.
 */
public final class Fork implements Beginner {

    /** Something that a fork has begun and may have to stop. */
    public interface Work {

        /** Whether nothing is left to stop. */
        boolean isOver();

        /** Whether another thread than that which has begun it may stop it already. */
        default boolean isEntered() {
            return true;
        }

        /** Ends it with a failure, wherever it is; does nothing if it is over. */
        void stop(Throwable reason);
    }

    /** What was begun. Not thread-safe. */
    public static final class Begun {

        private static final int FEW = 16;

        private final List<Work> works = new ArrayList<>();

        /** From how many on it is worth while to look which are over. */
        private int many = FEW;

        public void add(Work work) {
            if (works.size() >= many) {
                works.removeIf(Work::isOver);
                many = Math.max(FEW, 2 * works.size());
            }
            works.add(work);
        }

        public List<Work> takeAll() {
            List<Work> taken = List.copyOf(works);
            works.clear();
            return taken;
        }
    }

    private final InheritedContext.Binding inherited;
    private final boolean isKnown;
    private final Begun begun = new Begun();

    Fork(InheritedContext.Binding inherited, boolean isKnown) {
        this.inherited = inherited;
        this.isKnown = isKnown;
    }

    /** Whether it was started in a step that holds the lane and does not let go of it before the fork has ended. */
    public boolean isInStepOn(Lane lane) {
        return inherited.isInStepOn(lane);
    }

    /**
     * Refuses a block of a fork that may belong to another: it would be a transaction of its own.
     *
     * @throws TransactionManagementException if it is not known to which block the fork belongs
     */
    public void requireKnown() {
        if (!isKnown) {
            throw new TransactionManagementException(
                    "A fork opened a block where it is not known in which block it was started: another scope was made"
                            + " current on the thread that started it, by a transaction of Spring's or by what carries context."
                            + " Expected: forks of code in a block that is opened with a function",
                    null);
        }
    }

    @Override
    public void begins(Work work) {
        begun.add(work);
    }

    /** The thread was interrupted: what it has begun stops. */
    public void interrupted() {
        List<Work> stopped = begun.takeAll();
        CancellationException reason = new CancellationException(
                "The fork was interrupted, as by the scope that it belongs to when that was cancelled");
        ThreadState.current().runReserved(() -> stopped.forEach(work -> work.stop(reason)));
    }
}
