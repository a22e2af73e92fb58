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
            case COMMIT, ROBUST_COMMIT, ASYNC_COMMIT -> false;
        };
    }

    /** Whether this failure of the hook is only logged. An {@link Error} never is. */
    public boolean toleratesFailure(Throwable failure) {
        return switch (kind) {
            case COMMIT, ASYNC_COMMIT -> false;
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
        if (kind == Kind.ASYNC_COMMIT) {
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
