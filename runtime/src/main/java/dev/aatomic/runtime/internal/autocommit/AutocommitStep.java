package dev.aatomic.runtime.internal.autocommit;

import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.future.Abortable;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.jdbc.ConnectionShortage;
import dev.aatomic.runtime.internal.jdbc.handle.RefusedCallException;
import dev.aatomic.runtime.internal.lane.Captured;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.Lane;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.LaneScope;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.observe.Observers;
import dev.aatomic.runtime.internal.observe.StepOperation;
import dev.aatomic.runtime.internal.resource.StatementInFlight;
import dev.aatomic.runtime.internal.scope.ChildTransaction;
import dev.aatomic.runtime.internal.scope.ForkedBlock;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.internal.scope.StatementHolder;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A step outside any block: a lane of its own with one task, so that it waits for its connection and finds its thread as a block
 * does.
 *
 * @param <T> what it returns
 */
final class AutocommitStep<T extends @Nullable Object> extends LaneScope
        implements Abortable, ChildTransaction, StatementHolder {

    /** What the step does with its connection. */
    @FunctionalInterface
    interface Action<T extends @Nullable Object> {
        T apply(AutocommitConnection connection) throws Exception;
    }

    /** How long the caller waits for a connection that is thrown away to be closed. */
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AutocommitContext context;
    private final @Nullable Context submittedFrom;
    private final Action<T> action;
    private final ScopeFuture<T> future;

    private final AutocommitContext.Owner owner;

    /** Null until the step has got it. */
    private volatile @Nullable AutocommitConnection connection;

    /** What it was given up with. */
    private volatile @Nullable Throwable aborted;

    /** What was bound to the thread that submitted the step; it is restored before the step takes its connection. */
    private final @Nullable Captured captured;

    private AutocommitStep(AutocommitContext context, Action<T> action) {
        super(new Lane(context.engine().dispatcher));
        this.context = context;
        this.submittedFrom = ThreadState.currentContext();
        this.action = action;
        this.future = new ScopeFuture<>(context.engine().dispatcher);
        this.owner = new AutocommitContext.Owner(context.engine(), submittedFrom);
        this.captured = context.engine().dispatcher.capture();
        lane.prepare(this, false);
    }

    static <T extends @Nullable Object> CompletableFuture<T> start(AutocommitContext context, Action<T> action) {
        AutocommitStep<T> step = new AutocommitStep<>(context, action);
        ThreadState thread = ThreadState.current();
        if (thread.fork != null) {
            thread.fork.begins(new ForkedBlock(step, step.future));
        }
        step.start(thread);
        return step.future;
    }

    private void start(ThreadState thread) {
        Admission.Answer answer;
        try {
            answer = owner.acquire(lane, this, context.database());
        } catch (TransactionException refused) {
            context.database().admission.cancel(lane);
            end(null, refused);
            return;
        }
        if (answer == Admission.Answer.REFUSED) {
            end(null, ConnectionShortage.refused("A step outside any block was not run", context.database()));
        } else if (answer == Admission.Answer.WAITS) {
            Throwable reason = aborted;
            if (reason != null) {
                // The abort came before the step was in the queue.
                abortWith(reason);
            }
        } else if (thread.isDispatch() && !thread.isDeep()) {
            runHere(thread);
        } else {
            lane.granted();
        }
    }

    /** Runs the step on this thread, which is a dispatch thread: no other is needed. */
    private void runHere(ThreadState thread) {
        lane.ownHere();
        thread.enter(lane);
        try {
            LaneExecution.pump(lane, this, ThreadState.current());
        } finally {
            thread.leave();
            LaneExecution.release(lane, thread);
        }
    }

    @Override
    public void run(ThreadState thread) {
        T value = null;
        Throwable failure = null;
        Context previous = thread.context;
        try {
            value = captured == null ? apply(thread) : captured.call(() -> apply(thread));
        } catch (Throwable t) {
            Throwable reason = aborted;
            failure = reason != null ? reason : RefusedCallException.withoutJdbc(t);
        } finally {
            thread.context = previous;
        }
        lane.unpin();
        end(value, failure);
    }

    private T apply(ThreadState thread) throws Exception {
        stopIfAborted();
        Observers observers = context.engine().observers;
        AutocommitConnection taken = AutocommitConnection.open(context.database(), observers, null);
        connection = taken;
        thread.context = context.on(taken, submittedFrom);
        Object begun = observers.beginStepOutside();
        boolean failed = true;
        try {
            stopIfAborted();
            T value = InheritedContext.call(thread, () -> action.apply(taken));
            failed = false;
            return value;
        } finally {
            observers.endStepOutside(begun, context.database(), StepOperation.STEP, failed, null);
            taken.close();
        }
    }

    private void stopIfAborted() {
        Throwable reason = aborted;
        if (reason != null) {
            throw Failures.<RuntimeException>rethrow(reason);
        }
    }

    private void end(@Nullable T value, @Nullable Throwable failure) {
        synchronized (lane) {
            if (phase == ScopePhase.ENDED) {
                // close() has ended it without waiting for it.
                return;
            }
            become(ScopePhase.ENDED);
        }
        Services engine = context.engine();
        ThreadState thread = ThreadState.current();
        lane.close();
        // Its caller is told after its place is free, and close() waits for that.
        engine.unfinished.add(this);
        thread.release(context.database().admission, lane, null, engine.dispatcher);
        owner.release(this);
        engine.unfinished.removeOnceTold(this, future);
        if (thread.isReserved()) {
            engine.dispatcher.execute(() -> future.settle(value, failure));
        } else {
            future.settle(value, failure, thread);
        }
    }

    @Override
    public void drop(Throwable reason) {
        end(
                null,
                new CannotCreateTransactionException(
                        "A step outside any block was not run: " + Failures.describe(reason), reason));
    }

    @Override
    public void expire(String why) {
        end(
                null,
                new CannotCreateTransactionException(
                        "A step outside any block was not run: " + why + ". " + ConnectionShortage.MEND, null));
    }

    @Override
    public boolean isConnected() {
        return connection != null;
    }

    @Override
    public @Nullable StatementInFlight statementInFlight() {
        AutocommitConnection used = connection;
        return used == null ? null : used.statementInFlight();
    }

    @Override
    public boolean hasStatementInFlight() {
        return statementInFlight() != null;
    }

    @Override
    public void abortWith(Throwable reason) {
        aborted = reason;
        Services engine = context.engine();
        synchronized (lane) {
            if (phase == ScopePhase.ENDED) {
                // Who ends it has noted it, and takes that back.
                return;
            }
            // Out of the queue it would be seen by nobody before it is told.
            engine.unfinished.add(this);
        }
        if (context.database().admission.cancel(lane)) {
            end(null, reason);
            return;
        }
        synchronized (lane) {
            if (phase != ScopePhase.ENDED) {
                engine.unfinished.remove(this);
            }
        }
        AutocommitConnection used = connection;
        if (used != null) {
            used.stop(context.engine().dispatcher);
        }
    }

    @Override
    public void abandon() {
        Throwable reason = aborted;
        Throwable told = reason != null ? reason : context.engine().cancelledByClose(place());
        AutocommitConnection used = connection;
        if (used == null) {
            end(null, told);
            return;
        }
        Dispatcher dispatcher = context.engine().dispatcher;
        // A driver may not even let its connection be closed.
        dispatcher.schedule(() -> end(null, told), CLOSE_NANOS);
        dispatcher.runOnSpareThread(() -> {
            used.throwAway();
            end(null, told);
        });
    }

    @Override
    public boolean abort(Throwable reason) {
        abortWith(reason);
        return true;
    }

    @Override
    public void cancelBy(Throwable reason) {
        if (owner.stops(this)) {
            CancellationException cancelled = new CancellationException(
                    "A step outside any transaction was cancelled because the block in which it was submitted was");
            cancelled.initCause(reason);
            abortWith(cancelled);
        }
    }

    @Override
    public boolean isCancelled() {
        return aborted instanceof CancellationException;
    }

    @Override
    public boolean pinsLane() {
        return true;
    }

    @Override
    public boolean isRefusable() {
        return true;
    }

    @Override
    public String place() {
        return "'in autocommit'";
    }
}
