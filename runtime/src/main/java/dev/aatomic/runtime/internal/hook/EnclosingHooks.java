package dev.aatomic.runtime.internal.hook;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.internal.autocommit.AutocommitContext;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.transaction.RegisteredHooks;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The hooks of a block that took part in another library's transaction: they run when that is over, on its thread, which waits for
 * them.
 *
 * @param block the block, which has ended
 * @param kept whether the block itself ended well
 */
record EnclosingHooks(BlockScope block, boolean kept) {

    /**
     * Leaves the hooks until the other library's transaction is over.
     *
     * @return those that run now: none
     */
    static List<RegisteredHooks.Hook> putOff(BlockScope block, EnclosingTransaction around, boolean kept) {
        try {
            around.whenEnded(new EnclosingHooks(block, kept)::run);
        } catch (Throwable t) {
            // The block has ended, and its caller is still to be told.
            logger().log(
                            System.Logger.Level.ERROR,
                            "The hooks of block " + block.place() + " are dropped: " + around.name()
                                    + " does not tell its end",
                            t);
        }
        return List.of();
    }

    private void run(Outcome outcome) {
        if (kept && outcome == Outcome.UNKNOWN) {
            return;
        }
        List<RegisteredHooks.Hook> hooks = block.transaction().takeHooks(kept && outcome == Outcome.COMMITTED);
        if (hooks.isEmpty()) {
            return;
        }
        CompletableFuture<@Nullable Throwable> done = new CompletableFuture<>();
        AutocommitContext context = AutocommitContext.forHooks(block, null);
        Hooks.afterCommit(hooks, context, block, done::complete).start(block.engine.unfinished);
        Throwable problem = done.join();
        if (problem != null) {
            throw Failures.<RuntimeException>rethrow(problem);
        }
    }

    private static System.Logger logger() {
        return System.getLogger(EnclosingHooks.class.getName());
    }
}
