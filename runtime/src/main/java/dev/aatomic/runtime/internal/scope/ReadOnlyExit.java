package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.internal.future.BlockFuture;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import org.jspecify.annotations.Nullable;

/**
 * Tells the caller of a block that could only read before its COMMIT is sent: the answer has nothing to say, and takes a round trip. What
 * becomes of the connection then is no business of the caller's, who has what was read.
 */
final class ReadOnlyExit {

    private ReadOnlyExit() {}

    /** Has the caller told, if the answer to COMMIT tells nothing and nobody but the caller waits for the end. Holding the lane. */
    static void tellCaller(BlockScope block) {
        boolean isAlone = block.handoff == null
                && block.opener == null
                && block.lane.enclosing() == null
                && !block.lane.hasCallbacks
                && !block.transaction().hasHooks();
        if (!isAlone
                || block.failure() != null
                || block.transaction().isRollback()
                || !block.transaction().resource().commitTellsNothing()) {
            return;
        }
        synchronized (block.lane) {
            if (block.phase != ScopePhase.ENDING || block.obligations().expectsAnswer()) {
                // It was given up just now; or the transaction may have been told to write.
                return;
            }
            block.obligations().told();
        }
        BlockFuture<@Nullable Object> future = block.future;
        Object value = block.value();
        // Elsewhere: what waits for it may take any time. Whoever comes first completes it, and that may be the end.
        block.engine.dispatcher.execute(() -> future.settle(value, null, ThreadState.current()));
    }
}
