package dev.aatomic.runtime.internal.future;

import dev.aatomic.runtime.internal.lane.Dispatcher;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of a nested block gets. The block's body may run, and end, before the caller has it: a time limit that is set on it would
 * come too late.
 *
 * @param <T> the value
 */
public final class NestedBlockFuture<T extends @Nullable Object> extends BlockFuture<T> {

    public NestedBlockFuture(Dispatcher dispatcher) {
        super(dispatcher);
    }

    /**
     * Refused: the body may have run before the call.
     *
     * @throws IllegalStateException always
     */
    @Override
    public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        throw new IllegalStateException(
                "'orTimeout' was called on the future of a nested block, whose body may have run before the call. Give"
                        + " the block a time limit with timeout(…), which holds from its opening");
    }
}
