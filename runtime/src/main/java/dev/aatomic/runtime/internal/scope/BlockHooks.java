package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.transaction.RegisteredHooks;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The hooks at the end of a transaction: which of them run, and what their failure makes of what its caller gets. */
final class BlockHooks {

    private BlockHooks() {}

    /** The hooks to run now; {@code close} waits for them. */
    static List<RegisteredHooks.Hook> take(BlockScope block, Outcome outcome) {
        boolean committed = outcome == Outcome.COMMITTED;
        List<RegisteredHooks.Hook> hooks = block.lane.enclosing == null
                ? block.transaction.takeHooks(committed)
                : EnclosingHooks.putOff(block, block.lane.enclosing, committed);
        if (!hooks.isEmpty()) {
            block.engine.unfinished.add(block);
        }
        return hooks;
    }

    /** Runs hooks, if there are any; then ends with what the caller gets. */
    static void run(
            BlockScope block,
            List<RegisteredHooks.Hook> hooks,
            EndVerdict verdict,
            Consumer<@Nullable Throwable> whenDone) {
        Throwable decided = verdict.failure();
        Unfinished unfinished = block.engine.unfinished;
        if (hooks.isEmpty()) {
            whenDone.accept(decided);
            unfinished.remove(block);
            return;
        }
        AutocommitContext context = AutocommitContext.forHooks(block, block.opener());
        Hooks run = new Hooks(hooks, context, block.place(), block.value(), failed -> {
            if (decided != null && failed != null && verdict.isOwn()) {
                Failures.suppress(decided, failed);
            } else if (decided != null && failed != null) {
                // The block's own exception says that it has committed, and is the user's: nothing is added to it.
                block.engine.failures.log("A hook of block " + block.place() + " failed after its transaction", failed);
            }
            whenDone.accept(decided != null ? decided : failed);
        });
        run.start(unfinished);
        unfinished.remove(block);
    }
}
