package dev.aatomic.runtime.internal.transaction;

import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.lane.Captured;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A hook as it was registered.
 *
 * @param registered the user's own object
 * @param kind what it is for, and what its failure means
 * @param captured what was bound to the thread that registered it, if that is carried
 */
public record HookAction(
        Object registered, Kind kind, @Nullable Captured captured) {

    public enum Kind {
        /** Runs in the block before its COMMIT; its failure is the block's. */
        BEFORE_COMMIT("beforeCommit"),
        /** As BEFORE_COMMIT, and the stage that it returns is waited for. */
        ASYNC_BEFORE_COMMIT("beforeCommitAsync"),
        /** Its failure drops the hooks after it. */
        COMMIT("onCommit"),
        /** Its failure is logged. */
        ROBUST_COMMIT("onCommitRobust"),
        /** As COMMIT, and the stage that it returns is waited for. */
        ASYNC_COMMIT("onCommitAsync"),
        /** Runs when the work is undone; its failure is logged. */
        ROLLBACK("onRollback");

        /** The method that registers it. */
        public final String method;

        Kind(String method) {
            this.method = method;
        }
    }

    public boolean isForRollback() {
        return switch (kind) {
            case ROLLBACK -> true;
            case BEFORE_COMMIT, ASYNC_BEFORE_COMMIT, COMMIT, ROBUST_COMMIT, ASYNC_COMMIT -> false;
        };
    }

    /** Whether it runs while the block can still be rolled back. */
    public boolean isBeforeCommit() {
        return switch (kind) {
            case BEFORE_COMMIT, ASYNC_BEFORE_COMMIT -> true;
            case COMMIT, ROBUST_COMMIT, ASYNC_COMMIT, ROLLBACK -> false;
        };
    }

    public boolean isForCommit() {
        return !isForRollback() && !isBeforeCommit();
    }

    private boolean isAsynchronous() {
        return switch (kind) {
            case ASYNC_BEFORE_COMMIT, ASYNC_COMMIT -> true;
            case BEFORE_COMMIT, COMMIT, ROBUST_COMMIT, ROLLBACK -> false;
        };
    }

    /** Whether this failure of the hook is only logged. An {@link Error} never is. */
    public boolean toleratesFailure(Throwable failure) {
        return switch (kind) {
            case BEFORE_COMMIT, ASYNC_BEFORE_COMMIT, COMMIT, ASYNC_COMMIT -> false;
            case ROBUST_COMMIT -> failure instanceof Exception;
            case ROLLBACK -> true;
        };
    }

    /** Calls the hook. Returns what to wait for, if anything. */
    @Nullable
    public CompletionStage<?> call() throws Throwable {
        return captured == null ? callHere() : captured.call(this::callCaptured);
    }

    private @Nullable CompletionStage<?> callCaptured() throws Exception {
        try {
            return callHere();
        } catch (Throwable t) {
            throw Failures.<RuntimeException>rethrow(t);
        }
    }

    private @Nullable CompletionStage<?> callHere() throws Throwable {
        if (isAsynchronous()) {
            CompletionStage<?> stage = (CompletionStage<?>) ((CheckedSupplier<?, ?>) registered).get();
            if (stage == null) {
                throw new IllegalStateException("The asynchronous hook returned null instead of a stage");
            }
            return stage;
        }
        ((CheckedRunnable<?>) registered).run();
        return null;
    }
}
