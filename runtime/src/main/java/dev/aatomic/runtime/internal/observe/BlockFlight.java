package dev.aatomic.runtime.internal.observe;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.internal.common.Failures;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * What flight recordings get of one block. It has one if a recording ran when its outermost block was opened; a recording that is stopped
 * meanwhile gets no more of it. Exists only where the recorder's module is there. What has begun is an opaque object to others, and null
 * where no recording wants it.
 */
public final class BlockFlight {

    /** The connection of a block that has none of the pool's. */
    private static final int NO_CONNECTION = -1;

    private final Observed block;
    private final long id;

    /** Printable, which costs more to find out than the rest of an event; null until an event needs it. */
    private @Nullable String name;

    // Of a block that is given up two threads come to the end:
    @GuardedBy("this")
    private @Nullable FlightTransaction transaction;

    @GuardedBy("this")
    private @Nullable FlightConnectionWait wait;

    @GuardedBy("this")
    private int connection = NO_CONNECTION;

    private final @Nullable FlightNestedBlock nested;

    /** Of an outermost block, which is being opened. */
    BlockFlight(Observed block) {
        this.block = block;
        this.id = block.id();
        this.nested = null;
        if (FlightTransaction.PROBE.isEnabled()) {
            FlightTransaction event = new FlightTransaction();
            event.begin();
            transaction = event;
        }
    }

    /** Of a block inside another one that is recorded. */
    BlockFlight(Observed block, BlockFlight around) {
        this.block = block;
        this.id = around.id;
        FlightNestedBlock event = null;
        if (FlightNestedBlock.PROBE.isEnabled()) {
            event = new FlightNestedBlock();
            event.begin();
        }
        this.nested = event;
    }

    private String name() {
        String known = name;
        if (known == null) {
            known = Failures.bounded(block.name());
            name = known;
        }
        return known;
    }

    // ---- the connection

    /** The block asks for a connection. */
    synchronized void asks() {
        if (FlightConnectionWait.PROBE.isEnabled()) {
            FlightConnectionWait event = new FlightConnectionWait();
            event.begin();
            wait = event;
        }
    }

    /**
     * The block has its connection.
     *
     * @param slot which of the database's it is; negative for none of them
     */
    synchronized void connected(int slot) {
        connection = Math.max(slot, NO_CONNECTION);
        waitEnds(FlightConnectionWait.Outcome.GRANTED);
    }

    /** The pool gave none. */
    void notConnected() {
        waitEnds(FlightConnectionWait.Outcome.FAILED);
    }

    /** The block was taken out of the queue, where it had waited for as long as anybody may. */
    void expires() {
        waitEnds(FlightConnectionWait.Outcome.TIMED_OUT);
    }

    /** What needed the connection was cancelled, and the block goes on. */
    void withdraws() {
        waitEnds(FlightConnectionWait.Outcome.CANCELLED);
    }

    private synchronized void waitEnds(FlightConnectionWait.Outcome outcome) {
        FlightConnectionWait event = wait;
        wait = null;
        if (event == null) {
            return;
        }
        event.end();
        if (event.shouldCommit()) {
            event.block = id;
            event.database = block.database().name();
            event.name = name();
            event.outcome = outcome.name();
            event.commit();
        }
    }

    /** The block ends, and perhaps never got a connection. */
    void stopsWaiting(@Nullable Throwable failure) {
        waitEnds(outcomeOfWait(failure));
    }

    private static FlightConnectionWait.Outcome outcomeOfWait(@Nullable Throwable failure) {
        if (failure instanceof TransactionTimedOutException) {
            return FlightConnectionWait.Outcome.TIMED_OUT;
        }
        return failure instanceof CancellationException
                ? FlightConnectionWait.Outcome.CANCELLED
                : FlightConnectionWait.Outcome.REFUSED;
    }

    // ---- a turn at the driver

    /** Whether a recording wants to know of the turns at the driver. */
    boolean tellsSteps() {
        return FlightStep.PROBE.isEnabled();
    }

    /** The driver is about to be called for the block. */
    public @Nullable Object beginStep() {
        return FlightStep.beginIfWanted();
    }

    /**
     * The driver has answered.
     *
     * @param sql what was sent, without values, if that is to be recorded
     */
    public void endStep(@Nullable Object begun, StepOperation operation, boolean failed, @Nullable String sql) {
        if (begun != null) {
            ((FlightStep) begun).ends(id, block.database().name(), operation, failed, sql);
        }
    }

    // ---- the user's code

    /** Code of the block is about to run on this thread. */
    public @Nullable Object beginBody() {
        if (!FlightBody.PROBE.isEnabled()) {
            return null;
        }
        FlightBody event = new FlightBody();
        event.begin();
        return event;
    }

    public void endBody(@Nullable Object begun) {
        if (begun == null) {
            return;
        }
        FlightBody event = (FlightBody) begun;
        event.end();
        if (event.shouldCommit()) {
            event.block = id;
            event.name = name();
            event.commit();
        }
    }

    /** A hook of the block is about to be called. */
    public @Nullable Object beginHook() {
        if (!FlightHook.PROBE.isEnabled()) {
            return null;
        }
        FlightHook event = new FlightHook();
        event.begin();
        return event;
    }

    /**
     * A hook is over.
     *
     * @param kind the method that registered it
     * @param registered the user's own object
     */
    public void endHook(@Nullable Object begun, String kind, Object registered, boolean failed) {
        if (begun == null) {
            return;
        }
        FlightHook event = (FlightHook) begun;
        event.end();
        if (event.shouldCommit()) {
            event.block = id;
            event.name = name();
            event.kind = kind;
            event.hook = Failures.describe(registered);
            event.failed = failed;
            event.commit();
        }
    }

    // ---- the end

    /** The block has given its connection back. Whatever comes after that, as another block on it, is not its time. */
    synchronized void released() {
        if (transaction != null) {
            transaction.end();
        }
    }

    /** The block has ended. Called once; what comes after that, as the thread that was stuck in the driver, counts no more. */
    void ends(Outcome outcome, int depth, int attempt, long delayNanos, long waitNanos, long holdNanos) {
        if (nested != null) {
            nestedEnds(nested, outcome, depth);
        }
        FlightTransaction event;
        synchronized (this) {
            event = transaction;
            transaction = null;
            if (event == null) {
                return;
            }
            event.connection = connection;
        }
        if (event.shouldCommit()) {
            event.block = id;
            event.database = block.database().name();
            event.name = name();
            event.outcome = outcome.name();
            event.attempt = attempt;
            event.delay = delayNanos;
            event.wait = waitNanos;
            event.hold = holdNanos;
            event.commit();
        }
    }

    private void nestedEnds(FlightNestedBlock event, Outcome outcome, int depth) {
        event.end();
        if (event.shouldCommit()) {
            event.block = id;
            event.name = name();
            event.depth = depth;
            event.savepoint = block.hasSavepoint();
            event.outcome = outcome.name();
            event.commit();
        }
    }
}
