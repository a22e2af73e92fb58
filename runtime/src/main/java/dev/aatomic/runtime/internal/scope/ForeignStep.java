package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.LaneScope;
import dev.aatomic.runtime.internal.lane.LaneTask;
import dev.aatomic.runtime.internal.lane.ThreadState;

/**
 * Another library's work in its turn among the statements. It takes the connection by itself, call by call, and the user's continuations
 * may run inside it. So the lane may be taken over while it runs, except during its driver calls.
 */
final class ForeignStep extends LaneTask {

    private final BlockScope scope;
    private final Runnable work;

    ForeignStep(BlockScope scope, Runnable work) {
        this.scope = scope;
        this.work = work;
    }

    @Override
    public void run(ThreadState thread) {
        LaneScope previous = thread.acceptedBy;
        thread.acceptedBy = scope;
        try {
            scope.runHere(work);
        } finally {
            thread.acceptedBy = previous;
            LaneExecution.endWork(scope.lane, scope, false);
        }
    }

    /** The work must run to complete its own stage, so it runs where it gets no connection. */
    @Override
    public void drop(Throwable reason) {
        RefusingContext refusing = new RefusingContext(
                scope,
                new TransactionManagementException(
                        "A statement of block " + scope.place() + " was dropped before it ran: "
                                + Failures.describe(reason),
                        reason));
        if (ThreadState.current().isReserved()) {
            // The user's code that depends on the stage goes on where the stage completes, which must not be here.
            scope.engine().dispatcher.execute(() -> refusing.runHere(work));
        } else {
            refusing.runHere(work);
        }
    }

    @Override
    public boolean pinsLane() {
        return false;
    }

    @Override
    public boolean needsConnection() {
        return true;
    }

    @Override
    public boolean isRefusable() {
        return true;
    }
}
