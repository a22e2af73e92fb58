package dev.aatomic.runtime.internal.operations;

import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.TransactionOperations;
import dev.aatomic.runtime.internal.future.BoundStage;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.scope.ScopeContext;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.internal.transaction.HookAction;
import java.sql.Connection;
import java.sql.Savepoint;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The public operations, on the context to which they apply. */
abstract class ContextOperations implements TransactionOperations {

    /**
     * The context to which a call applies here and now; throws if there is none.
     *
     * @param operation what was called, for the message
     */
    public abstract ScopeContext context(String operation);

    public abstract Services engine();

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(ConnectionFunction<T> step) {
        return context("submit").submit(Objects.requireNonNull(step, "step"));
    }

    @Override
    public void beforeCommit(CheckedRunnable<?> hook) {
        register(Objects.requireNonNull(hook, "hook"), HookAction.Kind.BEFORE_COMMIT);
    }

    @Override
    public void beforeCommitAsync(CheckedSupplier<? extends CompletionStage<?>, ?> hook) {
        register(Objects.requireNonNull(hook, "hook"), HookAction.Kind.ASYNC_BEFORE_COMMIT);
    }

    @Override
    public void onCommit(CheckedRunnable<?> hook) {
        register(Objects.requireNonNull(hook, "hook"), HookAction.Kind.COMMIT);
    }

    @Override
    public void onCommitRobust(CheckedRunnable<?> hook) {
        register(Objects.requireNonNull(hook, "hook"), HookAction.Kind.ROBUST_COMMIT);
    }

    @Override
    public void onCommitAsync(CheckedSupplier<? extends CompletionStage<?>, ?> hook) {
        register(Objects.requireNonNull(hook, "hook"), HookAction.Kind.ASYNC_COMMIT);
    }

    @Override
    public void onRollback(CheckedRunnable<?> hook) {
        register(Objects.requireNonNull(hook, "hook"), HookAction.Kind.ROLLBACK);
    }

    private void register(Object hook, HookAction.Kind kind) {
        context(kind.method)
                .register(new HookAction(hook, kind, engine().dispatcher.capture()));
    }

    @Override
    public void setRollbackOnly(boolean rollbackOnly) {
        context("setRollbackOnly").setRollbackOnly(rollbackOnly);
    }

    @Override
    public boolean isRollbackOnly() {
        return context("isRollbackOnly").isRollbackOnly();
    }

    @Override
    public CompletableFuture<@Nullable Savepoint> savepoint() {
        return inBlock(context("savepoint"), Connection::setSavepoint);
    }

    @Override
    public CompletableFuture<@Nullable Void> savepointRollback(@Nullable Savepoint savepoint) {
        return inBlock(context("savepointRollback"), connection -> {
            if (savepoint != null) {
                connection.rollback(savepoint);
            }
            return null;
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> savepointCommit(@Nullable Savepoint savepoint) {
        return inBlock(context("savepointCommit"), connection -> {
            if (savepoint != null) {
                connection.releaseSavepoint(savepoint);
            }
            return null;
        });
    }

    /** Submits a step that works with savepoints. Does nothing where each statement commits alone: there are none. */
    private <T> CompletableFuture<@Nullable T> inBlock(ScopeContext context, ConnectionFunction<@Nullable T> step) {
        if (!context.isAutocommit()) {
            return context.submit(step);
        }
        ScopeFuture<@Nullable T> nothing = new ScopeFuture<>(engine().dispatcher);
        nothing.settle(null, null);
        return nothing;
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> bind(CompletionStage<T> stage) {
        return BoundStage.of(engine().dispatcher, stage);
    }
}
