package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.CannotCreateTransactionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The life of a block. It takes its turn on the lane twice: to start its body and, once the body's stage has completed and
 * everything accepted before has run, to end, as {@link BlockEnding} says. {@link Gate} draws its phases.
 */
final class BlockScope extends BlockEnding {

    /** The thread on which the body must run, if it is the caller's. */
    private final @Nullable Thread caller;

    /** Whether the caller has got the lane and must run the body; published by {@code turn}. */
    private boolean handedOver;

    /** Whether the caller's thread has the lane on its stack for this block. Touched by that thread only. */
    private boolean entered;

    /** Guarded by the lane. */
    private @Nullable CompletableFuture<?> bodyFuture;

    /** An outermost block. */
    BlockScope(
            Engine engine,
            AtomicBlock settings,
            ManagedDatabase database,
            @Nullable Context opener,
            Body body,
            boolean blocks) {
        super(engine, settings, database, opener, body, blocks);
        this.caller = blocks ? Thread.currentThread() : null;
        future.bind(this);
        lane.prepare(this);
    }

    /** A nested block. */
    BlockScope(BlockScope parent, AtomicBlock settings, Context opener, Body body, boolean blocks) {
        super(parent, settings, opener, body, blocks);
        this.caller = blocks ? Thread.currentThread() : null;
        future.bind(this);
    }

    // ---- open

    /** Asks for a turn; the body runs on a dispatch thread, or here if this thread runs the lane. */
    void open() {
        if (parent != null) {
            if (!lane.execute(parent, this)) {
                refuse();
            }
        } else if (database.admission().acquire(lane)) {
            lane.granted();
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
        if (parent != null) {
            if (!lane.execute(parent, this)) {
                refuse();
            }
        } else if (database.admission().acquire(lane)) {
            lane.ownHere();
            handedOver = true;
        }
        if (!handedOver && !future.isDone()) {
            if (parent == null) {
                Objects.requireNonNull(turn).awaitConnection();
            } else {
                Objects.requireNonNull(turn).join();
            }
        }
        if (handedOver && !future.isDone()) {
            ThreadState.current().enter(lane);
            entered = true;
            if (parent == null) {
                lane.pump(this);
            } else {
                runBody();
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
        if (caller == null) {
            return false;
        }
        lane.handOver(caller);
        tellCaller();
        return true;
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
        future.settle(null, Objects.requireNonNull((BlockContext) parentNode()).refusal());
    }

    // ---- start

    @Override
    public void run() {
        Phase now;
        synchronized (lane) {
            now = phase;
        }
        switch (now) {
            case WAITING -> start();
            case EXITING -> exit();
            default -> lane.endExclusive();
        }
    }

    private void start() {
        if (!(parent == null ? connect() : becomeTip())) {
            return;
        }
        decideSavepoint();
        if (caller != null && caller != Thread.currentThread()) {
            // In one move: in between, the watchdog could give the lane to a third thread.
            synchronized (lane) {
                lane.endExclusive();
                lane.handOver(caller);
            }
            tellCaller();
            return;
        }
        lane.endExclusive();
        if (turn != null) {
            turn.settle(null, null);
        }
        runBody();
        lane.pump(this);
    }

    private boolean becomeTip() {
        synchronized (lane) {
            if (phase == Phase.WAITING) {
                phase = Phase.OPEN;
                lane.setTip(this);
                return true;
            }
        }
        lane.endExclusive();
        return false;
    }

    /** Takes the connection of an outermost block. Returns false if the block has ended for want of it, or was cancelled. */
    private boolean connect() {
        Throwable problem;
        synchronized (lane) {
            problem = failure;
        }
        Resource resource = null;
        if (problem == null) {
            try {
                resource = database.connect();
                transaction.connect(resource);
            } catch (Throwable t) {
                problem = cannotConnect(t);
            }
        }
        synchronized (lane) {
            problem = failure != null ? failure : problem;
            phase = problem == null ? Phase.OPEN : Phase.ENDED;
        }
        if (problem == null) {
            return true;
        }
        if (resource != null) {
            transaction.disconnect();
        }
        lane.endExclusive();
        leaveLane();
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
    void runBody() {
        ThreadState thread = ThreadState.current();
        Context previous = thread.context;
        Gate previousTurn = thread.turn;
        thread.context = this;
        thread.turn = null;
        Object value;
        try {
            value = body.function().get();
        } catch (Throwable t) {
            finish(null, t);
            return;
        } finally {
            thread.context = previous;
            thread.turn = previousTurn;
        }
        if (body.isStage()) {
            BodyStage.await((CompletionStage<?>) value, this);
        } else {
            finish(value, body.checkValue(value));
        }
    }

    /** The stage that the body returned, if it can be cancelled: at once if the block was, before the body returned. */
    void bodyRunsOn(CompletableFuture<?> stage) {
        boolean cancelled;
        synchronized (lane) {
            bodyFuture = stage;
            cancelled = failure != null;
        }
        if (cancelled) {
            stage.cancel(true);
        }
    }

    // ---- finish: the body is done, whoever says so first

    /**
     * The body is done: from now on work is refused, and the block ends after what it accepted before. After a failure that is
     * dropped, or cancelled where it runs.
     *
     * @return false if the block was told so before
     */
    boolean finish(@Nullable Object value, @Nullable Throwable thrown) {
        Throwable unwrapped = thrown == null ? null : Failures.unwrap(thrown);
        StoppedWork work = null;
        boolean wake;
        synchronized (lane) {
            if (phase != Phase.OPEN) {
                return false;
            }
            phase = Phase.EXITING;
            result = value;
            failure = unwrapped;
            if (unwrapped != null) {
                work = takeWork();
            }
            enqueue(this);
            wake = lane.tip() == this && lane.wake();
        }
        if (work != null) {
            stop(work, unwrapped);
        }
        if (wake) {
            lane.schedule(this, this);
        }
        return true;
    }

    /** What a failure stops. */
    private record StoppedWork(
            List<LaneTask> queued,
            List<Independent> running,
            @Nullable Runnable statement) {}

    /** Holding the lane's lock as the failure becomes known: a moment later the block may be over, and its parent at work. */
    private StoppedWork takeWork() {
        List<LaneTask> queued = queue == null ? List.of() : new ArrayList<>(queue);
        queue = null;
        stopped = true;
        List<Independent> running = new ArrayList<>();
        for (Gate gate = lane.tip(); gate != this && gate != null; gate = gate.parent) {
            running.add((BlockScope) gate);
        }
        running.addAll(independents());
        boolean statement = lane.isExclusive() && !lane.isOwnedHere();
        return new StoppedWork(queued, running, statement ? transaction.statementCancellation() : null);
    }

    private void stop(StoppedWork work, Throwable reason) {
        work.queued().forEach(task -> task.drop(reason));
        work.running().forEach(running -> running.cancelBy(reason));
        if (work.statement() != null) {
            engine.dispatcher().runOnSpareThread(work.statement());
        }
    }

    @Override
    public void cancelBy(Throwable reason) {
        CancellationException cancelled = new CancellationException(
                "Block " + place() + " was cancelled because the body of the block around it failed");
        cancelled.initCause(reason);
        abort(cancelled);
    }

    /**
     * Makes the block roll back with a failure, wherever it is.
     *
     * @return false if it is too late
     */
    boolean abort(Throwable reason) {
        StoppedWork work = null;
        boolean wake = false;
        synchronized (lane) {
            if (phase == Phase.EXITING && failure == null) {
                failure = reason;
                boolean queued = queue != null && queue.remove(this);
                work = takeWork();
                if (queued) {
                    enqueue(this);
                }
                // The end may have been held up by what is stopped now.
                wake = queued && lane.tip() == this && lane.wake();
            }
        }
        if (work != null) {
            stop(work, reason);
            if (wake) {
                lane.schedule(this, this);
            }
            return true;
        }
        if (finish(null, reason)) {
            CompletableFuture<?> running;
            synchronized (lane) {
                running = bodyFuture;
            }
            if (running != null) {
                running.cancel(true);
            }
            return true;
        }
        return abortWaiting(reason);
    }

    @Override
    void abortWith(Throwable reason) {
        abort(reason);
    }

    /** The block has not started: it leaves the queue it is in, without a trace. */
    private boolean abortWaiting(Throwable reason) {
        synchronized (lane) {
            if (phase != Phase.WAITING || failure != null) {
                return false;
            }
            failure = reason;
            if (parent != null) {
                if (parent.queue != null) {
                    parent.queue.remove(this);
                }
                phase = Phase.ENDED;
            } else if (database.admission().cancel(lane)) {
                phase = Phase.ENDED;
            } else {
                // Its turn has come: start() finds the failure, and gives the connection back.
                return true;
            }
        }
        endUnstarted(reason);
        return true;
    }

    /** The parent's body failed before this block had its turn, or the executor refused its start. */
    @Override
    public void drop(Throwable reason) {
        synchronized (lane) {
            if (phase != Phase.WAITING) {
                return;
            }
            phase = Phase.ENDED;
        }
        CannotCreateTransactionException problem = new CannotCreateTransactionException(
                "Block " + place() + " was not entered: " + Failures.describe(reason) + ". Its body did not run",
                reason);
        endUnstarted(problem);
    }

    private void endUnstarted(Throwable problem) {
        if (parent == null) {
            leaveLane();
        }
        end(problem);
    }

    @Override
    public boolean isExclusive() {
        return true;
    }

    @Override
    public boolean isRefusable() {
        return phase == Phase.WAITING;
    }
}
