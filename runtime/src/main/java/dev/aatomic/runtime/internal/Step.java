package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.TransactionManagementException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A step of a block: the user's function, which has the lane for itself until it returns.
 *
 * @param <T> what it returns
 */
final class Step<T extends @Nullable Object> extends LaneTask {

    /** What the step does with the scope's connection. */
    @FunctionalInterface
    interface Action<T extends @Nullable Object> {
        T apply(ScopeConnection connection) throws Exception;
    }

    private final BlockContext scope;
    private final Action<T> action;
    private final ScopeFuture<T> future;

    Step(BlockContext scope, Action<T> action) {
        this.scope = scope;
        this.action = action;
        this.future = new ScopeFuture<>(scope.engine.dispatcher());
    }

    CompletableFuture<T> future() {
        return future;
    }

    @Override
    void run(ThreadState thread) {
        Context previous = thread.context;
        Gate previousTurn = thread.turn;
        Gate previousStep = thread.step;
        thread.context = scope;
        thread.turn = scope;
        thread.step = scope;
        T value = null;
        Throwable failure = null;
        try {
            value = action.apply(scope.connection());
        } catch (Throwable t) {
            failure = t;
            scope.workFailed(future, t);
        } finally {
            thread.context = previous;
            thread.turn = previousTurn;
            thread.step = previousStep;
            scope.lane.endWork(scope, true);
        }
        future.settle(value, failure, thread);
    }

    @Override
    void drop(Throwable reason) {
        TransactionManagementException dropped = new TransactionManagementException(
                "A step of block " + scope.place() + " was dropped before it ran: " + Failures.describe(reason),
                reason);
        scope.workFailed(future, dropped);
        future.settle(null, dropped);
    }

    @Override
    boolean isExclusive() {
        return true;
    }

    @Override
    boolean isRefusable() {
        return true;
    }
}
