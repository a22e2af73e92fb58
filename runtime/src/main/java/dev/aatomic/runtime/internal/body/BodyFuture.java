package dev.aatomic.runtime.internal.body;

import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The stage of a body that subscribes to something. Whoever stops the block cancels it, and so what was subscribed to.
 *
 * @param <T> the value
 */
public abstract class BodyFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    private final Context scope;

    /** From then on what was subscribed to decides nothing: it may complete, or fail, because it is cancelled. */
    private volatile boolean isStopping;

    /**
     * Makes the stage of one run of a body.
     *
     * @param scope the block's
     */
    protected BodyFuture(Context scope) {
        this.scope = scope;
    }

    /** Cancels what was subscribed to, if anything was; also what is subscribed to later. May be called more than once. */
    protected abstract void cancelUpstream();

    /** What was subscribed to has completed. */
    protected final void succeed(T value) {
        if (!isStopping) {
            complete(value);
        }
    }

    /** What was subscribed to has failed; returns false if that decides nothing any more. */
    protected final boolean fail(Throwable failure) {
        return !isStopping && completeExceptionally(failure);
    }

    /** Runs something in the block's scope, here and now. */
    protected final void inScope(Runnable action) {
        ThreadState thread = ThreadState.current();
        if (thread.context == scope) {
            action.run();
        } else {
            scope.runHere(action);
        }
    }

    /** Runs something in the block's scope, on a dispatch thread that has its connection at hand. */
    protected final void later(Runnable action) {
        scope.executeLater(action);
    }

    /** Whether a statement of the block is running. */
    protected final boolean isInDriver() {
        return scope.isInDriver();
    }

    /**
     * Cuts the block short if it has a statement running on another thread, which is stopped at once; then what was subscribed to is
     * cancelled, on another thread. A publisher may let nobody cancel it while it is asked for items, as jOOQ's do, and would hold up the
     * caller until the statement ends by itself.
     *
     * @return false if there is no such statement
     */
    public final boolean cutShort(Throwable reason) {
        return !isDone() && scope.abortInDriver(reason);
    }

    /**
     * Cancels what was subscribed to, and makes the block roll back: what is done on cancel is still done in the block. Not as a failure of the
     * body's, which the block may commit for.
     */
    public final void abort(Throwable reason) {
        if (!isDone()) {
            cancelUpstreamInScope();
            scope.abort(reason);
            completeExceptionally(reason);
        }
    }

    /**
     * Cancels what was subscribed to, and then fails: what is done on cancel is still done in the block.
     *
     * @return false if it was complete
     */
    public final boolean stop(Throwable reason) {
        if (isDone()) {
            return false;
        }
        cancelUpstreamInScope();
        return completeExceptionally(reason);
    }

    /** Not again where that is under way: the block that it makes roll back cancels this too. */
    private void cancelUpstreamInScope() {
        if (isStopping) {
            return;
        }
        isStopping = true;
        try {
            inScope(this::cancelUpstream);
        } catch (Throwable thrown) {
            // It may not throw by the rules, and the block is to end all the same.
            logger().log(
                            System.Logger.Level.WARNING,
                            "What a block had subscribed to threw when it was cancelled",
                            thrown);
        }
    }

    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        return stop(new CancellationException("The block of the subscription was stopped")) || isCancelled();
    }

    private static System.Logger logger() {
        return System.getLogger(BodyFuture.class.getName());
    }
}
