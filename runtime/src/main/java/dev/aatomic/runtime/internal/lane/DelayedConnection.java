package dev.aatomic.runtime.internal.lane;

import org.jspecify.annotations.Nullable;

/**
 * The connection of a lane whose outermost block takes it with the first task that needs one. The lane knows it for as long as it has none.
 *
 * <pre>
 *            such a task is next           there is one            the lane runs again
 *   UNASKED ────────────────────▶ ASKED ─────────────────▶ GRANTED ───────────────────▶ TAKING ──▶ the lane has it, and forgets this
 *      ▲                            │
 *      └──nothing needs it any more─┘
 * </pre>
 *
 * <p>Asking and taking are turns of the lane, ahead of the task that needs the connection, and pin it: until the first is over nobody can
 * end the block without the queue knowing of it. While the answer is out nothing is pinned, and the lane does what needs no connection.
 * The lane leaves the queue once the block is cut short, or the nested one whose task needed the connection. The state is guarded by the
 * lane's lock.
 */
public abstract class DelayedConnection implements Runnable {

    private enum State {
        /** No task has needed a connection. */
        UNASKED,
        /** It is asked for, and perhaps waited for. */
        ASKED,
        /** There is one, which nobody has taken from the pool yet. */
        GRANTED,
        /** It is being taken from the pool, or that has failed, which ends the block. */
        TAKING;

        boolean canBecome(State next) {
            return switch (this) {
                case UNASKED -> next == ASKED;
                case ASKED -> next == GRANTED || next == UNASKED;
                case GRANTED -> next == TAKING;
                case TAKING -> false;
            };
        }
    }

    /** The lane that lacks it. */
    protected final Lane lane;

    private State state = State.UNASKED;

    protected DelayedConnection(Lane lane) {
        this.lane = lane;
    }

    /**
     * Asks the queue for a connection, in a turn that pins the lane. If there will be none, the block is ended in {@link #asked}.
     *
     * @return whether there is one now
     */
    protected abstract boolean ask();

    /** There is one, before it is taken, and perhaps it never will be. On the thread that gave its own back, or asked. */
    protected abstract void arrived();

    /** After {@link #ask} has not found one, with the lane let go of: tells of the wait, or ends the block where it is refused. */
    protected abstract void asked();

    /**
     * Takes the connection from the pool, in a turn that pins the lane.
     *
     * @return what the pool failed with; null if it has given one
     */
    protected abstract @Nullable Throwable take();

    /** Ends the block, to which the pool gave no connection. The lane is let go of. */
    protected abstract void notTaken(Throwable failure);

    /** Takes the lane out of the queue. Returns whether it was there. Holding the lane's lock. */
    protected abstract boolean leaveQueue();

    /** Whether the block needs none any more. Holding the lane's lock. */
    protected abstract boolean isCutShort();

    /** Holding the lane's lock: the one place where the state moves. */
    private void become(State next) {
        assert Thread.holdsLock(lane) : "the state was moved without the lane's lock";
        assert state.canBecome(next) : state + " cannot become " + next;
        state = next;
    }

    /** Holding the lane's lock, whose next task needs the connection: the turn that comes first; null while others must act. */
    @Nullable
    Runnable poll() {
        assert Thread.holdsLock(lane) : "polled without the lane's lock";
        switch (state) {
            case UNASKED -> become(State.ASKED);
            case GRANTED -> become(State.TAKING);
            case ASKED, TAKING -> {
                return null;
            }
        }
        lane.pinLocked();
        return this;
    }

    /** Holding the lane's lock: whether what needs it must wait, and the lane can do nothing about it. */
    boolean isAwaited() {
        assert Thread.holdsLock(lane) : "asked without the lane's lock";
        return state == State.ASKED || state == State.TAKING;
    }

    /** Its turn: asks, or takes. */
    @Override
    public final void run() {
        if (isTaking()) {
            takeHere();
        } else {
            askHere();
        }
    }

    private boolean isTaking() {
        synchronized (lane) {
            return state == State.TAKING;
        }
    }

    private void askHere() {
        boolean isThere = ask();
        if (isThere) {
            arrived();
        }
        synchronized (lane) {
            lane.unpinLocked();
            if (isThere) {
                become(State.GRANTED);
            } else if (isCutShort()) {
                withdraw();
            }
        }
        if (!isThere) {
            asked();
        }
    }

    private void takeHere() {
        Throwable failure = take();
        synchronized (lane) {
            if (failure == null) {
                lane.connected();
            }
            lane.unpinLocked();
        }
        if (failure != null) {
            notTaken(failure);
        }
    }

    /** There is a connection for a lane that has waited for it. */
    void granted(ThreadState thread) {
        boolean wake;
        synchronized (lane) {
            if (lane.state == LaneState.CLOSED || state != State.ASKED) {
                // The block has ended meanwhile, and has given the connection back as it did.
                return;
            }
            become(State.GRANTED);
            wake = lane.hasReady() && lane.wake();
        }
        arrived();
        if (wake && !thread.takes(lane)) {
            LaneExecution.schedule(lane, null, null, thread);
        }
    }

    /** Holding the lane's lock: withdraws if nothing waits any more that needs the connection. */
    public void withdrawUnlessNeeded() {
        for (LaneScope scope = lane.innermost; scope != null; scope = scope.parent()) {
            if (scope.queued().stream().anyMatch(LaneTask::needsConnection)) {
                return;
            }
        }
        withdraw();
    }

    /** Holding the lane's lock, of a block that is cut short: nothing of it needs a connection any more. */
    public void withdraw() {
        assert Thread.holdsLock(lane) : "withdrawn without the lane's lock";
        if (state == State.ASKED && leaveQueue()) {
            become(State.UNASKED);
        }
    }
}
