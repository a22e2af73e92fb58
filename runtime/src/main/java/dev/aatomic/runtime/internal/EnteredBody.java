package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Scope;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The body of a block that is open until somebody says so. */
final class EnteredBody implements CheckedSupplier<CompletableFuture<@Nullable Object>, RuntimeException> {

    private final ScopeFuture<Scope> entered;
    private final CompletableFuture<@Nullable Object> exited = new CompletableFuture<>();

    EnteredBody(ScopeFuture<Scope> entered) {
        this.entered = entered;
    }

    /** A block that could not be entered has no scope to give. */
    void bind(ScopeFuture<@Nullable Object> end) {
        end.onCompletion((value, failure) -> {
            if (failure != null) {
                entered.settle(null, Failures.unwrap(failure));
            }
        });
    }

    @Override
    public CompletableFuture<@Nullable Object> get() {
        BlockScope block = (BlockScope) ThreadState.currentContext();
        entered.settle(OpenScope.entered(block), null);
        return exited;
    }
}
