package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.body.Body;
import dev.aatomic.runtime.internal.body.CapturedBody;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.jdbc.ConnectionShortage;
import dev.aatomic.runtime.internal.jdbc.LentResource;
import dev.aatomic.runtime.internal.jdbc.ManagedDatabase;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.Gate;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.resource.Resource;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The life of a block. It takes its turn on the lane twice: to start its body and, once the body's stage has completed and
 * everything accepted before has run, to end, as {@link BlockEnding} says. {@link BlockStopping} has what cuts it short, {@link Gate}
 * draws its phases.
 */
public final class BlockScope extends BlockStopping {

    /** Whether the block was opened as its turn began. Touched by the thread that has the turn. */
    private boolean openedAtOnce;

    /** An outermost block. */
    public BlockScope(
            Services engine,
            BlockSettings settings,
            ManagedDatabase database,
            @Nullable Context opener,
            CheckedSupplier<?, ?> body,
            @Nullable EnclosingTransaction lender,
            boolean blocks) {
        super(engine, settings, database, opener, body, blocks ? handoff(engine, body, lender) : null);
        lane.lender = lender;
        future.bind(this);
        lane.prepare(this, handoff == null || handoff.onlyWaits());
    }

    /** A nested block. */
    public BlockScope(
            BlockScope parent, BlockSettings settings, Context opener, CheckedSupplier<?, ?> body, boolean blocks) {
        super(parent, settings, opener, body, blocks ? handoff(parent.engine, body, parent.lane.lender) : null);
        future.bind(this);
    }

    /** What another library does in its transaction is bound to the thread of that. */
    private static CallerHandoff handoff(
            Services engine, CheckedSupplier<?, ?> body, @Nullable EnclosingTransaction lender) {
        return new CallerHandoff(engine.dispatcher(), lender != null || Body.isBoundToThread(body));
    }

    // ---- open

    /** Asks for a turn; the body runs on a dispatch thread, or here if this thread runs the lane. */
    public void open(ThreadState thread) {
        try {
            observeOpening();
            startClock();
            if (parent != null) {
                queueIn(parent, thread);
            } else if (admit()) {
                lane.start(thread);
            } else {
                queued();
            }
        } catch (Throwable t) {
            failedToOpen(t);
            throw t;
        }
    }

    /** Nobody else could end it. */
    private void failedToOpen(Throwable thrown) {
        synchronized (lane) {
            if (phase() == ScopePhase.WAITING) {
                failsWith(thrown);
                if (!leavesQueue()) {
                    // It was admitted: the place goes to the next.
                    become(ScopePhase.ENDED);
                }
            }
        }
        if (phase() != ScopePhase.ENDED) {
            lane.crash(thrown);
        } else if (!future.isDone()) {
            endUnstarted(thrown);
        }
    }

    /** Whether the end of a block that has another connection waits for this one. */
    public boolean crossesLanes() {
        return openerElsewhere() != null;
    }

    /** Asks for a turn. Ends the block if it would wait for one that waits for it, or if the block around it accepts no more. */
    void queueIn(Gate around, ThreadState thread) {
        PoolDeadlockException circle =
                crossesLanes() ? engine.independentAdmission().enterQueue(this) : null;
        if (circle != null) {
            endUnentered(circle);
        } else if (!lane.execute(around, this, thread)) {
            refuse();
        }
    }

    /** Asks for a connection. Ends the block if it would wait for one that only blocks hold which wait for it. */
    boolean admit() {
        if (lane.lender != null) {
            database.admission().admitGuest(lane);
            return true;
        }
        if (!crossesLanes()) {
            Admission.Answer answer = database.admission().acquire(lane);
            if (answer == Admission.Answer.REFUSED) {
                endUnentered(ConnectionShortage.refused("Block " + place() + " was not entered", database));
                return false;
            }
            if (engine.isClosedFor(opener())) {
                // close() waits for whom it finds here, and may have looked before. The block may have begun by now.
                abort(phase -> phase == ScopePhase.WAITING
                        ? engine.refusedByClose(place(), null)
                        : engine.cancelledByClose(place()));
            }
            return answer == Admission.Answer.GRANTED;
        }
        try {
            return engine.independentAdmission().acquire(this);
        } catch (PoolDeadlockException circle) {
            endUnentered(circle);
            return false;
        }
    }

    void queued() {
        if (clock != null || opener() != null || settings.retry() != null) {
            // Nobody else can have aborted it: its future has not been handed out, and close() looks in the queue.
            leaveQueueIfAborted();
        }
        if (observation != null && !future.isDone()) {
            observation.waits();
        }
    }

    /** Asks for a turn, runs the body on this thread, and waits for the end. */
    @Nullable
    public Object openAndWait() {
        openHere();
        return awaitEnd();
    }

    /** Asks for a turn, waits for it, and runs the body on this thread. */
    public void openHere() {
        try {
            observeOpening();
            startClock();
            Objects.requireNonNull(handoff).open(this);
        } catch (Throwable t) {
            failedToOpen(t);
            throw t;
        }
    }

    /** Waits for the end on the thread that called {@link #openHere}, running what is ready on the lane meanwhile. */
    @Nullable
    public Object awaitEnd() {
        try {
            return future.join();
        } catch (CompletionException | CancellationException e) {
            throw Failures.<RuntimeException>rethrow(Failures.unwrap(e));
        } finally {
            Objects.requireNonNull(handoff).leave(lane);
        }
    }

    /** An outermost block whose caller waits starts on the caller's thread, or on one of ours. */
    @Override
    public boolean startsOnCaller() {
        return handoff != null;
    }

    @Override
    public void startOnCaller() {
        CallerHandoff waiting = Objects.requireNonNull(handoff);
        if (waiting.onlyWaits()) {
            engine.dispatcher().runOnSpareThread(lane);
            return;
        }
        lane.handOver(Objects.requireNonNull(waiting.caller()));
        waiting.grant();
    }

    /** The block around this one accepts no more. */
    private void refuse() {
        synchronized (lane) {
            if (phase() != ScopePhase.WAITING) {
                return;
            }
            become(ScopePhase.ENDED);
        }
        stopClock();
        leaveOpener();
        future.settle(null, Objects.requireNonNull((BlockContext) parentNode()).refusal());
    }

    // ---- start

    @Override
    public void run(ThreadState thread) {
        if (body instanceof CapturedBody captured && (openedAtOnce || phase() == ScopePhase.WAITING)) {
            captured.run(() -> take(thread));
        } else {
            take(thread);
        }
    }

    private void take(ThreadState thread) {
        if (openedAtOnce) {
            openedAtOnce = false;
            runBodyAndPump(thread);
            return;
        }
        // Without the lock: a block that waits can only be cut short meanwhile, which its start looks at again, and
        // one that exits waits for this.
        ScopePhase phase = phase();
        if (phase == ScopePhase.WAITING) {
            start(thread);
        } else if (phase.isEndNext()) {
            exit(thread);
        } else {
            lane.endExclusive();
        }
    }

    private void start(ThreadState thread) {
        CallerHandoff elsewhere = handoff != null && handoff.isAwayFrom(thread.thread) ? handoff : null;
        // What observes it must hear of the beginning before anybody can end it.
        boolean staysExclusive = elsewhere != null || observation != null;
        if (!(parent == null ? connect(staysExclusive) : becomeTip(staysExclusive))) {
            return;
        }
        observeBeginning();
        if (elsewhere != null) {
            // In one move: in between, the watchdog could give the lane to a third thread.
            synchronized (lane) {
                lane.exclusiveEnded();
                lane.handOver(Objects.requireNonNull(elsewhere.caller()));
            }
            elsewhere.grant();
            return;
        }
        if (staysExclusive) {
            lane.endExclusive();
        }
        runBodyAndPump(thread);
    }

    private void runBodyAndPump(ThreadState thread) {
        if (handoff != null) {
            handoff.release(thread);
        }
        runBody(thread);
        // Blocks nested in each other may be as many as they like: from a depth on, who runs the lane below goes on.
        if (!phase().isOver() && !thread.isDeep()) {
            lane.pump(this, thread);
        }
    }

    /** A nested block that nobody observes and whose body runs where its turn is: the common case. */
    @Override
    public boolean opensAtOnce(ThreadState thread) {
        if (parent == null
                || phase() != ScopePhase.WAITING
                || observation != null
                || (handoff != null && handoff.isAwayFrom(thread.thread))) {
            return false;
        }
        becomeTip();
        openedAtOnce = true;
        return true;
    }

    /** Holding the lane's lock. */
    private void becomeTip() {
        decideSavepoint();
        become(ScopePhase.OPEN);
        lane.setTip(this);
    }

    /** Returns false if the block is over already, or if the one around it was cut short just now, which found it in no queue. */
    private boolean becomeTip(boolean staysExclusive) {
        Throwable cut = null;
        boolean opens;
        synchronized (lane) {
            opens = phase() == ScopePhase.WAITING;
            if (opens && Objects.requireNonNull(parent).phase().isCutShort()) {
                opens = false;
                cut = Objects.requireNonNull(((BlockEnding) parent).failure);
                become(ScopePhase.ENDED);
            }
            if (opens) {
                becomeTip();
            }
            if (!opens || !staysExclusive) {
                lane.exclusiveEnded();
            }
        }
        if (cut != null) {
            endUnstarted(notEntered(cut));
        }
        return opens;
    }

    /** Takes the connection of an outermost block. Returns false if the block has ended for want of it, or was cancelled. */
    private boolean connect(boolean staysExclusive) {
        Throwable problem = failure;
        Resource resource = null;
        if (problem == null) {
            try {
                resource = lane.lender == null
                        ? database.connect(settings.isolation(), settings.isReadOnly())
                        : new LentResource(database, lane.lender, settings.wantsSavepoint());
                transaction.connect(resource);
            } catch (Throwable t) {
                problem = ConnectionShortage.notGiven(place(), database, t);
            }
        }
        synchronized (lane) {
            problem = failure != null ? failure : problem;
            if (problem == null && phase() != ScopePhase.ABANDONED) {
                become(ScopePhase.OPEN);
                if (!staysExclusive) {
                    lane.exclusiveEnded();
                }
                return true;
            }
        }
        if (resource != null) {
            // It waits until that is back: if the driver hangs in this, it can still be given up.
            transaction.disconnect();
        }
        boolean left;
        synchronized (lane) {
            left = phase() == ScopePhase.ABANDONED;
            become(ScopePhase.ENDED);
        }
        lane.endExclusive();
        if (left) {
            lane.close();
        } else {
            endUnstarted(Objects.requireNonNull(problem));
        }
        return false;
    }

    private boolean hasBlockInside() {
        Gate innermost = lane.innermost();
        return innermost != null && innermost != this;
    }

    /** Runs the body with this scope current, on this thread. */
    void runBody(ThreadState thread) {
        Context previous = thread.context;
        Gate previousTurn = thread.turn;
        thread.context = this;
        thread.turn = null;
        Object value = null;
        Throwable thrown = null;
        try {
            if (lane.lender != null) {
                EnclosedWork.begin(this);
            }
            value = body.get();
        } catch (Throwable t) {
            thrown = t;
        } finally {
            thread.context = previous;
            thread.turn = previousTurn;
        }
        if (thrown != null) {
            if (thrown instanceof VirtualMachineError && hasBlockInside()) {
                // It has torn a block inside this one from its end.
                lane.crash(thrown);
            }
            finishAndEnd(null, thrown, thread);
            return;
        }
        if (Body.isStage(body)) {
            BodyStage.await((CompletionStage<?>) value, this, thread);
        } else {
            finishAndEnd(value, Body.checkValue(value), thread);
        }
    }

    @Override
    public boolean isExclusive() {
        return true;
    }

    @Override
    public boolean isRefusable() {
        return phase() == ScopePhase.WAITING;
    }
}
