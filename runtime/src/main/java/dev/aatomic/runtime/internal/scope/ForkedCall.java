package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.internal.lane.Fork;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.LaneTask;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A step or a driver call of a block that a {@link Fork} has begun. Stopped, it leaves the queue, or each statement that it sends is
 * cancelled until it is over. The block is not: it goes on if its code can do without.
 */
final class ForkedCall implements Fork.Work {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum State {
        WAITS,
        RUNS,
        OVER
    }

    private final BlockScope scope;

    // Guarded by this:
    private State state = State.WAITS;
    private @Nullable Throwable stopped;
    private @Nullable LaneTask task;
    private @Nullable CompletableFuture<?> future;
    private @Nullable Consumer<Throwable> teller;

    ForkedCall(BlockScope scope) {
        this.scope = scope;
    }

    /** The step, which tells when it runs. */
    <T extends @Nullable Object> ConnectionFunction<T> around(ConnectionFunction<T> step) {
        return connection -> {
            try {
                begins();
                return step.apply(connection);
            } finally {
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
        state = State.RUNS;
    }

    /** It is over; what its lane runs from now on is another's. */
    synchronized void ends() {
        state = State.OVER;
        task = null;
        future = null;
        teller = null;
    }

    @Override
    public synchronized boolean isOver() {
        return state == State.OVER || (future != null && future.isDone());
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

    /** Cancels the statement that it has sent, and again after a pause: it may not have sent it yet, or send another. */
    private void cancel(long pause) {
        Runnable cancellation;
        synchronized (this) {
            if (isOver()) {
                return;
            }
            // Its own, since it is not over.
            cancellation = state == State.RUNS ? scope.transaction().statementCancellation() : null;
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
