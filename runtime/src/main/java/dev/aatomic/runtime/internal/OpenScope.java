package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A block as a value. */
final class OpenScope extends ContextOperations implements Scope {

    private final BlockScope block;
    private final boolean entered;
    private final AtomicReference<@Nullable CompletableFuture<@Nullable Void>> exit = new AtomicReference<>();

    private OpenScope(BlockScope block, boolean entered) {
        this.block = block;
        this.entered = entered;
    }

    static OpenScope of(BlockScope block) {
        return new OpenScope(block, false);
    }

    /** A scope that its holder ends. */
    static OpenScope entered(BlockScope block) {
        return new OpenScope(block, true);
    }

    @Override
    Context context() {
        return block;
    }

    @Override
    Engine engine() {
        return block.engine;
    }

    @Override
    public String database() {
        return block.database().name();
    }

    @Override
    public int depth() {
        return block.depth;
    }

    @Override
    public boolean isOpen() {
        return block.isOpen();
    }

    @Override
    public <T extends @Nullable Object, X extends Throwable> T call(CheckedSupplier<T, X> body) throws X {
        ThreadState thread = ThreadState.current();
        Context previous = thread.context;
        thread.context = block;
        try {
            return body.get();
        } finally {
            thread.context = previous;
        }
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
                            + " enter() is ended by exit; to roll this block back, call setRollback(true)",
                    null);
        }
        ScopeFuture<@Nullable Void> ended = new ScopeFuture<>(block.engine.dispatcher());
        if (!exit.compareAndSet(null, ended)) {
            return Objects.requireNonNull(exit.get());
        }
        block.finish(null, failure);
        block.future().onCompletion((value, problem) -> {
            Throwable actual = problem == null ? null : Failures.unwrap(problem);
            ended.settle(null, actual == failure ? null : actual);
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
}
