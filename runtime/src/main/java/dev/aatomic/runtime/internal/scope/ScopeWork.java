package dev.aatomic.runtime.internal.scope;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.future.BlockFuture;
import dev.aatomic.runtime.internal.future.CapturedExecutor;
import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.jdbc.handle.ConnectionHandle;
import dev.aatomic.runtime.internal.lane.Beginner;
import dev.aatomic.runtime.internal.lane.Captured;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.Lane;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.observe.BlockFlight;
import dev.aatomic.runtime.internal.observe.Observation;
import dev.aatomic.runtime.internal.transaction.HookAction;
import dev.aatomic.runtime.spi.BlockObservation;
import java.sql.Connection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What can be done in an open block, from any thread. */
public final class ScopeWork {

    private ScopeWork() {}

    static <T extends @Nullable Object> CompletableFuture<T> submit(BlockScope block, ConnectionFunction<T> step) {
        if (block.settings.isTest) {
            return TestWork.submit(block, block, step, () -> {});
        }
        ConnectionFunction<T> given = block.engine.dispatcher.captures ? captured(block, step) : step;
        ThreadState thread = ThreadState.current();
        checkNotInChild(block, thread);
        Beginner beginner = InheritedContext.IS_THERE ? ForkedBlock.beginner(thread) : null;
        Step<T> accepted = beginner == null ? new Step<>(block, given) : forked(block, given, beginner);
        if (!LaneExecution.execute(block.lane, block, accepted, thread)) {
            throw refusal(block);
        }
        return accepted.future;
    }

    private static <T extends @Nullable Object> Step<T> forked(
            BlockScope block, ConnectionFunction<T> step, Beginner beginner) {
        ForkedCall call = new ForkedCall(block);
        Step<T> forked = new Step<>(block, call.around(step));
        call.waits(forked, forked.future, reason -> {
            failed(block, forked.future, reason);
            forked.future.settle(null, reason);
        });
        beginner.begins(call);
        return forked;
    }

    private static <T extends @Nullable Object> ConnectionFunction<T> captured(
            BlockScope block, ConnectionFunction<T> step) {
        Captured captured = Objects.requireNonNull(block.engine.dispatcher.capture());
        return connection -> captured.call(() -> step.apply(connection));
    }

    static void executeStatement(BlockScope block, Runnable work) {
        if (block.settings.isTest) {
            TestWork.executeStatement(block, block, work);
            return;
        }
        ThreadState thread = ThreadState.current();
        checkNotInChild(block, thread);
        Captured captured = block.engine.dispatcher.capture();
        Runnable step = captured == null ? work : () -> CapturedExecutor.run(captured, block, work);
        if (!LaneExecution.execute(block.lane, block, new ForeignStep(block, step), thread)) {
            throw refusal(block);
        }
    }

    static Connection openConnection(BlockScope block) {
        if (block.settings.isTest) {
            return TestWork.openConnection(block);
        }
        ThreadState thread = checkTakesStatements(block);
        return ConnectionHandle.open(thread.step == block ? block.connection().ownerInStep() : block.connection());
    }

    /** A handle that is not bound to the step in which it is opened. */
    public static Connection openLastingConnection(BlockScope block) {
        checkTakesStatements(block);
        return ConnectionHandle.open(block.connection());
    }

    private static ThreadState checkTakesStatements(BlockScope block) {
        ThreadState thread = ThreadState.current();
        checkNotInChild(block, thread);
        if (thread.acceptedBy != block && !block.isOpen()) {
            throw refusal(block);
        }
        return thread;
    }

    /** Refuses a step or statement for this block from inside a child: it would wait for the child's end, and the child for it. */
    static void checkNotInChild(BlockScope block, ThreadState thread) {
        if (thread.fork != null && thread.fork.isInStepOn(block.lane)) {
            throw refusedInStep(block);
        }
        Context current = thread.context;
        if (current == block || current == null) {
            return;
        }
        if (ScopeContext.innermost(current, block.database) instanceof BlockScope inner
                && inner != block
                && inner.lane == block.lane
                && block.encloses(inner)
                && !inner.phaseNow().isOver()) {
            throw new TransactionManagementException(
                    "A step or statement was submitted to block " + block.place() + " from inside block "
                            + inner.place()
                            + ", which is nested in it: it could only run after the nested block has ended. Submit it"
                            + " to the nested block, or open it before the nested one",
                    null);
        }
    }

    /** Why a fork of a step gets nothing of the same transaction: it would wait for the step's end, and the step for the fork. */
    static TransactionManagementException refusedInStep(BlockScope block) {
        return new TransactionManagementException(
                "A fork that was started in a step of block "
                        + block.outermost().place()
                        + " needs the connection, which the step has until it returns, and the step waits for the fork."
                        + " Fork in the body of the block instead of a step of it",
                null);
    }

    /** Why work is refused; marks the block for rollback if that can still be done. */
    public static TransactionManagementException refusal(BlockScope block) {
        Throwable cut;
        synchronized (block.lane) {
            cut = block.rollsBack() ? block.failure() : null;
        }
        TransactionManagementException refusal = new TransactionManagementException(
                block.settings.isTest
                        ? "Work was refused because test " + block.place()
                                + ", to which it belongs, is over and rolled back. Wait in the test for what it starts"
                        : cut != null
                                ? "Work was refused because block " + block.place()
                                        + " was ended by a failure, and is rolled back: " + Failures.describe(cut)
                                : "Work was refused because block " + block.place()
                                        + " has ended: its body's stage had completed before. Attach the work to"
                                        + " the stage that the body returns, or wait for it in the body",
                cut);
        synchronized (block.lane) {
            refusedLate(block, refusal);
        }
        return refusal;
    }

    /**
     * Holding the lane's lock: notes work that came after the body had ended. While something that was accepted before is not over, the end
     * can still take account of it, and rolls back. After that only the timing of threads decides what comes first, and no verdict may
     * depend on that.
     */
    @GuardedBy("block.lane")
    static void refusedLate(BlockScope block, Throwable refusal) {
        assert Thread.holdsLock(block.lane) : "the block's state was touched without the lane's lock";
        if (block.phase == ScopePhase.EXITING
                && (block.running > 0
                        || block.hasQueuedBeforeEnd()
                        || ChildTransactions.areLeft(block)
                        || block.lane.innermost != block)) {
            block.obligations().refusedLate(refusal);
        }
    }

    /**
     * Notes that work of the block failed. The block is broken if nobody has taken an interest in the work's future by the block's end, or
     * if somebody has completed the future with something else.
     */
    public static void failed(BlockScope block, ScopeFuture<?> work, Throwable reason) {
        if (work instanceof BlockFuture && work.isObserved()) {
            // Only the engine completes it.
            return;
        }
        if (block.settings.isTest) {
            // Outside a test nothing would be around that work.
            work.failsAlone("in test " + block.place(), reason);
            return;
        }
        synchronized (block.lane) {
            block.obligations().failed(work, reason);
        }
    }

    static void register(BlockScope block, HookAction hook) {
        synchronized (block.lane) {
            if (block.accepts(ThreadState.current())) {
                block.transaction().addHook(hook, block);
                if (hook.isBeforeCommit()) {
                    block.lane.expectCallbacks();
                }
                return;
            }
        }
        throw refusal(block);
    }

    static void setRollbackOnly(BlockScope block, boolean rollbackOnly) {
        checkInBlock(block);
        synchronized (block.lane) {
            if (block.accepts(ThreadState.current())) {
                block.transaction().setRollbackOnly(rollbackOnly, block);
                return;
            }
        }
        throw refusal(block);
    }

    /** Refuses the flag outside any block, where only the test itself could be meant. */
    private static void checkInBlock(BlockScope block) {
        if (block.settings.isTest) {
            throw new NoTransactionException(
                    "The rollback flag was used outside any block in test " + block.place()
                            + ", which rolls back in any case: it has a meaning inside a block only",
                    null);
        }
    }

    static boolean isRollbackOnly(BlockScope block) {
        checkInBlock(block);
        synchronized (block.lane) {
            if (block.accepts(ThreadState.current())) {
                return block.transaction().isRollbackOnly(block);
            }
        }
        throw refusal(block);
    }

    static void resume(BlockScope block, Runnable continuation, boolean later) {
        BlockContinuation here = new BlockContinuation(block, continuation);
        if (LaneExecution.resume(block.lane, here, later)) {
            return;
        }
        // The lane is closed: what goes on after its end needs a dispatch thread, and finds the scope ended.
        ThreadState thread = ThreadState.current();
        if (!later && thread.isDispatch() && !thread.isDeep()) {
            thread.runNested(here);
        } else {
            block.engine.dispatcher.execute(here);
        }
    }

    /** Runs code of the user's in the block, on this thread, and tells a recording of it. */
    static void runCode(BlockScope block, Runnable code) {
        BlockFlight flight = block.flight();
        Object begun = flight == null ? null : flight.beginBody();
        try {
            block.runHere(code);
        } finally {
            if (flight != null) {
                flight.endBody(begun);
            }
        }
    }

    /** Runs it with what observes the block current; as it is where code of the block runs already, which may have made more current. */
    static void runObserved(BlockScope block, Observation observation, Runnable code) {
        if (ThreadState.currentContext() == block) {
            code.run();
            return;
        }
        BlockObservation.Current entered = observation.enter();
        try {
            code.run();
        } finally {
            observation.leave(entered);
        }
    }

    /** What was attached to a stage in the block, and is ready to go on in it. */
    private record BlockContinuation(BlockScope block, Runnable continuation) implements Lane.Continuation {

        @Override
        public void run() {
            runCode(block, continuation);
        }

        /**
         * The continuation may wait for what is below it on the stack. If that is the body of a block that was opened in this one, the body
         * could never come to its end. So only code of this block, or of a block around it, may be below: that waits for the continuation
         * instead.
         */
        @Override
        public boolean mayRunOn(ThreadState thread) {
            if (thread.isAwaitingTurn) {
                return false;
            }
            Context below = thread.contextBelow();
            return below == null || below == block || isWithin(block, below);
        }
    }

    private static boolean isWithin(BlockScope block, Context around) {
        for (Context context = block; context != null; context = context.opener()) {
            if (context == around) {
                return true;
            }
        }
        return false;
    }
}
