package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.internal.future.Abortable;
import dev.aatomic.runtime.internal.lane.Beginner;
import dev.aatomic.runtime.internal.lane.Fork;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A block, or a step outside any, that a {@link Fork} has begun, or a step of one.
 *
 * @param block stops it
 * @param future is complete when it has ended
 */
public record ForkedBlock(Abortable block, CompletableFuture<?> future) implements Fork.Work {

    /** Who may have to stop what is begun on the thread; null for nobody. Not to be asked where nothing is inherited. */
    public static @Nullable Beginner beginner(ThreadState thread) {
        return thread.fork != null ? thread.fork : ForkedCall.ofStep(thread);
    }

    @Override
    public boolean isOver() {
        return future.isDone();
    }

    /** A nested block that is ended before it is in the queue would come into it after its end. */
    @Override
    public boolean isEntered() {
        return !(block instanceof BlockScope nested)
                || nested.parent == null
                || nested.phaseNow() != ScopePhase.WAITING;
    }

    @Override
    public void stop(Throwable reason) {
        block.abort(reason);
    }
}
