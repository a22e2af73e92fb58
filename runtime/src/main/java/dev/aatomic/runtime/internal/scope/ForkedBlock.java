package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.internal.future.Abortable;
import dev.aatomic.runtime.internal.lane.Fork;
import java.util.concurrent.CompletableFuture;

/**
 * A block, or a step outside any, that a {@link Fork} has begun.
 *
 * @param block stops it
 * @param future is complete when it has ended
 */
public record ForkedBlock(Abortable block, CompletableFuture<?> future) implements Fork.Work {

    @Override
    public boolean isOver() {
        return future.isDone();
    }

    @Override
    public void stop(Throwable reason) {
        block.abort(reason);
    }
}
