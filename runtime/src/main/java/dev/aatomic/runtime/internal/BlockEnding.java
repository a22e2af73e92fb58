package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.UnexpectedRollbackException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The end of a block, in its second turn on the lane: everything that it accepted has run, and it commits or rolls back, by
 * Django's rules in {@link TransactionState}.
 */
abstract class BlockEnding extends BlockContext implements Independent {

    final BlockFuture<@Nullable Object> future;
    final Body body;

    /** Completed when the caller may run the body, or when the block has ended before; null if the body runs elsewhere. */
    final @Nullable ScopeFuture<@Nullable Void> turn;

    // Guarded by the lane:
    @Nullable
    Object result;

    @Nullable
    Throwable failure;

    BlockEnding(
            Engine engine,
            AtomicBlock settings,
            ManagedDatabase database,
            @Nullable Context opener,
            Body body,
            boolean blocks) {
        super(engine, settings, database, opener);
        this.body = body;
        this.turn = blocks ? new ScopeFuture<>(engine.dispatcher()) : null;
        this.future = new BlockFuture<>(engine.dispatcher());
    }

    BlockEnding(BlockContext parent, AtomicBlock settings, Context opener, Body body, boolean blocks) {
        super(parent, settings, opener);
        this.body = body;
        this.turn = blocks ? new ScopeFuture<>(engine.dispatcher()) : null;
        this.future = new BlockFuture<>(engine.dispatcher());
    }

    final BlockFuture<@Nullable Object> future() {
        return future;
    }

    /** Ends the block, unless it must wait for independent work first. */
    final void exit() {
        if (waitsForIndependents()) {
            lane.endExclusive();
            return;
        }
        closeStatements();
        Throwable thrown;
        boolean keep;
        synchronized (lane) {
            thrown = failure;
            if (thrown == null) {
                markSwallowedFailures();
            }
            keep = thrown == null && !transaction.isRollback();
            phase = Phase.ENDING;
        }
        if (parent == null) {
            exitTransaction(keep, thrown);
        } else {
            exitNested(keep, thrown);
        }
    }

    private void exitTransaction(boolean keep, @Nullable Throwable thrown) {
        Throwable problem;
        if (keep) {
            problem = transaction.commit(this);
        } else {
            problem = thrown != null ? thrown : surprise();
            transaction.rollBackAll(problem);
        }
        restoreConnection();
        transaction.disconnect();
        synchronized (lane) {
            phase = Phase.ENDED;
        }
        lane.endExclusive();
        leaveLane();
        if (keep && problem == null) {
            problem = runHooks();
        }
        end(problem);
    }

    private void exitNested(boolean keep, @Nullable Throwable thrown) {
        Throwable problem = thrown;
        if (!hasSavepoint()) {
            // The nearest block with a savepoint undoes it.
            if (thrown != null) {
                transaction.markBroken(thrown);
            }
        } else if (keep) {
            problem = transaction.release(this);
        } else {
            problem = thrown != null ? thrown : surprise();
            transaction.rollBack(this, problem);
        }
        restoreConnection();
        synchronized (lane) {
            phase = Phase.ENDED;
            lane.setTip(Objects.requireNonNull(parent));
        }
        lane.endExclusive();
        end(problem);
    }

    /** What the caller of a block that ended normally but is rolled back must learn; null if that was asked for. */
    private @Nullable Throwable surprise() {
        if (transaction.isAsked() || engine.isSilentRollback()) {
            return null;
        }
        Throwable cause = transaction.cause();
        return new UnexpectedRollbackException(
                "Block " + place() + " ended normally but was rolled back, because something in it had failed before: "
                        + Failures.describe(cause)
                        + ". Let the failure reach the end of the block, put what may fail in a nested block, or call"
                        + " setRollback(true) if the rollback is meant",
                cause);
    }

    private @Nullable Throwable runHooks() {
        List<TransactionState.Hook> hooks = transaction.takeHooks();
        return hooks.isEmpty()
                ? null
                : Hooks.run(hooks, AutocommitContext.within(engine, database, opener()), place(), result);
    }

    /** The connection is back, or was never taken: who waits for one may have it. */
    final void leaveLane() {
        lane.close();
        ThreadState.current().release(database.admission(), lane, engine.dispatcher());
    }

    /** Tells the caller, and the block that this one belongs to. */
    final void end(@Nullable Throwable problem) {
        BlockNode owner = parent != null ? parentNode() : Context.innermostBlock(opener());
        if (owner != null) {
            if (problem != null) {
                owner.workFailed(future, problem);
            }
            owner.removeIndependent(this);
        }
        future.settle(problem == null ? result : null, problem);
        if (turn != null) {
            turn.settle(null, null);
        }
    }

    @Override
    final String place() {
        return settings.place(body);
    }
}
