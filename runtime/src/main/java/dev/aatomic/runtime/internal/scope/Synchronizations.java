package dev.aatomic.runtime.internal.scope;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.InheritedContext;
import dev.aatomic.runtime.internal.lane.LaneScope;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.spi.BlockObservation;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.spi.TransactionSynchronization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is kept in step with a transaction: told of each station by whoever holds the lane. Kept by the block that is the transaction, or
 * would be without the test around it. Guarded by the lane's lock.
 */
public final class Synchronizations {

    private interface Call {
        void on(TransactionSynchronization each) throws Exception;
    }

    private final Map<Object, TransactionSynchronization> byKey = new LinkedHashMap<>(2);

    Synchronizations() {}

    // ---- which there are

    /** Returns what is kept for a key in step with the block's transaction; made if nothing is. */
    public static TransactionSynchronization get(
            BlockScope block, Object key, Supplier<? extends TransactionSynchronization> creation) {
        TransactionSynchronization known = getIfPresent(block, key);
        if (known != null) {
            return known;
        }
        TransactionSynchronization made = creation.get();
        TransactionSynchronization first = null;
        synchronized (block.lane) {
            if (block.accepts(ThreadState.current())) {
                block.lane.expectCallbacks();
                first = keeper(block).synchronizations().byKey.putIfAbsent(key, made);
                if (first == null) {
                    return made;
                }
            }
        }
        // The block was cut short meanwhile, or another was made: nobody would end this one.
        complete(block, made, Outcome.ROLLED_BACK);
        if (first != null) {
            return first;
        }
        throw ScopeWork.refusal(block);
    }

    public static @Nullable TransactionSynchronization getIfPresent(BlockScope block, Object key) {
        synchronized (block.lane) {
            Synchronizations known = known(block);
            return known == null ? null : known.byKey.get(key);
        }
    }

    private static List<TransactionSynchronization> all(BlockScope block) {
        synchronized (block.lane) {
            Synchronizations known = known(block);
            return known == null ? List.of() : List.copyOf(known.byKey.values());
        }
    }

    static boolean arePresent(BlockScope block) {
        return !all(block).isEmpty();
    }

    /** Holding the lane's lock. */
    @GuardedBy("block.lane")
    @SuppressWarnings("GuardedBy") // the lane is the same for all blocks of the tree
    private static @Nullable Synchronizations known(BlockScope block) {
        ScopeObligations obligations = AloneBlock.outermost(block).obligations;
        return obligations == null ? null : obligations.knownSynchronizations();
    }

    /** Holding the lane's lock. */
    @GuardedBy("block.lane")
    @SuppressWarnings("GuardedBy") // the lane is the same for all blocks of the tree
    private static ScopeObligations keeper(BlockScope block) {
        return AloneBlock.outermost(block).obligations();
    }

    // ---- savepoints

    /** Tells that a savepoint is about to be set in a block. Holding the lane. What it throws is to break the block. */
    static void beforeSavepoint(BlockScope around, Object savepoint, ThreadState thread) throws Exception {
        tellIn(around, thread, each -> each.beforeSavepoint(savepoint));
    }

    /** Tells that what was done since a savepoint stays. Holding the lane. */
    static void afterRelease(BlockScope block, Object savepoint) {
        all(block).forEach(each -> tellAfterwards(block, () -> each.afterRelease(savepoint)));
    }

    /** Tells that what was done since a savepoint is undone. Holding the lane. */
    static void afterRollback(BlockScope block, Object savepoint, boolean isKept) {
        all(block).forEach(each -> tellAfterwards(block, () -> each.afterRollback(savepoint, isKept)));
    }

    /** The database and what is in step with it may differ now: what is around must not commit that. */
    private static void tellAfterwards(BlockScope block, Runnable told) {
        try {
            told.run();
        } catch (Throwable t) {
            block.transaction().markBroken(t);
        }
    }

    // ---- the end

    /**
     * Does what comes before the end of a block whose end has its turn: the hooks of the outermost block, and what is still to be sent to the
     * database. A failure becomes the block's.
     *
     * @return true if the end is queued again, behind what comes first, and the lane is not pinned any more
     */
    static boolean prepareEnd(BlockScope block, ThreadState thread) {
        boolean isTransaction = AloneBlock.outermost(block) == block && !block.settings.isTest;
        if (!isTransaction && !block.hasSavepoint()) {
            return false;
        }
        boolean isTold = false;
        while (mayCommit(block)) {
            if (isTransaction && block.transaction().hasHookBeforeCommit(block)) {
                return HooksBeforeCommit.open(block);
            }
            if (isTold) {
                return false;
            }
            try {
                tellIn(block, thread, each -> {
                    if (isTransaction) {
                        each.beforeCommit();
                    } else {
                        each.beforeRelease(block);
                    }
                });
            } catch (Throwable t) {
                fail(block, t);
            }
            isTold = true;
        }
        return false;
    }

    /** Whether nothing keeps a block from its commit that is known now. If its end must wait, what comes before it waits too. */
    private static boolean mayCommit(BlockScope block) {
        synchronized (block.lane) {
            if (block.phase != ScopePhase.EXITING || ChildTransactions.areLeft(block)) {
                return false;
            }
            if (block.obligations != null) {
                block.obligations.breakBySwallowed(block.transaction());
            }
            return !block.rollsBack() && !block.transaction().isRollback();
        }
    }

    /** Makes a block that has not ended fail with what came before its end. */
    static void fail(BlockScope block, Throwable failure) {
        synchronized (block.lane) {
            if (block.phase == ScopePhase.EXITING && !block.rollsBack()) {
                Failures.suppress(failure, block.failure());
                block.failsWith(failure);
            }
        }
    }

    /** Tells what became of the transaction, once its connection is back. On a thread that may run code of the user's. */
    static void complete(BlockScope block, Outcome outcome) {
        for (TransactionSynchronization each : all(block)) {
            complete(block, each, outcome);
        }
    }

    private static void complete(BlockScope block, TransactionSynchronization each, Outcome outcome) {
        try {
            each.afterCompletion(outcome);
        } catch (Throwable t) {
            block.engine.failures.log(
                    "What is kept in step with block " + block.place() + " failed after its end: "
                            + Failures.describe(each),
                    t);
        }
    }

    /**
     * Leaves that until the other library's transaction is over in which the block took part, and has ended well.
     *
     * @return false if that does not tell its end
     */
    static boolean completeWith(EnclosingTransaction around, BlockScope block) {
        try {
            around.whenEnded(outcome -> complete(block, outcome));
            return true;
        } catch (Throwable t) {
            block.engine.failures.log(
                    "What became of block " + block.place() + " is not known, since " + around.name()
                            + " does not tell its end",
                    t);
            return false;
        }
    }

    // ---- telling

    /** Tells all of them in a block, as a step of it. */
    private static void tellIn(BlockScope block, ThreadState thread, Call call) throws Exception {
        Context previous = thread.context;
        LaneScope previousAcceptedBy = thread.acceptedBy;
        LaneScope previousStep = thread.step;
        BlockObservation.Current entered =
                block.observation == null || previous == block ? null : block.observation.enter();
        thread.context = block;
        thread.acceptedBy = block;
        thread.step = block;
        try {
            for (TransactionSynchronization each : all(block)) {
                InheritedContext.<@Nullable Object, Exception>call(thread, () -> {
                    call.on(each);
                    return null;
                });
            }
        } finally {
            thread.context = previous;
            thread.acceptedBy = previousAcceptedBy;
            thread.step = previousStep;
            if (entered != null) {
                block.observation.leave(entered);
            }
        }
    }
}
