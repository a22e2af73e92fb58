package dev.aatomic.runtime.truth;

import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.TransactionOperations;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Registers hooks, which write down that they ran. */
final class HookActions {

    private final World world;
    private final Blocks blocks;

    HookActions(World world, Blocks blocks) {
        this.world = world;
        this.blocks = blocks;
    }

    void register(Execution run, HookPlan plan) {
        TransactionOperations operations = world.transactions(run.plan().target());
        Hook hook = new Hook(plan);
        CheckedRunnable<Throwable> blocking = () -> blocking(hook, run);
        CheckedSupplier<CompletionStage<?>, Throwable> asynchronous = () -> asynchronous(hook, run);
        switch (plan.kind()) {
            case COMMIT -> operations.onCommit(hook.as(blocking));
            case ROBUST -> operations.onCommitRobust(hook.as(blocking));
            case ROLLBACK -> operations.onRollback(hook.as(blocking));
            case ASYNC, ASYNC_FOREIGN, ASYNC_NEVER -> operations.onCommitAsync(hook.as(asynchronous));
        }
        run.unit().hooks().add(hook);
    }

    private void blocking(Hook hook, Execution run) throws Throwable {
        hook.run(world.ledger().isVisible(run.unit()));
        opened(hook, run).join();
        if (hook.plan().fails()) {
            throw hook.fail();
        }
    }

    private CompletionStage<?> asynchronous(Hook hook, Execution run) throws Throwable {
        hook.run(world.ledger().isVisible(run.unit()));
        if (hook.plan().kind() == HookPlan.Kind.ASYNC_NEVER) {
            return new CompletableFuture<>();
        }
        if (hook.plan().failure() == HookPlan.Failure.THROWN) {
            throw hook.fail();
        }
        if (hook.plan().failure() == HookPlan.Failure.NULL) {
            hook.fail();
            return null;
        }
        CompletableFuture<Object> stage = opened(hook, run)
                .thenCompose(ignored -> hook.plan().fails()
                        ? CompletableFuture.failedFuture(hook.fail())
                        : CompletableFuture.completedFuture("hook"));
        return hook.plan().kind() == HookPlan.Kind.ASYNC_FOREIGN
                ? world.strangers().relay(stage)
                : stage;
    }

    /** The block that the hook opens; its failure is not the hook's. */
    private CompletableFuture<Object> opened(Hook hook, Execution run) {
        return hook.plan().opens() == null
                ? CompletableFuture.completedFuture("nothing")
                : blocks.openInHook(hook.plan().opens(), run).handle((value, failure) -> "opened");
    }
}
