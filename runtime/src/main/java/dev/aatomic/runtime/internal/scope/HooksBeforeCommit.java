package dev.aatomic.runtime.internal.scope;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.future.BoundStage;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.observe.BlockFlight;
import dev.aatomic.runtime.internal.transaction.HookAction;
import dev.aatomic.runtime.spi.BlockObservation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The hooks before COMMIT: the body of a block that is nested, without a savepoint, in the one whose end is due. So they may do what a
 * body may, their work is over before the end comes, and what cuts the outer block short stops them too.
 */
final class HooksBeforeCommit implements CheckedSupplier<CompletionStage<?>, Throwable> {

    private final BlockScope outer;

    /** What recordings get of the block; null if none runs. */
    private final @Nullable BlockFlight flight;

    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

    private HooksBeforeCommit(BlockScope outer) {
        this.outer = outer;
        this.flight = outer.flight();
    }

    /**
     * Has them run, and queues the end again behind them.
     *
     * @return false if the block was cut short meanwhile
     */
    static boolean open(BlockScope outer) {
        HooksBeforeCommit hooks = new HooksBeforeCommit(outer);
        BlockSettings settings = BlockSettings.defaults(null)
                .withPropagation(Propagation.REQUIRED)
                .withName("the beforeCommit hooks of " + outer.place());
        BlockScope block = new BlockScope(outer, settings, outer, hooks, false);
        boolean wake;
        synchronized (outer.lane) {
            if (outer.phase != ScopePhase.EXITING) {
                return false;
            }
            outer.enqueue(block);
            outer.enqueue(outer);
            outer.lane.unpinLocked();
            wake = outer.lane.wake();
        }
        if (wake) {
            LaneExecution.schedule(outer.lane, outer, outer);
        }
        return true;
    }

    @Override
    public CompletionStage<?> get() {
        run();
        return done;
    }

    /** Runs those that are left, one after another. */
    private void run() {
        for (HookAction hook = next(); hook != null; hook = next()) {
            Object begun = flight == null ? null : flight.beginHook();
            BlockObservation.Current entered = outer.observation == null ? null : outer.observation.enter();
            CompletionStage<?> stage;
            try {
                stage = hook.call();
            } catch (Throwable t) {
                ended(begun, hook, Failures.unwrap(t));
                return;
            } finally {
                if (entered != null) {
                    outer.observation.leave(entered);
                }
            }
            if (stage == null) {
                ended(begun, hook, null);
                continue;
            }
            HookAction waited = hook;
            BoundStage.of(outer.engine.dispatcher, stage).whenComplete((value, failure) -> {
                if (ended(begun, waited, failure == null ? null : Failures.unwrap(failure))) {
                    run();
                }
            });
            return;
        }
        done.complete(null);
    }

    /** None once the block is going to roll back, or was cut short. */
    private @Nullable HookAction next() {
        return outer.isRollingBack() ? null : outer.transaction().takeHookBeforeCommit(outer);
    }

    /** Returns whether the next may run. */
    private boolean ended(@Nullable Object begun, HookAction hook, @Nullable Throwable failure) {
        if (flight != null) {
            flight.endHook(begun, hook.kind().method, hook.registered(), failure != null);
        }
        if (failure == null) {
            return true;
        }
        // Before the end can have its turn: it is this that the caller gets, and not what became of a nested block.
        Synchronizations.fail(outer, failure);
        done.completeExceptionally(failure);
        return false;
    }
}
