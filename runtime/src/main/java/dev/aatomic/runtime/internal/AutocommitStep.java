package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.internal.jdbc.RefusedCallException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A step outside any block: a lane of its own with one task, so that it waits for its connection and finds its thread as a block
 * does.
 *
 * @param <T> what it returns
 */
final class AutocommitStep<T extends @Nullable Object> extends Gate {

    /** What the step does with its connection. */
    @FunctionalInterface
    interface Action<T extends @Nullable Object> {
        T apply(AutocommitConnection connection) throws Exception;
    }

    private final AutocommitContext context;
    private final @Nullable Context submittedFrom;
    private final Action<T> action;
    private final ScopeFuture<T> future;

    /** Whether it has got its connection; for the watchdog. */
    private volatile boolean connected;

    /** What was bound to the thread that submitted it: there before the step takes its connection. */
    private final @Nullable Captured captured;

    private AutocommitStep(AutocommitContext context, Action<T> action) {
        super(new Lane(context.engine().dispatcher()));
        this.context = context;
        this.submittedFrom = ThreadState.currentContext();
        this.action = action;
        this.future = new ScopeFuture<>(context.engine().dispatcher());
        this.captured = context.engine().dispatcher().capture();
        lane.prepare(this, false);
    }

    static <T extends @Nullable Object> CompletableFuture<T> start(AutocommitContext context, Action<T> action) {
        AutocommitStep<T> step = new AutocommitStep<>(context, action);
        ThreadState thread = ThreadState.current();
        Admission.Answer answer = context.database().admission().acquire(step.lane);
        if (answer == Admission.Answer.REFUSED) {
            step.end(null, ConnectionShortage.refused("A step outside any block was not run", context.database()));
        } else if (answer == Admission.Answer.GRANTED) {
            if (thread.isDispatch() && !thread.isDeep()) {
                step.runHere(thread);
            } else {
                step.lane.granted();
            }
        }
        return step.future;
    }

    /** On a dispatch thread already: no other is needed. */
    private void runHere(ThreadState thread) {
        lane.ownHere();
        thread.enter(lane);
        try {
            lane.pump(this, ThreadState.current());
        } finally {
            thread.leave();
            lane.release(thread);
        }
    }

    @Override
    void run(ThreadState thread) {
        T value = null;
        Throwable failure = null;
        Context previous = thread.context;
        try {
            value = captured == null ? apply(thread) : captured.call(() -> apply(thread));
        } catch (Throwable t) {
            failure = RefusedCallException.withoutJdbc(t);
        } finally {
            thread.context = previous;
        }
        lane.endExclusive();
        end(value, failure);
    }

    private T apply(ThreadState thread) throws Exception {
        AutocommitConnection connection = AutocommitConnection.open(context.database(), null);
        connected = true;
        thread.context = context.on(connection, submittedFrom);
        try {
            return action.apply(connection);
        } finally {
            connection.close();
        }
    }

    private void end(@Nullable T value, @Nullable Throwable failure) {
        synchronized (lane) {
            become(ScopePhase.ENDED);
        }
        lane.close();
        ThreadState.current()
                .release(context.database().admission(), lane, context.engine().dispatcher());
        future.settle(value, failure);
    }

    @Override
    void drop(Throwable reason) {
        end(
                null,
                new CannotCreateTransactionException(
                        "A step outside any block was not run: " + Failures.describe(reason), reason));
    }

    @Override
    void expire(String why) {
        end(
                null,
                new CannotCreateTransactionException(
                        "A step outside any block was not run: " + why + ". " + ConnectionShortage.MEND, null));
    }

    @Override
    boolean isConnected() {
        return connected;
    }

    @Override
    void abortWith(Throwable reason) {
        if (context.database().admission().cancel(lane)) {
            end(null, reason);
        }
    }

    @Override
    boolean isExclusive() {
        return true;
    }

    @Override
    boolean isRefusable() {
        return true;
    }

    @Override
    public String place() {
        return "'in autocommit'";
    }
}
