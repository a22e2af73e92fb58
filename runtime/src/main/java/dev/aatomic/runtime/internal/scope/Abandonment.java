package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.lane.LaneScope;
import dev.aatomic.runtime.internal.lane.LaneTask;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.transaction.RegisteredHooks;
import dev.aatomic.runtime.internal.transaction.Standing;
import dev.aatomic.runtime.internal.transaction.Transaction;
import dev.aatomic.runtime.internal.transaction.TransactionLoss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Ends a block without the thread that is stuck in the driver, or after a failure that only the engine could catch. The connection is
 * closed under that thread, which finds, once the driver lets go, that all is over. Then the caller is told; if even that close does not
 * come back, the caller is told without it.
 */
final class Abandonment {

    /** How long the caller waits for the connection to be closed. */
    private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final BlockScope block;

    /** Where it stood. */
    private final ScopePhase from;

    private final EndVerdict verdict;
    private final AtomicBoolean told = new AtomicBoolean();

    /**
     * Tells the caller if the connection is not closed in time. It is not the block's clock: a deadline that passes just now stops that
     * clock.
     */
    private volatile @Nullable Future<?> patience;

    /** What was queued in the block, and will not have its turn. */
    private final List<LaneTask> queued;

    private Abandonment(BlockScope block, ScopePhase from, EndVerdict verdict, List<LaneTask> queued) {
        this.block = block;
        this.from = from;
        this.verdict = verdict;
        this.queued = queued;
    }

    /**
     * Gives up a block and those that are open inside it. From any thread.
     *
     * @param limit how long its end has not come back; null if the end has not begun
     * @param thrown what the engine failed with; null if it did not
     */
    static void of(BlockScope block, @Nullable Duration limit, @Nullable Throwable thrown) {
        List<Abandonment> within = new ArrayList<>();
        Abandonment own;
        // All in one section of the lock: between two, what is open inside could end, and what waits behind it would
        // open and be told by nobody.
        synchronized (block.lane) {
            for (BlockScope inner : openInside(block)) {
                Abandonment begun = begin(inner, null, thrown);
                if (begun != null) {
                    within.add(begun);
                }
            }
            own = begin(block, limit, thrown);
        }
        for (Abandonment inner : within) {
            inner.countEnd();
            inner.tellCaller();
        }
        if (own != null) {
            own.countEnd();
            own.closeAndTell();
        }
    }

    /** What is open inside the block, the innermost first. */
    private static List<BlockScope> openInside(BlockScope block) {
        synchronized (block.lane) {
            List<BlockScope> inside = new ArrayList<>();
            for (LaneScope scope = block.lane.innermost; scope != null; scope = scope.parent()) {
                if (scope == block) {
                    return inside;
                }
                inside.add((BlockScope) scope);
            }
            return List.of();
        }
    }

    /** Returns null if what became of the block is counted already. */
    private static @Nullable Abandonment begin(BlockScope block, @Nullable Duration limit, @Nullable Throwable thrown) {
        Transaction<?> transaction = block.transaction();
        synchronized (block.lane) {
            ScopePhase from = block.phase;
            if (from.isCounted()) {
                return null;
            }
            if (!from.isEnding() && !block.rollsBack()) {
                block.failsWith(reason(block, limit, thrown));
            }
            // In other phases the accepted work has had its turn or was dropped. The block's own end must still have
            // its turn.
            List<LaneTask> queued = from.holdsAcceptedWork() ? block.takeQueue() : List.of();
            // Added before the thread that comes back from the driver can let go of the lane: close() waits until the
            // caller is told.
            block.engine.unfinished.add(block);
            block.become(ScopePhase.ABANDONED);
            // Decided before: giving the block up marks it for rollback too.
            boolean rollsBack = block.rollsBack() || transaction.isRollback();
            Standing standing = transaction.standing();
            EndVerdict verdict = verdict(block, from, rollsBack, standing, limit, thrown);
            if (verdict.outcome() != Outcome.COMMITTED
                    && verdict.failure() != null
                    && !transaction.lose("was given up", verdict.failure())) {
                // The thread that was in the driver may have come back just now and sent COMMIT.
                Standing later = transaction.standing();
                if (!later.equals(standing)) {
                    verdict = verdict(block, from, rollsBack, later, limit, thrown);
                }
            }
            return new Abandonment(block, from, verdict, queued);
        }
    }

    private void countEnd() {
        block.transaction().markUnusable();
        if (block.parent == null) {
            if (from == ScopePhase.WAITING) {
                block.database.counters.countNotBegun();
            } else {
                block.database.admission.countEnd(block.lane, verdict.outcome());
            }
        }
        if (block.observation != null) {
            block.observation.ends(verdict.outcome(), verdict.failure());
        }
    }

    /** The failure of a block that has not begun to commit or roll back. */
    private static Throwable reason(BlockScope block, @Nullable Duration limit, @Nullable Throwable thrown) {
        if (thrown != null) {
            return thrown;
        }
        return limit == null
                ? block.settings.timedOut(block.body)
                : new TransactionSystemException(
                        "Block " + block.place()
                                + " was rolled back because what it had left open was not closed within " + limit
                                + ", and COMMIT was not sent",
                        null);
    }

    private static EndVerdict verdict(
            BlockScope block,
            ScopePhase from,
            boolean rollsBack,
            Standing standing,
            @Nullable Duration limit,
            @Nullable Throwable thrown) {
        EndVerdict.End end = EndVerdict.ofAbandoned(
                from,
                standing.isInDoubt(),
                standing.isCommitted(),
                standing.isRefused(),
                standing.isCommitting(),
                rollsBack);
        return ScopeExit.verdict(block, end, problem(block, end, standing, limit, thrown));
    }

    /** What the caller is told of an end that did not come back; null for nothing. */
    private static @Nullable TransactionException problem(
            BlockScope block,
            EndVerdict.End end,
            Standing standing,
            @Nullable Duration limit,
            @Nullable Throwable thrown) {
        String within = limit == null ? "" : " within " + limit;
        return switch (end) {
            case UNKNOWN ->
                standing.failure() != null
                        ? standing.failure()
                        : standing.isInDoubt()
                                ? TransactionLoss.lostBegin(
                                        block.transaction(), block.outermost().place())
                                : new CommitOutcomeUnknownException(
                                        "Whether block " + block.place()
                                                + " committed is not known, because COMMIT was sent and not answered"
                                                + within
                                                + ". Ask the database before doing the work again",
                                        thrown);
            case REFUSED ->
                standing.failure() != null
                        ? standing.failure()
                        : new TransactionSystemException(
                                "Block " + block.place() + " was rolled back because "
                                        + (block.parent == null
                                                ? "COMMIT was not sent"
                                                : "its savepoint was not released")
                                        + within,
                                thrown);
            case COMMITTED, ROLLED_BACK, LEFT_TO_PARENT -> null;
        };
    }

    private void closeAndTell() {
        Dispatcher dispatcher = block.engine.dispatcher;
        if (block.timeout != null) {
            block.timeout.stop();
        }
        boolean isEnclosed = block.lane.enclosing() != null && verdict.outcome() != Outcome.COMMITTED;
        if (!isEnclosed) {
            tellInAnyCase();
        }
        dispatcher.runOnSpareThread(() -> {
            try {
                if (isEnclosed) {
                    // The caller is told after this: it may be about to commit the other library's transaction.
                    keepEnclosingFromCommit();
                    tellInAnyCase();
                }
                block.transaction().closePhysically();
            } finally {
                if (block.parent == null) {
                    // The pool may open another connection in its place. If the block is nested, the outermost block is
                    // still open and keeps this one.
                    ThreadState.current().release(block.database().admission, block.lane, null, dispatcher);
                }
                tellCaller();
            }
        });
    }

    /** Whatever the other library makes of it, the connection is closed under its transaction. */
    private void keepEnclosingFromCommit() {
        try {
            EnclosingWork.keepFromCommit(block);
        } catch (Throwable t) {
            logger().log(
                            System.Logger.Level.ERROR,
                            "The transaction around block " + block.place() + " could not be kept from its commit",
                            t);
        }
    }

    private void tellInAnyCase() {
        try {
            patience = block.engine.dispatcher.schedule(this::tellCaller, CLOSE_NANOS);
        } catch (RejectedExecutionException closed) {
            // After close() there is no clock, and nobody waits with a bound: it is enough that the connection is
            // closed.
            patience = null;
        }
    }

    private void tellCaller() {
        if (!told.compareAndSet(false, true)) {
            return;
        }
        Future<?> waits = patience;
        if (waits != null) {
            waits.cancel(false);
        }
        List<RegisteredHooks.Hook> hooks = block.parent != null || verdict.outcome() == Outcome.UNKNOWN
                ? List.of()
                : block.engine.hooks.take(block, verdict.outcome());
        Runnable tell = () -> block.engine.hooks.run(
                block, hooks, verdict, failed -> ScopeExit.tell(block, failed, ThreadState.current(), true));
        if (hooks.isEmpty() && block.handoff != null) {
            // Only the caller's own thread waits for this, and the executor may need that very thread.
            tell.run();
        } else {
            block.engine.dispatcher.execute(tell);
        }
        if (!queued.isEmpty()) {
            Throwable failure = Objects.requireNonNull(verdict.failure());
            ThreadState.current().runReserved(() -> queued.forEach(task -> task.drop(failure)));
        }
    }

    private static System.Logger logger() {
        return System.getLogger(Abandonment.class.getName());
    }
}
