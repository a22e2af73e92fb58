package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.internal.lane.Beginner;
import dev.aatomic.runtime.internal.lane.Fork;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.LaneTask;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A step or a driver call of a block that a {@link Fork} has begun. Stopped, it leaves the queue, or each statement that it sends is
 * cancelled until it is over, and what its step has begun is stopped too. The block is not: it goes on if its code can do without.
 *
 * <p>A step that waits runs whatever is ready on the lane, others' work too. So of what runs on the connection meanwhile only that is its
 * own which its own code sends or has begun.
 */
final class ForkedCall implements Fork.Work, Beginner {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The innermost step of a fork on this thread. */
    private static final ThreadLocal<@Nullable ForkedCall> RUNNING = new ThreadLocal<>();

    private final BlockScope scope;

    /** The depth of its step's own code: what is deeper runs on top of it. Touched by the thread that runs the step. */
    private int depth;

    // Guarded by this:
    private boolean isOver;
    private int driverCalls;
    private final Fork.Begun begun = new Fork.Begun();
    private @Nullable Throwable stopped;
    private @Nullable LaneTask task;
    private @Nullable CompletableFuture<?> future;
    private @Nullable Consumer<Throwable> teller;

    ForkedCall(BlockScope scope) {
        this.scope = scope;
    }

    /** The one whose step's own code runs on the thread, and not what others have begun on top of it; null if none does. */
    static @Nullable ForkedCall ofStep(ThreadState thread) {
        if (thread.step == null) {
            return null;
        }
        ForkedCall running = RUNNING.get();
        return running != null && running.depth == thread.depth() ? running : null;
    }

    /** The step, which tells when it runs. */
    <T extends @Nullable Object> ConnectionFunction<T> around(ConnectionFunction<T> step) {
        return connection -> {
            ForkedCall below = RUNNING.get();
            try {
                begins();
                depth = ThreadState.current().depth();
                RUNNING.set(this);
                return step.apply(connection);
            } finally {
                if (below == null) {
                    RUNNING.remove();
                } else {
                    RUNNING.set(below);
                }
                ends();
            }
        };
    }

    /**
     * Notes where it waits for its turn, before it does.
     *
     * @param given what runs it
     * @param told completes in any case, also where it never runs
     * @param tell tells the fork that it does not run
     */
    synchronized void waits(LaneTask given, CompletableFuture<?> told, Consumer<Throwable> tell) {
        task = given;
        future = told;
        teller = tell;
    }

    /**
     * Its turn has come.
     *
     * @throws CancellationException if it was stopped before
     */
    synchronized void begins() {
        if (stopped != null) {
            CancellationException cancelled = new CancellationException(stopped.getMessage());
            cancelled.initCause(stopped);
            throw cancelled;
        }
    }

    /** The statement that runs from now on is its own. */
    synchronized void entersDriver() {
        driverCalls++;
    }

    /** What runs on the connection from now on may be another's. */
    synchronized void leavesDriver() {
        driverCalls--;
    }

    /** Notes what its step's own code has begun. */
    @Override
    public synchronized void begins(Fork.Work work) {
        begun.add(work);
    }

    /** It is over; what its lane runs from now on is another's. */
    synchronized void ends() {
        isOver = true;
        driverCalls = 0;
        task = null;
        future = null;
        teller = null;
    }

    @Override
    public synchronized boolean isOver() {
        return isOver || (future != null && future.isDone());
    }

    @Override
    public void stop(Throwable reason) {
        LaneTask waiting;
        Consumer<Throwable> told;
        synchronized (this) {
            if (isOver() || stopped != null) {
                return;
            }
            stopped = reason;
            waiting = task;
            told = teller;
        }
        boolean left = waiting != null && LaneExecution.remove(scope.lane, scope, waiting);
        if (!left) {
            cancel(FIRST_PAUSE_NANOS);
        } else if (told != null) {
            ends();
            told.accept(reason);
        }
    }

    /** Cancels what it has sent or begun, and again after a pause: it may not have done so yet, or do more. */
    private void cancel(long pause) {
        Runnable cancellation;
        List<Fork.Work> inside;
        Throwable reason;
        synchronized (this) {
            if (isOver()) {
                return;
            }
            cancellation = driverCalls > 0 ? scope.transaction().statementCancellation() : null;
            inside = begun.takeAll();
            reason = Objects.requireNonNull(stopped);
        }
        for (Fork.Work work : inside) {
            if (work.isEntered()) {
                work.stop(reason);
            } else {
                begins(work);
            }
        }
        if (cancellation != null) {
            scope.engine.dispatcher.runOnSpareThread(cancellation);
        }
        try {
            scope.engine.dispatcher.schedule(() -> cancel(Math.min(2 * pause, LONGEST_PAUSE_NANOS)), pause);
        } catch (RejectedExecutionException closed) {
            // close() has ended the block, or is about to.
            return;
        }
    }
}
