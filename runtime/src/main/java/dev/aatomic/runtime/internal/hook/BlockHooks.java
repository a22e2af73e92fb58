package dev.aatomic.runtime.internal.hook;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.internal.autocommit.AutocommitContext;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.EndVerdict;
import dev.aatomic.runtime.internal.scope.HookRunner;
import dev.aatomic.runtime.internal.scope.ScopeContext;
import dev.aatomic.runtime.internal.transaction.RegisteredHooks;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The hooks at the end of a transaction: which of them run, and how their failure changes what its caller gets. */
public final class BlockHooks implements HookRunner {

    @Override
    public List<RegisteredHooks.Hook> take(BlockScope block, Outcome outcome) {
        if (block.settings.isTest) {
            // Nothing may happen after a test: what it has registered outside any block is dropped.
            return List.of();
        }
        boolean committed = outcome == Outcome.COMMITTED;
        EnclosingTransaction around = block.lane.enclosing();
        List<RegisteredHooks.Hook> hooks = around == null
                ? block.transaction().takeHooks(committed)
                : EnclosingHooks.putOff(block, around, committed);
        if (!hooks.isEmpty()) {
            block.engine.unfinished.add(block);
        }
        return hooks;
    }

    @Override
    public void runInTest(BlockScope test, List<RegisteredHooks.Hook> hooks, Consumer<@Nullable Throwable> whenDone) {
        AutocommitContext context = AutocommitContext.forHooks(test, around(test));
        String said = "In test " + test.place() + ", where each block counts as committed, hook";
        new Hooks(hooks, context, test.place(), said, null, test.flight(), whenDone).start(test.engine.unfinished);
    }

    /** The innermost test of those that were opened one in another, each on its database, so that a hook finds them all. */
    private static Context around(BlockScope test) {
        BlockScope innermost = ScopeContext.innermostBlock(ThreadState.currentContext(), test.engine);
        return innermost != null && innermost.settings.isTest && ScopeContext.isWithin(innermost, test)
                ? innermost
                : test;
    }

    @Override
    public void run(
            BlockScope block,
            List<RegisteredHooks.Hook> hooks,
            EndVerdict verdict,
            Consumer<@Nullable Throwable> whenDone) {
        Throwable decided = verdict.failure();
        if (hooks.isEmpty()) {
            whenDone.accept(decided);
            return;
        }
        AutocommitContext context = AutocommitContext.forHooks(block, block.opener);
        Hooks run = Hooks.afterCommit(hooks, context, block, failed -> {
            if (decided != null && failed != null && verdict.isOwn()) {
                Failures.suppress(decided, failed);
            } else if (decided != null && failed != null) {
                // The block's own exception says that it has committed, and is the user's: nothing is added to it.
                block.engine.failures.log("A hook of block " + block.place() + " failed after its transaction", failed);
            }
            whenDone.accept(decided != null ? decided : failed);
        });
        run.start(block.engine.unfinished);
    }
}
