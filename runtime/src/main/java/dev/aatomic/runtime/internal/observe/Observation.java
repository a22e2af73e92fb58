package dev.aatomic.runtime.internal.observe;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.internal.jdbc.JdbcSession;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.spi.BlockObservation;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is measured and told of one block, while somebody wants to know.
 *
 * <p>Told in order, by one thread at a time: a thread that runs lanes tells at once what is pending; any other, which may be an event
 * loop or the watchdog, leaves it to a thread of ours, unless one that runs lanes comes first.
 */
public final class Observation {

    private record Pending(BiConsumer<TransactionListener, TransactionEvent> what, TransactionEvent event) {}

    /** Code of the block that runs on a thread where this was made current. */
    private record Entered(@Nullable Object recorded, BlockObservation.Current current) {}

    private final Observers observers;
    private final Observed block;

    /** How many blocks are around it on its connection. */
    final int depth;

    /** Which attempt of a retry it is, from 1 on. */
    private final int attempt;

    /** Where in the code it was opened; null if that is not recorded. */
    private final @Nullable String openingPlace;

    /** What flight recordings get of it; null if none ran when its outermost block was opened. */
    public final @Nullable BlockFlight flight;

    /** What the user's observer made of the block; null if there is none. */
    final @Nullable ObserverCalls observed;

    private final long openedAt = System.nanoTime();

    // Written by whoever holds the lane; read by the watchdog too. 0 for not yet.
    /** When it began to wait for its connection; 0 if it was entered without one, and has not needed one yet. */
    private volatile long askedAt = openedAt;

    /** Whether its body is called; with a connection or without. */
    private volatile boolean begun;

    private volatile long heldAt;
    private volatile long releasedAt;
    private volatile long committingAt;
    private volatile long committedAt;

    /** What became of the block. Written before its end is told. */
    private volatile @Nullable Outcome outcome;

    // Guarded by this:
    @GuardedBy("this")
    private final ArrayDeque<Pending> pending = new ArrayDeque<>(2);

    @GuardedBy("this")
    private boolean scheduled;

    @GuardedBy("this")
    private boolean telling;

    Observation(
            Observers observers,
            Observed block,
            int depth,
            int attempt,
            @Nullable String openingPlace,
            @Nullable BlockFlight flight,
            @Nullable BlockObservation observed) {
        this.observers = observers;
        this.block = block;
        this.depth = depth;
        this.attempt = attempt;
        this.openingPlace = openingPlace;
        this.flight = flight;
        this.observed = observed == null ? null : new ObserverCalls(observers, block, observed);
    }

    /** Where in the code the block was opened; null if that is not recorded. */
    public @Nullable String openingPlace() {
        return openingPlace;
    }

    // ---- what happens

    /** Notes that an outermost block asks for its connection. */
    public void asks() {
        if (askedAt == 0L) {
            askedAt = now();
        }
        if (flight != null) {
            flight.asks();
        }
    }

    /** Tells that the block waits for a connection. On the opening thread, so that the block may have begun or ended before. */
    public void waits() {
        tell(TransactionListener::waiting, block, null, observers.dispatcher(), true);
        if (observed != null) {
            observed.waits();
        }
    }

    /**
     * Notes that an outermost block has its connection, before anybody can end the block.
     *
     * @param connection which of the database's it is, negative for none of them
     * @param isWithin whether it is another library's, whose transaction goes on afterwards
     * @return the connection to use
     */
    public JdbcSession connected(JdbcSession session, int connection, boolean isWithin) {
        if (flight == null) {
            return session;
        }
        flight.connected(connection);
        return flight.tellsSteps() ? new FlightSession(session, flight, isWithin) : session;
    }

    /** Notes that an outermost block which has begun does not wait for its connection any more, since nothing needs it now. */
    public void withdraws() {
        askedAt = 0L;
        if (flight != null) {
            flight.withdraws();
        }
    }

    /** Notes that the pool gave an outermost block none. */
    public void notConnected() {
        if (flight != null) {
            flight.notConnected();
        }
    }

    /** Notes that an outermost block was taken out of the queue, where it had waited for as long as anybody may. */
    public void expires() {
        if (flight != null) {
            flight.expires();
        }
    }

    /** Tells that the block has its connection, or its turn. */
    public void holds() {
        heldAt = now();
        begun = true;
        if (depth == 0) {
            if (observers.recordTimes()) {
                block.database().counters.addWait(waitNanos());
            }
            begins();
        }
    }

    private void begins() {
        tell(TransactionListener::began, block, null, observers.dispatcher(), false);
        if (observed != null) {
            observed.begins();
        }
    }

    /** Tells that an outermost block begins that takes its connection with its first statement. */
    public void beginsWithout() {
        askedAt = 0L;
        begun = true;
        begins();
    }

    /** Notes that such a block has its connection. */
    public void holdsLate() {
        heldAt = now();
        if (observers.recordTimes()) {
            block.database().counters.addWait(waitNanos());
        }
    }

    /** Tells that nothing was in flight for a while; this block of the lane is the innermost. On the watchdog's thread. */
    public void idles(Observed innermost) {
        tell(TransactionListener::idle, innermost, null, observers.dispatcher()::runInTurn, false);
    }

    /** Notes that COMMIT is about to be sent. */
    public void commits() {
        committingAt = now();
    }

    /** Notes that COMMIT was answered, if it was sent. */
    public void commitAnswered() {
        if (committingAt != 0L) {
            committedAt = now();
        }
    }

    /** Notes that the block has given its connection back. */
    public void releases() {
        releasedAt = now();
        if (flight != null) {
            flight.released();
        }
    }

    public void ends(Outcome became, @Nullable Throwable failure) {
        outcome = became;
        if (flight != null) {
            flight.stopsWaiting(failure);
        }
        if (releasedAt == 0L) {
            releases();
        }
        if (depth == 0 && heldAt != 0L && observers.recordTimes()) {
            block.database().counters.addHold(holdNanos());
        }
        if (flight != null) {
            flight.ends(became, depth, attempt, delayNanos(), waitNanos(), holdNanos());
        }
        BiConsumer<TransactionListener, TransactionEvent> what = switch (became) {
            case COMMITTED -> TransactionListener::committed;
            case ROLLED_BACK -> TransactionListener::rolledBack;
            case UNKNOWN -> TransactionListener::unknown;
        };
        tell(what, block, failure, observers.dispatcher()::runInTurn, false);
    }

    /** Tells that the block is over, its hooks included, before its caller is told what it gets: a failure, or null. */
    public void closes(@Nullable Throwable failure) {
        if (observed != null) {
            // Without an outcome it was refused by a block that had ended.
            Outcome known = outcome;
            observed.ends(known == null ? Outcome.ROLLED_BACK : known, failure);
        }
    }

    /** Tells that there will be another attempt; in a blocking form before it is made, on the caller's own thread. */
    public void retries(Throwable failure, Executor elsewhere) {
        tell(TransactionListener::retried, block, failure, elsewhere, false);
    }

    // ---- the block's code

    /** Code of the block is about to run on this thread. Returns what to give to {@link #endCode}. */
    public @Nullable Object beginCode() {
        Object recorded = flight == null ? null : flight.beginBody();
        BlockObservation.Current current = enter();
        return current == null ? recorded : new Entered(recorded, current);
    }

    public void endCode(@Nullable Object begun) {
        Object recorded = begun;
        if (begun instanceof Entered entered) {
            leave(entered.current());
            recorded = entered.recorded();
        }
        if (flight != null) {
            flight.endBody(recorded);
        }
    }

    /** Runs code of the block here. */
    public <T extends @Nullable Object, X extends Throwable> T call(CheckedSupplier<T, X> code) throws X {
        Object begun = beginCode();
        try {
            return code.get();
        } finally {
            endCode(begun);
        }
    }

    /** Makes what the user's observer made of the block current on this thread. Returns what to give to {@link #leave}. */
    public BlockObservation.@Nullable Current enter() {
        return observed == null ? null : observed.enter();
    }

    public void leave(BlockObservation.@Nullable Current entered) {
        if (observed != null && entered != null) {
            observed.leave(entered);
        }
    }

    // ---- times

    private static long now() {
        long now = System.nanoTime();
        return now == 0L ? 1L : now;
    }

    /** From its opening to when it asked for its connection, where it did not at once. */
    private long delayNanos() {
        long until = askedAt;
        return until == 0L ? 0L : until - openedAt;
    }

    private long waitNanos() {
        long since = askedAt;
        long until = heldAt != 0L ? heldAt : releasedAt != 0L ? releasedAt : System.nanoTime();
        return since == 0L ? 0L : until - since;
    }

    private long holdNanos() {
        long since = heldAt;
        long until = releasedAt;
        return since == 0L ? 0L : (until != 0L ? until : System.nanoTime()) - since;
    }

    private long commitNanos() {
        long since = committingAt;
        long until = committedAt;
        return since == 0L ? 0L : (until != 0L ? until : System.nanoTime()) - since;
    }

    /** How long ago the block was opened. From any thread. */
    public long openNanos(long now) {
        return Math.max(0L, now - openedAt);
    }

    /** How long the block has held its connection, or had its turn; -1 where it has none yet. From any thread. */
    public long heldNanos(long now) {
        long since = heldAt;
        return since == 0L ? -1L : Math.max(0L, now - since);
    }

    private TransactionEvent event(Observed of, @Nullable Throwable failure) {
        return new TransactionEvent(
                of.name(),
                of.database().name(),
                of == block ? depth : of.depth(),
                attempt,
                begun,
                waitNanos(),
                holdNanos(),
                commitNanos(),
                failure);
    }

    // ---- telling

    private void tell(
            BiConsumer<TransactionListener, TransactionEvent> what,
            Observed of,
            @Nullable Throwable failure,
            Executor elsewhere,
            boolean onlyBeforeBeginning) {
        if (!observers.areListening()) {
            return;
        }
        TransactionEvent event = event(of, failure);
        ThreadState thread = ThreadState.current();
        boolean here = thread.isDispatch() && !thread.isReserved();
        synchronized (this) {
            if (onlyBeforeBeginning && (heldAt != 0L || releasedAt != 0L)) {
                return;
            }
            pending.add(new Pending(what, event));
            if (telling || (scheduled && !here)) {
                return;
            }
            telling = here;
            scheduled |= !here;
        }
        if (here) {
            tellPending();
            return;
        }
        elsewhere.execute(this::tellScheduled);
    }

    private void tellScheduled() {
        synchronized (this) {
            scheduled = false;
            if (telling) {
                return;
            }
            telling = true;
        }
        tellPending();
    }

    private void tellPending() {
        for (; ; ) {
            Pending next;
            synchronized (this) {
                next = pending.poll();
                if (next == null) {
                    telling = false;
                    return;
                }
            }
            observers.tell(next.what(), next.event());
        }
    }
}
