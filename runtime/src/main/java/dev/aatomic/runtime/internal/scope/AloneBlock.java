package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.transaction.RegisteredHooks;
import java.util.List;

/**
 * A block as it would be alone, without the test around it: a transaction, which only the test has made a nested block. Where no test is
 * around it that is how it is.
 */
public final class AloneBlock {

    private AloneBlock() {}

    /** The outermost block that there would be. */
    public static BlockScope outermost(BlockScope nested) {
        BlockScope block = nested;
        for (BlockScope around = block.parent; around != null && !block.settings.isAloneInTest; around = block.parent) {
            block = around;
        }
        return block;
    }

    /** How many blocks would be around it. */
    public static int depth(BlockScope nested) {
        int depth = 0;
        BlockScope block = nested;
        for (BlockScope around = block.parent; around != null && !block.settings.isAloneInTest; around = block.parent) {
            depth++;
            block = around;
        }
        return depth;
    }

    // ---- its end

    /** Holding the lane: notes how a block ended that is retried, which the test's transaction does not tell. */
    static void noteEnd(BlockScope block, boolean isKept, boolean isAsked) {
        synchronized (block.lane) {
            block.obligations().endsInTest(isKept, isAsked);
        }
    }

    /** Whether it has ended and what it did stays, whatever it failed with. */
    public static boolean isKept(BlockScope block) {
        synchronized (block.lane) {
            return block.settings.isAloneInTest
                    ? block.obligations != null && block.obligations.isKeptInTest()
                    : block.transaction().isCommitted();
        }
    }

    /** Whether its code asked for the rollback with which it has ended. */
    public static boolean isRolledBackAsAsked(BlockScope block) {
        synchronized (block.lane) {
            return block.settings.isAloneInTest
                    ? block.obligations != null && block.obligations.isAskedInTest()
                    : block.transaction().isAsked();
        }
    }

    /** Tells what is in step with a block that would be a transaction, runs its rollback hooks, and tells its caller. */
    static void end(BlockScope block, EndVerdict verdict, ThreadState thread) {
        List<RegisteredHooks.Hook> hooks =
                block.transaction().hasHooks() ? block.transaction().takeUndoneHooks(block) : List.of();
        BlockScope around = block.parent;
        boolean hasCallbacks = block.lane.hasCallbacks && Synchronizations.arePresent(block);
        if ((hooks.isEmpty() && !hasCallbacks) || around == null) {
            ScopeExit.nestedEnded(block, verdict, thread);
            return;
        }
        boolean isWaitedFor = ChildTransactions.add(around, block, true);
        Runnable run = () -> {
            if (hasCallbacks) {
                Synchronizations.complete(block, verdict.outcome());
            }
            block.engine.hooks.run(block, hooks, verdict, ignored -> {
                if (isWaitedFor) {
                    ChildTransactions.remove(around, block);
                }
                ScopeExit.nestedEnded(block, verdict, ThreadState.current());
            });
        };
        if (thread.isReserved()) {
            block.engine.dispatcher.execute(run);
        } else {
            run.run();
        }
    }
}
