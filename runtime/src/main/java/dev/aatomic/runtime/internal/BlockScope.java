package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.PoolDeadlockException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The life of a block. It takes its turn on the lane twice: to start its body and, once the body's stage has completed and
 * everything accepted before has run, to end, as {@link BlockEnding} says. {@link BlockStopping} has what cuts it short, {@link Gate}
 * draws its phases.
 */
final class BlockScope extends BlockStopping {

    /** The thread on which the body must run, if it is the caller's. */
    private final @Nullable Thread caller;

    /** Whether the caller has got the lane and must run the body; published by {@code turn}. */
    private boolean handedOver;

    /** Whether the caller's thread has the lane on its stack for this block. Touched by that thread only. */
    private boolean entered;

    /** Whether the block was opened as its turn began. Touched by the thread that has the turn. */
    private boolean openedAtOnce;

    /** An outermost block. */
    BlockScope(
            Engine engine,
            BlockSettings settings,
            ManagedDatabase database,
            @Nullable Context opener,
            CheckedSupplier<?, ?> body,
            boolean blocks) {
        super(engine, settings, database, opener, body, blocks);
        this.caller = blocks ? Thread.currentThread() : null;
        future.bind(this);
        lane.prepare(this, !blocks);
    }

    /** A nested block. */
    BlockScope(BlockScope parent, BlockSettings settings, Context opener, CheckedSupplier<?, ?> body, boolean blocks) {
        super(parent, settings, opener, body, blocks);
        this.caller = blocks ? Thread.currentThread() : null;
        future.bind(this);
    }

    // ---- open

    /** Asks for a turn; the body runs on a dispatch thread, or here if this thread runs the lane. */
    void open(ThreadState thread) {
        observeOpening();
        startClock();
        if (parent != null) {
            if (!lane.execute(parent, this, thread)) {
                refuse();
            }
        } else if (admit()) {
            lane.start(thread);
        } else {
            queued();
        }
    }

    /**
     * Whether the block was opened in one that has another connection: an outermost one in an open block, or a nested one in a block of
     * another database that is open inside its parent. The opener's end waits for it.
     */
    boolean crossesLanes() {
        BlockScope around = Context.innermostBlock(opener(), engine);
        return around != null && around.lane != lane;
    }

    /** Asks for a connection. Ends the block if it would wait for one that only blocks hold which wait for it. */
    private boolean admit() {
        if (lane.lender != null) {
            database.admission().admitGuest(lane);
            return true;
        }
        if (Context.innermostBlock(opener(), engine) == null) {
            Admission.Answer answer = database.admission().acquire(lane);
            if (answer == Admission.Answer.REFUSED) {
                endUnentered(ConnectionShortage.refused("Block " + place() + " was not entered", database));
                return false;
            }
            if (engine.isClosedFor(opener())) {
                // close() waits for whom it finds here, and may have looked before. The block may have begun by now.
                if (!abortWaiting(engine.refusedByClose(place(), null))) {
                    abort(engine.cancelledByClose());
                }
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

    private void queued() {
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
    Object openAndWait() {
        openHere();
        return awaitEnd();
    }

    /** Asks for a turn, waits for it, and runs the body on this thread. */
    void openHere() {
        observeOpening();
        startClock();
        if (parent != null) {
            if (!lane.execute(parent, this)) {
                refuse();
            }
        } else if (admit()) {
            lane.ownHere();
            handedOver = true;
        } else {
            queued();
        }
        if (!handedOver && !future.isDone()) {
            if (parent == null) {
                Objects.requireNonNull(turn).awaitConnection();
            } else {
                Objects.requireNonNull(turn).join();
            }
        }
        if (handedOver && !future.isDone()) {
            ThreadState thread = ThreadState.current();
            thread.enter(lane);
            entered = true;
            if (parent == null) {
                lane.pump(this, thread);
            } else {
                runBody(thread);
            }
        }
    }

    /** Waits for the end on the thread that called {@link #openHere}, running what is ready on the lane meanwhile. */
    @Nullable
    Object awaitEnd() {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw Failures.<RuntimeException>rethrow(Failures.unwrap(e));
        } finally {
            if (entered) {
                ThreadState thread = ThreadState.current();
                thread.leave();
                lane.release(thread);
            }
        }
    }

    /** An outermost block whose caller waits starts on the caller's thread. */
    @Override
    boolean startsOnCaller() {
        return caller != null;
    }

    @Override
    void startOnCaller() {
        lane.handOver(Objects.requireNonNull(caller));
        tellCaller();
    }

    /** After the lane was handed over: a caller that sees the flag before {@code turn} is done must own the lane already. */
    private void tellCaller() {
        handedOver = true;
        Objects.requireNonNull(turn).settle(null, null);
    }

    /** The block around this one accepts no more. */
    private void refuse() {
        synchronized (lane) {
            phase = Phase.ENDED;
        }
        leaveOpener();
        future.settle(null, Objects.requireNonNull((BlockContext) parentNode()).refusal());
    }

    // ---- start

    @Override
    void run(ThreadState thread) {
        if (openedAtOnce) {
            openedAtOnce = false;
            runBodyAndPump(thread);
            return;
        }
        // Without the lock: a block that waits can only be cut short meanwhile, which its start looks at again, and
        // one that exits waits for this.
        switch (phase) {
            case WAITING -> start(thread);
            case EXITING -> exit(thread);
            default -> lane.endExclusive();
        }
    }

    private void start(ThreadState thread) {
        boolean handsOver = caller != null && caller != thread.thread;
        // What observes it must hear of the beginning before anybody can end it.
        boolean staysExclusive = handsOver || observation != null;
        if (!(parent == null ? connect(staysExclusive) : becomeTip(staysExclusive))) {
            return;
        }
        observeBeginning();
        if (handsOver) {
            // In one move: in between, the watchdog could give the lane to a third thread.
            synchronized (lane) {
                lane.exclusiveEnded();
                lane.handOver(Objects.requireNonNull(caller));
            }
            tellCaller();
            return;
        }
        if (staysExclusive) {
            lane.endExclusive();
        }
        runBodyAndPump(thread);
    }

    private void runBodyAndPump(ThreadState thread) {
        if (turn != null) {
            turn.settle(null, null, thread);
        }
        runBody(thread);
        if (phase != Phase.ENDED) {
            lane.pump(this, thread);
        }
    }

    /** A nested block that nobody observes and whose body runs where its turn is: the common case. */
    @Override
    boolean opensAtOnce(ThreadState thread) {
        if (parent == null
                || phase != Phase.WAITING
                || observation != null
                || (caller != null && caller != thread.thread)) {
            return false;
        }
        becomeTip();
        openedAtOnce = true;
        return true;
    }

    /** Holding the lane's lock. */
    private void becomeTip() {
        decideSavepoint();
        begin();
        lane.setTip(this);
    }

    private boolean becomeTip(boolean staysExclusive) {
        synchronized (lane) {
            boolean waits = phase == Phase.WAITING;
            if (waits) {
                becomeTip();
            }
            if (!waits || !staysExclusive) {
                lane.exclusiveEnded();
            }
            return waits;
        }
    }

    /** Takes the connection of an outermost block. Returns false if the block has ended for want of it, or was cancelled. */
    private boolean connect(boolean staysExclusive) {
        Throwable problem = failure;
        Resource resource = null;
        if (problem == null) {
            try {
                resource = lane.lender == null
                        ? database.connect(settings)
                        : new LentResource(database, lane.lender, settings.wantsSavepoint());
                transaction.connect(resource);
            } catch (Throwable t) {
                problem = cannotConnect(t);
            }
        }
        synchronized (lane) {
            problem = failure != null ? failure : problem;
            if (problem == null) {
                begin();
                if (!staysExclusive) {
                    lane.exclusiveEnded();
                }
            } else {
                phase = Phase.ENDED;
            }
        }
        if (problem == null) {
            return true;
        }
        if (resource != null) {
            transaction.disconnect();
        }
        lane.endExclusive();
        leaveLane();
        conclude(Outcome.ROLLED_BACK, problem);
        end(problem);
        return false;
    }

    private CannotCreateTransactionException cannotConnect(Throwable cause) {
        return new CannotCreateTransactionException(
                "Block " + place() + " was not entered: database '" + database.name() + "' gave no connection: "
                        + Failures.describe(cause)
                        + ". Its body did not run; check that the database is up and the pool is open and large enough",
                cause);
    }

    /** Runs the body with this scope current, on this thread. */
    void runBody(ThreadState thread) {
        Context previous = thread.context;
        Gate previousTurn = thread.turn;
        thread.context = this;
        thread.turn = null;
        Object value;
        try {
            if (lane.lender != null) {
                EnclosedWork.begin(this);
            }
            value = body.get();
        } catch (Throwable t) {
            finishAndEnd(null, t, thread);
            return;
        } finally {
            thread.context = previous;
            thread.turn = previousTurn;
        }
        if (Body.isStage(body)) {
            BodyStage.await((CompletionStage<?>) value, this, thread);
        } else {
            finishAndEnd(value, Body.checkValue(value), thread);
        }
    }

    @Override
    boolean isExclusive() {
        return true;
    }

    @Override
    boolean isRefusable() {
        return phase == Phase.WAITING;
    }
}
