package dev.aatomic.runtime.internal.operations;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.DriverCalls;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.AloneBlock;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.ScopeContext;
import dev.aatomic.runtime.internal.scope.ScopeWork;
import dev.aatomic.runtime.internal.scope.Services;
import dev.aatomic.runtime.internal.scope.Synchronizations;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.spi.TransactionSynchronization;
import dev.aatomic.runtime.spi.TransactionSynchronizations;
import java.sql.Connection;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps others in step with the transactions of a database, or of that of the innermost block. */
final class EngineSynchronizations implements TransactionSynchronizations {

    private final DatabaseOperations operations;

    EngineSynchronizations(Services engine, @Nullable ManagedDatabase database) {
        this.operations = new DatabaseOperations(engine, database);
    }

    private @Nullable BlockScope current() {
        ScopeContext context = operations.currentContext();
        return context instanceof BlockScope block && !block.settings.isTest ? block : null;
    }

    private BlockScope required(String operation) {
        ScopeContext context = operations.context(operation);
        if (context instanceof BlockScope block && !block.settings.isTest) {
            return block;
        }
        throw new NoTransactionException(
                "No block is current for " + operation
                        + ": what runs in autocommit(...), in a hook, or in a test outside"
                        + " its blocks, is part of no transaction. Open a block with atomic()",
                null);
    }

    @Override
    public @Nullable Object block() {
        return current();
    }

    @Override
    public @Nullable Object outermostBlock() {
        BlockScope block = current();
        return block == null ? null : AloneBlock.outermost(block);
    }

    @Override
    public boolean isInTest() {
        BlockScope block = current();
        return block != null && block.outermost().settings.isTest;
    }

    @Override
    public @Nullable EnclosingTransaction enclosing() {
        BlockScope block = current();
        return block == null ? null : block.lane.enclosing();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <S extends TransactionSynchronization> S get(Object key, Supplier<S> creation) {
        // What is kept for a key is what the key's owner has made.
        return (S) Synchronizations.get(required("a synchronization"), Objects.requireNonNull(key, "key"), creation);
    }

    @Override
    public @Nullable TransactionSynchronization getIfPresent(Object key) {
        BlockScope block = current();
        return block == null ? null : Synchronizations.getIfPresent(block, Objects.requireNonNull(key, "key"));
    }

    @Override
    public <T extends @Nullable Object, X extends Throwable> T call(CheckedSupplier<T, X> function) throws X {
        BlockScope block = required("a call");
        if (DriverCalls.isInStep(block.lane, block, ThreadState.current())) {
            return function.get();
        }
        try {
            return block.<T>submit(connection -> getUnchecked(function)).join();
        } catch (CompletionException | CancellationException e) {
            throw Failures.<X>rethrow(Failures.unwrap(e));
        }
    }

    private static <T extends @Nullable Object> T getUnchecked(CheckedSupplier<T, ?> function) {
        try {
            return function.get();
        } catch (Throwable t) {
            throw Failures.<RuntimeException>rethrow(t);
        }
    }

    @Override
    public boolean isHeldHere() {
        BlockScope block = current();
        return block != null && block.lane.isOwnedHere();
    }

    @Override
    public Connection connection() {
        return ScopeWork.openLastingConnection(required("a connection"));
    }

    @Override
    public void breakBlock(Throwable cause) {
        required("breaking a block").transaction().markBroken(Objects.requireNonNull(cause, "cause"));
    }
}
