package dev.aatomic.runtime.internal.operations;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.LostObjects;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.future.ScopedCall;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.observe.Observation;
import dev.aatomic.runtime.internal.scope.AloneBlock;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.ScopeContext;
import dev.aatomic.runtime.internal.scope.ScopeExit;
import dev.aatomic.runtime.internal.scope.Services;
import java.lang.ref.Cleaner;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A block as a value. */
final class OpenScope extends ContextOperations implements Scope {

    /** Rolls back a block that its holder has lost. Does nothing to a block that is ending. */
    private record Abandoned(BlockScope block) implements Runnable {
        @Override
        public void run() {
            TransactionManagementException lost = new TransactionManagementException(
                    "The scope of block " + block.place()
                            + " from enter() became unreachable before exit() was called, so the block"
                            + " was rolled back. Call exit() or exit(failure) on every path",
                    null);
            // One thread finds what is lost in the whole JVM, and must run no code of the user.
            ThreadState.current().runReserved(() -> {
                if (block.isOpen() && ScopeExit.finish(block, null, lost)) {
                    logger().log(System.Logger.Level.ERROR, lost.getMessage());
                }
            });
        }
    }

    private final BlockScope block;
    private final boolean entered;

    /** Ends the block if its holder loses it; null where the block ends by itself. */
    private final Cleaner.@Nullable Cleanable guard;

    private OpenScope(BlockScope block, boolean entered) {
        this.block = block;
        this.entered = entered;
        this.guard = entered ? LostObjects.onLoss(this, new Abandoned(block)) : null;
    }

    static OpenScope of(BlockScope block) {
        return new OpenScope(block, false);
    }

    /** A scope that its holder ends. */
    static OpenScope entered(BlockScope block) {
        return new OpenScope(block, true);
    }

    @Override
    public ScopeContext context(String operation) {
        return block;
    }

    @Override
    public Services engine() {
        return block.engine;
    }

    @Override
    public String database() {
        return block.database().name();
    }

    @Override
    public int depth() {
        return AloneBlock.depth(block);
    }

    @Override
    public boolean isOpen() {
        return block.isOpen();
    }

    @Override
    public <T extends @Nullable Object, X extends Throwable> T call(CheckedSupplier<T, X> body) throws X {
        Observation observation = block.observation;
        CheckedSupplier<T, X> called = observation == null ? body : () -> observation.call(body);
        return ScopedCall.call(block.engine.dispatcher, block, called);
    }

    @Override
    public CompletableFuture<@Nullable Void> exit() {
        return exit(null);
    }

    @Override
    public CompletableFuture<@Nullable Void> exit(@Nullable Throwable failure) {
        if (!entered) {
            throw new TransactionManagementException(
                    "exit was called on the scope of block " + block.place()
                            + ", which ends with its body. Only a scope from"
                            + " enter() is ended by exit; to roll this block back, call setRollbackOnly(true)",
                    null);
        }
        boolean ends = ScopeExit.finish(block, null, failure);
        if (guard != null) {
            guard.clean();
        }
        Throwable given = failure == null ? null : Failures.unwrap(failure);
        ScopeFuture<@Nullable Void> ended = new ScopeFuture<>(block.engine.dispatcher);
        block.future.onCompletion((value, problem) -> {
            Throwable actual = problem == null || Failures.unwrap(problem) == given ? null : Failures.unwrap(problem);
            if (actual != null && ends) {
                ended.failsAlone(block.place(), actual);
            }
            ended.settle(null, actual);
        });
        return ended;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OpenScope scope && scope.block == block;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(block);
    }

    @Override
    public String toString() {
        return "scope of block " + block.place();
    }

    private static System.Logger logger() {
        return System.getLogger(OpenScope.class.getName());
    }
}
