package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.future.CapturedExecutor;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.jdbc.handle.ConnectionHandle;
import dev.aatomic.runtime.internal.lane.Captured;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.LaneState;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.transaction.HookAction;
import java.sql.Connection;
import java.sql.Savepoint;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What can be done in a block, from any thread. */
abstract class BlockContext extends BlockNode implements ScopeContext {

    private final @Nullable Context opener;

    BlockContext(Services engine, BlockSettings settings, ManagedDatabase database, @Nullable Context opener) {
        super(engine, settings, database);
        this.opener = opener;
    }

    BlockContext(BlockContext parent, BlockSettings settings, Context opener) {
        super(parent, settings);
        this.opener = opener;
    }

    @Override
    public final @Nullable Context opener() {
        return opener;
    }

    /**
     * The block in which this one was opened, if that has another connection: of an outermost block any, of a nested one a block of
     * another database that is open inside its parent. Its end waits for this one.
     */
    final @Nullable BlockScope openerElsewhere() {
        if (opener == parent) {
            // Nearly always: it nests in the block that opened it, or nothing is around it.
            return null;
        }
        BlockScope around = ScopeContext.innermostBlock(opener, engine);
        return around != null && around.lane != lane ? around : null;
    }

    @Override
    public final Services engine() {
        return engine;
    }

    @Override
    public final ManagedDatabase database() {
        return database;
    }

    @Override
    public final void runsWithoutCaptured(Throwable problem) {
        statementFailed(problem);
    }

    @Override
    public final boolean covers(ManagedDatabase other) {
        return database == other;
    }

    public final boolean isOpen() {
        synchronized (lane) {
            return phase() == ScopePhase.OPEN;
        }
    }

    // ---- work on the connection

    @Override
    public final <T extends @Nullable Object> CompletableFuture<T> submit(ConnectionFunction<T> step) {
        Captured captured = engine.dispatcher().capture();
        return accept(
                new Step<>(this, captured == null ? step : connection -> captured.call(() -> step.apply(connection))));
    }

    @Override
    public final CompletableFuture<@Nullable Savepoint> savepoint() {
        return accept(new Step<@Nullable Savepoint>(this, Connection::setSavepoint));
    }

    @Override
    public final CompletableFuture<@Nullable Void> savepointRollback(@Nullable Savepoint savepoint) {
        return accept(new Step<@Nullable Void>(this, connection -> {
            if (savepoint != null) {
                connection.rollback(savepoint);
            }
            return null;
        }));
    }

    @Override
    public final CompletableFuture<@Nullable Void> savepointCommit(@Nullable Savepoint savepoint) {
        return accept(new Step<@Nullable Void>(this, connection -> {
            if (savepoint != null) {
                connection.releaseSavepoint(savepoint);
            }
            return null;
        }));
    }

    private <T extends @Nullable Object> CompletableFuture<T> accept(Step<T> step) {
        checkNotInChild();
        if (!lane.execute(this, step)) {
            throw refusal();
        }
        return step.future();
    }

    @Override
    public final void executeStatement(Runnable work) {
        checkNotInChild();
        Captured captured = engine.dispatcher().capture();
        Runnable step = captured == null ? work : () -> CapturedExecutor.run(captured, this, work);
        if (!lane.execute(this, new ForeignStep(this, step))) {
            throw refusal();
        }
    }

    @Override
    public final Connection openConnection() {
        checkNotInChild();
        ThreadState thread = ThreadState.current();
        if (thread.turn != this && !isOpen()) {
            throw refusal();
        }
        return ConnectionHandle.open(thread.step == this ? connection().ownerInStep() : connection());
    }

    /** A step or statement for this block from inside a child would wait for the child's end, and the child for it. */
    final void checkNotInChild() {
        Context current = ThreadState.currentContext();
        if (current == this || current == null) {
            return;
        }
        if (ScopeContext.innermost(current, database) instanceof BlockContext inner
                && inner != this
                && inner.lane == lane
                && encloses(inner)
                && inner.hasNotEnded()) {
            throw new TransactionManagementException(
                    "A step or statement was submitted to block " + place() + " from inside block " + inner.place()
                            + ", which is nested in it: it could only run after the nested block has ended. Submit it"
                            + " to the nested block, or open it before the nested one",
                    null);
        }
    }

    private boolean hasNotEnded() {
        synchronized (lane) {
            return !phase().isOver();
        }
    }

    /** Why work is refused; marks the block for rollback if that can still be done. */
    public final TransactionManagementException refusal() {
        TransactionManagementException refusal = new TransactionManagementException(
                "Work was refused because block " + place()
                        + " has ended: its body's stage had completed before. Attach the work to"
                        + " the stage that the body returns, or wait for it in the body",
                null);
        synchronized (lane) {
            refusedLate(refusal);
        }
        return refusal;
    }

    // ---- hooks and the flag

    @Override
    public final void register(HookAction hook) {
        synchronized (lane) {
            if (accepts(ThreadState.current())) {
                transaction.addHook(hook, this);
                return;
            }
        }
        throw refusal();
    }

    @Override
    public final void setRollback(boolean rollback) {
        synchronized (lane) {
            if (accepts(ThreadState.current())) {
                transaction.setRollback(rollback, this, innermost());
                return;
            }
        }
        throw refusal();
    }

    @Override
    public final boolean getRollback() {
        synchronized (lane) {
            if (accepts(ThreadState.current())) {
                return undoneWith() == innermost().undoneWith() ? transaction.isRollback() : isRollbackAsked();
            }
        }
        throw refusal();
    }

    private BlockNode innermost() {
        return (BlockNode) Objects.requireNonNull(lane.tip);
    }

    // ---- continuations

    @Override
    public final void execute(Runnable continuation) {
        resume(continuation, false);
    }

    @Override
    public final void executeLater(Runnable continuation) {
        resume(continuation, true);
    }

    private void resume(Runnable continuation, boolean later) {
        BlockContinuation here = new BlockContinuation(this, continuation);
        if (lane.resume(here, later)) {
            return;
        }
        // The lane is closed: what goes on after its end needs a dispatch thread, and finds the scope ended.
        ThreadState thread = ThreadState.current();
        if (!later && thread.isDispatch() && !thread.isDeep()) {
            thread.runNested(here);
        } else {
            engine.dispatcher().execute(here);
        }
    }

    /** What was attached to a stage in the block, and is ready to go on in it. */
    private record BlockContinuation(BlockContext block, Runnable continuation) implements LaneState.Continuation {

        @Override
        public void run() {
            block.runHere(continuation);
        }

        /**
         * It may wait for whatever is below on the stack: a block for the end of one that was opened in it, whose body could never
         * come to its end there. Only what is below in the same block, or around it, waits rather for it.
         */
        @Override
        public boolean mayRunOn(ThreadState thread) {
            Context below = thread.contextBelow();
            return below == null || below == block || block.isWithin(below);
        }
    }

    private boolean isWithin(Context around) {
        for (Context context = this; context != null; context = context.opener()) {
            if (context == around) {
                return true;
            }
        }
        return false;
    }
}
