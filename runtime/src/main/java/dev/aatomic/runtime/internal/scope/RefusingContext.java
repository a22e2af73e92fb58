package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.transaction.HookAction;
import java.sql.Connection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The context of work that must come to an end but may no longer touch the database. */
final class RefusingContext implements ScopeContext {

    private final ScopeContext scope;
    private final TransactionManagementException reason;

    RefusingContext(ScopeContext scope, TransactionManagementException reason) {
        this.scope = scope;
        this.reason = reason;
    }

    @Override
    public @Nullable Context opener() {
        return scope.opener();
    }

    @Override
    public Services engine() {
        return scope.engine();
    }

    @Override
    public ManagedDatabase database() {
        return scope.database();
    }

    @Override
    public boolean covers(ManagedDatabase database) {
        return scope.covers(database);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(ConnectionFunction<T> step) {
        throw reason;
    }

    @Override
    public void register(HookAction hook) {
        throw reason;
    }

    @Override
    public void setRollbackOnly(boolean rollbackOnly) {
        throw reason;
    }

    @Override
    public boolean isRollbackOnly() {
        throw reason;
    }

    @Override
    public boolean isAutocommit() {
        return scope.isAutocommit();
    }

    @Override
    public Connection openConnection() {
        throw reason;
    }

    @Override
    public void executeStatement(Runnable work) {
        throw reason;
    }

    @Override
    public void execute(Runnable continuation) {
        scope.execute(continuation);
    }

    @Override
    public void executeLater(Runnable continuation) {
        scope.executeLater(continuation);
    }
}
