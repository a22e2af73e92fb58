package dev.aatomic.runtime.internal.operations;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.internal.body.Body;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.OpeningPlace;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.BlockScope;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The body of a block that is open until somebody ends it. */
final class EnteredBody
        implements CheckedSupplier<CompletableFuture<@Nullable Object>, RuntimeException>, Body.Foreign {

    /** Dropped once it has its value: the block must not keep reachable a scope that its holder may lose. */
    private volatile @Nullable ScopeFuture<Scope> entered;

    private final CompletableFuture<@Nullable Object> exited = new CompletableFuture<>();

    /** Such a block has no function to know it by, and can be forgotten: that is worth a look at the stack. */
    private final String origin = OpeningPlace.here();

    EnteredBody(ScopeFuture<Scope> entered) {
        this.entered = entered;
    }

    @Override
    public String origin() {
        return origin;
    }

    /**
     * Ties the two futures: a block that could not be entered has no scope to give, and one whose scope nobody wants any more must not be
     * entered.
     */
    void bind(ScopeFuture<Scope> given, ScopeFuture<@Nullable Object> end, String place) {
        end.onCompletion((value, failure) -> {
            ScopeFuture<Scope> waiting = entered;
            if (failure != null && waiting != null) {
                Throwable problem = Failures.unwrap(failure);
                waiting.failsAlone(place, problem, 1);
                waiting.settle(null, problem);
            }
        });
        given.follow((scope, failure) -> {
            if (failure != null) {
                end.completeExceptionally(failure);
            }
        });
    }

    @Override
    public CompletableFuture<@Nullable Object> get() {
        if (!(ThreadState.currentContext() instanceof BlockScope block)) {
            throw new NoTransactionException(
                    "There is no block to enter " + origin
                            + ": with propagation SUPPORTS, NOT_SUPPORTED or NEVER none is"
                            + " opened here. Use another propagation, or a form that takes the body",
                    null);
        }
        ScopeFuture<Scope> waiting = Objects.requireNonNull(entered);
        entered = null;
        waiting.settle(OpenScope.entered(block), null);
        return exited;
    }
}
