package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.body.Body;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.jdbc.ConnectionShortage;
import dev.aatomic.runtime.internal.jdbc.EnclosingResource;
import dev.aatomic.runtime.internal.jdbc.JdbcSession;
import dev.aatomic.runtime.internal.jdbc.NoSession;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.LaneExecution;
import dev.aatomic.runtime.internal.lane.LaneScope;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.observe.Observation;
import dev.aatomic.runtime.internal.transaction.Transaction;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How a block is entered: it asks for its turn, gets its connection or its savepoint, and its body runs. */
public final class ScopeEntry {

    private ScopeEntry() {}

    /** Asks for a turn; the body runs on a dispatch thread, or here if this thread runs the lane. */
    public static void open(BlockScope block, ThreadState thread) {
        open(block, thread, 1, null, 0L);
    }

    /**
     * The same for one of several attempts.
     *
     * @param attempt its number, from 1 on
     * @param previous what observes the attempt before; null for the first, or if nothing does
     * @param deadline which all of them share; 0 for none
     */
    public static void open(
            BlockScope block, ThreadState thread, int attempt, @Nullable Observation previous, long deadline) {
        try {
            begin(block, attempt, previous, deadline);
            if (block.parent != null) {
                queueIn(block, block.parent, thread);
            } else if (admit(block)) {
                LaneExecution.start(block.lane, thread);
            } else {
                queued(block);
            }
        } catch (Throwable t) {
            UnenteredExit.failedToOpen(block, t);
            throw t;
        }
    }

    /** Before it asks for its turn. */
    private static void begin(BlockScope block, int attempt, @Nullable Observation previous, long deadline) {
        BlockScope around = block.parent;
        block.observation = around == null
                ? block.engine.observers.opened(block, attempt, previous)
                : block.engine.observers.openedInside(around.observation, block);
        if (block.settings.timeoutNanos != 0L || (around != null && around.timeout != null)) {
            ScopeCancellation.startClock(block, deadline);
        }
    }

    /** Asks for a turn. Ends the block if it would wait for a block that waits for it, or if its parent accepts no more. */
    static void queueIn(BlockScope block, LaneScope around, ThreadState thread) {
        if (thread.fork != null && thread.fork.isInStepOn(block.lane)) {
            UnenteredExit.end(block, ScopeWork.refusedInStep(block));
            return;
        }
        PoolDeadlockException circle = block.opener != block.parent && block.isOnOtherConnection()
                ? block.engine.childAdmission.enterQueue(block)
                : null;
        if (circle != null) {
            UnenteredExit.end(block, circle);
        } else if (!(block.settings.isAloneInTest
                ? TestWork.accept(around, block, thread)
                : LaneExecution.execute(block.lane, around, block, thread))) {
            UnenteredExit.refuse(block);
        }
    }

    /** Asks for a connection. Ends the block if it would wait, and all connections are held by blocks that wait for it. */
    static boolean admit(BlockScope block) {
        if (block.lane.source != null) {
            admitWithout(block);
            return true;
        }
        if (block.observation != null) {
            block.observation.asks();
        }
        if (block.opener == null || !block.isOnOtherConnection()) {
            Admission.Answer answer = block.database.admission.acquire(block.lane);
            if (answer == Admission.Answer.REFUSED) {
                UnenteredExit.end(
                        block,
                        ConnectionShortage.refused("Block " + block.place() + " was not entered", block.database));
                return false;
            }
            if (block.engine.isClosing) {
                abortIfClosing(block);
            }
            return answer == Admission.Answer.GRANTED;
        }
        try {
            return block.engine.childAdmission.acquire(block);
        } catch (PoolDeadlockException circle) {
            UnenteredExit.end(block, circle);
            return false;
        }
    }

    /** As {@link #admit}, of a block that takes no connection from the pool, or not yet. */
    private static void admitWithout(BlockScope block) {
        if (block.lane.enclosing() != null) {
            block.database.admission.admitGuest(block.lane);
            return;
        }
        block.database.admission.admitUnconnected(block.lane);
        if (block.engine.isClosing) {
            abortIfClosing(block);
        }
    }

    /** {@code close} waits for the blocks that it finds, and may have looked before this one could be found. It may have begun by now. */
    private static void abortIfClosing(BlockScope block) {
        if (block.engine.isClosedFor(block.opener)) {
            ScopeCancellation.abort(
                    block,
                    phase -> phase == ScopePhase.WAITING
                            ? block.engine.refusedByClose(block.place(), null)
                            : block.engine.cancelledByClose(block.place()));
        }
    }

    /** The block waits for a connection. */
    static void queued(BlockScope block) {
        if (block.timeout != null || block.opener != null || block.settings.retry != null) {
            // A block with none of these cannot have been aborted: its future has not been handed out, and close()
            // looks in the queue.
            UnenteredExit.leaveQueueIfAborted(block);
        }
        if (block.observation != null && !block.future.isDone()) {
            block.observation.waits();
        }
    }

    /** Asks for a turn, runs the body on this thread, and waits for the end. */
    public static @Nullable Object openAndWait(BlockScope block) {
        return openAndWait(block, 1, null, 0L);
    }

    /** The same for one of several attempts: see {@link #open(BlockScope, ThreadState, int, Observation, long)}. */
    public static @Nullable Object openAndWait(
            BlockScope block, int attempt, @Nullable Observation previous, long deadline) {
        openHere(block, attempt, previous, deadline);
        return awaitEnd(block);
    }

    /** Asks for a turn, waits for it, and runs the body on this thread. */
    public static void openHere(BlockScope block) {
        openHere(block, 1, null, 0L);
    }

    private static void openHere(BlockScope block, int attempt, @Nullable Observation previous, long deadline) {
        try {
            begin(block, attempt, previous, deadline);
            Objects.requireNonNull(block.handoff).open(block);
        } catch (Throwable t) {
            UnenteredExit.failedToOpen(block, t);
            throw t;
        }
    }

    /** Waits for the end on the thread that called {@link #openHere}, running what is ready on the lane meanwhile. */
    public static @Nullable Object awaitEnd(BlockScope block) {
        try {
            return block.future.join();
        } catch (CompletionException | CancellationException e) {
            throw Failures.<RuntimeException>rethrow(Failures.unwrap(e));
        } finally {
            Objects.requireNonNull(block.handoff).leave(block.lane);
        }
    }

    static void startOnCaller(BlockScope block) {
        CallerHandoff waiting = Objects.requireNonNull(block.handoff);
        if (waiting.startsElsewhere()) {
            block.engine.dispatcher.startOnSpareThread(block.lane);
            return;
        }
        block.lane.handOver(Objects.requireNonNull(waiting.caller()));
        waiting.grant();
    }

    /**
     * Its turn on the lane: the first starts the body, the second ends the block.
     *
     * @param isOpened whether it is the first, and the block was opened as the turn began
     */
    static void take(BlockScope block, ThreadState thread, boolean isOpened) {
        if (isOpened) {
            runBodyAndPump(block, thread);
            return;
        }
        // Read without the lock: a block that waits can only be cut short meanwhile, and its start looks at that again;
        // a block that exits waits for this turn.
        ScopePhase phase = block.phase;
        if (phase == ScopePhase.WAITING) {
            start(block, thread);
        } else if (phase.isEndNext()) {
            ScopeExit.exit(block, thread);
        } else {
            block.lane.unpin();
        }
    }

    /** Its first turn. */
    private static void start(BlockScope block, ThreadState thread) {
        CallerHandoff elsewhere =
                block.handoff != null && block.handoff.isAwayFrom(thread.thread) ? block.handoff : null;
        // The observation must hear of the beginning before anybody can end the block.
        boolean staysPinned = elsewhere != null || block.observation != null;
        if (block.lane.hasCallbacks && !prepareSavepoint(block, thread)) {
            return;
        }
        if (!(block.parent == null ? connect(block, staysPinned) : opensInParent(block, staysPinned))) {
            return;
        }
        if (block.observation != null) {
            if (block.parent != null || block.lane.delayed() == null) {
                block.observation.holds();
            } else {
                block.observation.beginsWithout();
            }
        }
        if (elsewhere != null) {
            elsewhere.give(block.lane);
            elsewhere.grant();
            return;
        }
        if (staysPinned) {
            block.lane.unpin();
        }
        runBodyAndPump(block, thread);
    }

    /**
     * Tells what is in step with the block around a nested one that a savepoint follows. If that fails, what belongs before the savepoint is
     * not in the database: the block around it is broken, and this one has ended.
     */
    private static boolean prepareSavepoint(BlockScope block, ThreadState thread) {
        BlockScope around = block.parent;
        if (around == null
                || !block.settings.wantsSavepoint
                || block.settings.isAloneInTest
                || around.phase.isCutShort()
                || block.transaction().stopsStatements(around)) {
            return true;
        }
        try {
            Synchronizations.beforeSavepoint(around, block, thread);
            return true;
        } catch (Throwable t) {
            block.transaction().markBroken(t);
            block.lane.unpin();
            UnenteredExit.end(block, t);
            return false;
        }
    }

    private static void runBodyAndPump(BlockScope block, ThreadState thread) {
        if (block.handoff != null) {
            block.handoff.release(thread);
        }
        runBody(block, thread);
        // Blocks may nest without limit: from some depth on, the code that runs the lane further down this stack goes
        // on instead. So it does for a block that code below on this stack brings to its end: what would run here may
        // wait for that.
        if (!block.phase.isOver() && !thread.isDeep() && !Body.isContinuedByOpener(block.body)) {
            LaneExecution.pump(block.lane, block, thread);
        }
    }

    /** Returns false if the block is over already, or if its parent was cut short just now and found this block in no queue. */
    private static boolean opensInParent(BlockScope block, boolean staysPinned) {
        Throwable cut = null;
        boolean opens;
        synchronized (block.lane) {
            opens = block.phase == ScopePhase.WAITING;
            if (opens && Objects.requireNonNull(block.parent).phase.isCutShort()) {
                opens = false;
                cut = Objects.requireNonNull(block.parent.failure());
                block.become(ScopePhase.ENDED);
            }
            if (opens) {
                block.becomeInnermost();
            }
            if (!opens || !staysPinned) {
                block.lane.unpinLocked();
            }
        }
        if (cut != null) {
            UnenteredExit.tell(block, UnenteredExit.notEntered(block, cut));
        }
        return opens;
    }

    private static JdbcSession session(BlockScope block) throws SQLException {
        if (block.lane.source == null) {
            return block.database.sessions.open(
                    block.database, block.settings.isolation, block.settings.isReadOnly, block);
        }
        EnclosingTransaction lender = block.lane.enclosing();
        return lender == null
                ? NoSession.INSTANCE
                : new EnclosingResource(block.database, lender, block.settings.wantsSavepoint);
    }

    /** Takes the connection of an outermost block. Returns false if the block has ended for want of it, or was cancelled. */
    private static boolean connect(BlockScope block, boolean staysPinned) {
        Throwable problem = block.failure();
        JdbcSession resource = null;
        if (problem == null) {
            try {
                Transaction<JdbcSession> transaction = block.transaction();
                resource = session(block);
                transaction.connect(resource);
                if (block.observation != null && block.lane.delayed() == null) {
                    transaction.connect(block.observation.connected(
                            resource, block.lane.connection(), block.lane.enclosing() != null));
                }
            } catch (Throwable t) {
                if (block.observation != null) {
                    block.observation.notConnected();
                }
                problem = block.lane.enclosing() == null
                        ? ConnectionShortage.notGiven(block.place(), block.database, t)
                        : ConnectionShortage.notLent(
                                block.place(), block.lane.enclosing().name(), t);
            }
        }
        synchronized (block.lane) {
            problem = block.failure() != null ? block.failure() : problem;
            if (problem == null && block.phase != ScopePhase.ABANDONED) {
                block.become(ScopePhase.OPEN);
                block.lane.begins();
                if (!staysPinned) {
                    block.lane.unpinLocked();
                }
                return true;
            }
        }
        if (resource != null) {
            // The block stays WAITING until the connection is back: if the driver hangs here, the block can still be
            // given up.
            block.transaction().disconnect();
        }
        boolean left;
        synchronized (block.lane) {
            left = block.phase == ScopePhase.ABANDONED;
            block.become(ScopePhase.ENDED);
        }
        block.lane.unpin();
        if (left) {
            block.lane.close();
        } else {
            UnenteredExit.tell(block, Objects.requireNonNull(problem));
        }
        return false;
    }

    private static boolean hasBlockInside(BlockScope block) {
        LaneScope innermost = block.lane.innermost();
        return innermost != null && innermost != block;
    }

    /** Runs the body with this scope current, on this thread, and ends the block where nothing is left to wait for. */
    static void runBody(BlockScope block, ThreadState thread) {
        Object value;
        try {
            value = callBody(block, thread);
        } catch (Throwable t) {
            bodyFailed(block, t, thread);
            return;
        }
        if (Body.isStage(block.body)) {
            BodyStage.await((CompletionStage<?>) value, block, thread);
        } else {
            ScopeExit.finishAndEnd(block, value, Body.checkValue(value), thread);
        }
    }

    private static @Nullable Object callBody(BlockScope block, ThreadState thread) throws Throwable {
        Context previous = thread.context;
        LaneScope previousAcceptedBy = thread.acceptedBy;
        boolean previousAwaiting = thread.isAwaitingTurn;
        thread.context = block;
        thread.acceptedBy = null;
        thread.isAwaitingTurn = false;
        try {
            if (block.lane.source != null && block.lane.enclosing() != null) {
                EnclosingWork.begin(block);
            }
            Observation observation =
                    block.observation == null || Body.isForeign(block.body) ? null : block.observation;
            CheckedSupplier<?, ?> body = observation == null ? block.body : () -> observation.call(block.body);
            return InheritedContext.IS_THERE ? InheritedContext.call(thread, body) : body.get();
        } finally {
            thread.context = previous;
            thread.acceptedBy = previousAcceptedBy;
            thread.isAwaitingTurn = previousAwaiting;
        }
    }

    private static void bodyFailed(BlockScope block, Throwable thrown, ThreadState thread) {
        if (thrown instanceof VirtualMachineError && hasBlockInside(block)) {
            // The error has cut a block inside this one off from its end.
            LaneExecution.crash(block.lane, thrown);
        }
        ScopeExit.finishAndEnd(block, null, thrown, thread);
    }

    /** Makes the hand-off of a blocking form. A body in another library's transaction is bound to the thread of that transaction. */
    static CallerHandoff handoff(
            Services engine, CheckedSupplier<?, ?> body, @Nullable EnclosingTransaction enclosing) {
        boolean isConnectionBound = enclosing != null;
        return new CallerHandoff(engine.dispatcher, isConnectionBound || Body.isBoundToThread(body), isConnectionBound);
    }
}
