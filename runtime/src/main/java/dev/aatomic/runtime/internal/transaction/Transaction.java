package dev.aatomic.runtime.internal.transaction;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.InterruptFlag;
import dev.aatomic.runtime.internal.resource.Resource;
import dev.aatomic.runtime.internal.resource.SavepointNames;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Django's rules: the rollback flag, the savepoints and the hooks of one transaction. Pure bookkeeping over a {@link Resource}.
 *
 * <p>There is one flag for the whole tree of blocks, as in Django: blocks end in the order they were opened, so the flag always
 * speaks of the innermost one. A savepoint is sent with the first statement that needs it, and released with the next savepoint,
 * or by COMMIT.
 *
 * <p>The flag and the hooks may be touched by any thread and are guarded by the monitor, the flag for changes only; the rest belongs
 * to whoever holds the lane.
 */
public final class Transaction extends TransactionEnd {

    /** The standard's SQLState for a savepoint that does not exist. */
    private static final String INVALID_SAVEPOINT = "3B001";

    private static final System.Logger LOGGER = System.getLogger(Transaction.class.getName());

    private volatile boolean rollback;

    @GuardedBy("this")
    private boolean asked;

    @GuardedBy("this")
    private @Nullable Throwable cause;
    /** Most transactions have none. */
    private @Nullable RegisteredHooks hooks;

    private int savepointSequence;

    /** A savepoint that is not needed any more and that nobody has released yet. */
    private @Nullable Savepoint released;

    private int releasedSequence;

    /** The user's savepoints that have not ended; in the order in which they were set. */
    private @Nullable List<ManualSavepoint> manual;

    // ---- the flag

    public boolean isRollback() {
        return rollback;
    }

    /** Whether the code asked for the rollback, so that it is no surprise. */
    public synchronized boolean isAsked() {
        return asked;
    }

    /** What broke the block, if it is broken. */
    public synchronized @Nullable Throwable cause() {
        return cause;
    }

    /** Something failed: the nearest block with a savepoint will roll back. The first failure is the cause. */
    public synchronized void markBroken(Throwable failure) {
        if (!rollback) {
            rollback = true;
            cause = failure;
        }
    }

    /**
     * The code of a block sets the flag, or clears it. Holding the lane's lock.
     *
     * @param innermost the innermost open block, of which the one flag speaks; another keeps what is asked of it until that is itself
     */
    public synchronized void setRollbackOnly(boolean value, TransactionBlock block, TransactionBlock innermost) {
        TransactionBlock asking = block;
        for (TransactionBlock around = asking.parentNode();
                around != null && !asking.wantsSavepoint();
                around = asking.parentNode()) {
            asking = around;
        }
        boolean undoes = asking.parentNode() == null || asking.hasSavepoint();
        if (undoes && asking != innermost.undoneWith()) {
            asking.askForRollback(value);
        } else if (!value) {
            clear();
        } else if (undoes) {
            rollback = true;
            asked = true;
        } else {
            // It has no savepoint, since it was opened in a broken block: it asks for itself, and the one around it did
            // not.
            markBroken(new TransactionManagementException(
                    "setRollbackOnly(true) was called in block " + asking.place()
                            + ", which was opened in a broken block and so has no savepoint to go back to",
                    null));
        }
    }

    /** Holding the lane's lock: the flag speaks of this block again, and of what was asked of it while another was the innermost. */
    public void speakOf(TransactionBlock block) {
        TransactionBlock undone = block.undoneWith();
        if (undone.isRollbackAsked()) {
            undone.askForRollback(false);
            synchronized (this) {
                rollback = true;
                asked = true;
            }
        }
    }

    /** The flag stays set where the transaction is lost, which no savepoint undoes. */
    @GuardedBy("this")
    private void clear() {
        Throwable lost = lostBy();
        rollback = lost != null;
        asked = false;
        cause = lost;
    }

    @Override
    public synchronized void lose(String what, Throwable failure) {
        super.lose(what, failure);
        markBroken(failure);
    }

    /** Refuses a statement in a broken block. */
    public void checkUsable(TransactionBlock scope) {
        checkNotLost(scope);
        if (rollback) {
            Throwable broken = cause();
            throw new TransactionManagementException(
                    "A statement was refused because block " + scope.place() + " is going to roll back: "
                            + (broken == null
                                    ? "setRollbackOnly(true) was called"
                                    : "something in it failed before, see the cause")
                            + ". Put what may fail in a nested block, or go back to a savepoint and call"
                            + " setRollbackOnly(false)",
                    broken);
        }
    }

    // ---- hooks

    public synchronized void addHook(HookAction action, TransactionBlock scope) {
        if (hooks == null) {
            hooks = new RegisteredHooks();
        }
        hooks.add(action, scope);
    }

    /** Without the lock: for who has held the lane's since the last could be registered. */
    public boolean hasHooks() {
        return hooks != null;
    }

    /** The hooks to run after the end of the transaction, in the order of their registration; none are left. */
    public synchronized List<RegisteredHooks.Hook> takeHooks(boolean committed) {
        return hooks == null ? List.of() : hooks.take(committed);
    }

    // ---- savepoints

    /** Before a statement: begins the transaction and sets the savepoints of the blocks around it, outermost first. */
    public void prepareStatement(TransactionBlock scope) throws SQLException {
        begin();
        // A savepoint that is set has all those around it set before it.
        List<TransactionBlock> missing = null;
        for (TransactionBlock block = scope;
                block != null && block.ownSavepoint() == null;
                block = block.parentNode()) {
            if (block.hasSavepoint()) {
                if (missing == null) {
                    missing = new ArrayList<>(4);
                }
                missing.add(block);
            }
        }
        if (missing != null) {
            for (int i = missing.size() - 1; i >= 0; i--) {
                setSavepoint(missing.get(i));
            }
        }
    }

    private void setSavepoint(TransactionBlock block) throws SQLException {
        int sequence = ++savepointSequence;
        block.savepointSet(set(SavepointNames.of(sequence)), sequence);
    }

    /** Sets a savepoint; one that waits for its release must go first, since its release would end this one. */
    private Savepoint set(String name) throws SQLException {
        Resource used = resource();
        Savepoint previous = released;
        released = null;
        boolean interrupted = InterruptFlag.putAside();
        try {
            return previous == null ? used.setSavepoint(name) : used.releaseAndSetSavepoint(previous, name);
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    /**
     * A nested block ended well: its savepoint goes with the next one, or now if a statement of the block had failed. Returns what
     * the block fails with, or null.
     */
    @Nullable
    public Throwable release(TransactionBlock block) {
        Savepoint savepoint = block.ownSavepoint();
        if (savepoint == null) {
            return null;
        }
        endSince(block.savepointSequence());
        if (!block.hasFailedStatement()) {
            released = savepoint;
            releasedSequence = block.savepointSequence();
            return null;
        }
        boolean interrupted = InterruptFlag.putAside();
        try {
            resource().releaseSavepoint(savepoint);
            return null;
        } catch (Throwable t) {
            TransactionSystemException problem = new TransactionSystemException(
                    "Block " + block.place() + " was rolled back because its savepoint could not be released: "
                            + Failures.describe(t),
                    t);
            rollBack(block, problem, true);
            return problem;
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    /**
     * A nested block rolls back: to its savepoint if it sent one, and the flag is clear again if that went well.
     *
     * @param failure what the block fails with
     * @param isOwn whether that was made for this block, so that what fails in the rollback may be added to it
     */
    public void rollBack(TransactionBlock block, @Nullable Throwable failure, boolean isOwn) {
        synchronized (this) {
            clear();
            if (hooks != null) {
                hooks.undo(hook -> block.encloses(hook.scope()));
            }
        }
        Savepoint savepoint = block.ownSavepoint();
        if (savepoint == null || lostBy() != null) {
            return;
        }
        endSince(block.savepointSequence());
        boolean interrupted = InterruptFlag.putAside();
        try {
            resource().rollbackToAndRelease(savepoint);
        } catch (Throwable t) {
            // Only the enclosing block can undo the work now.
            if (failure != null && isOwn) {
                Failures.suppress(failure, t);
            } else if (failure != null) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "Block " + block.place() + " could not go back to its savepoint; the block around it is broken",
                        t);
            }
            markBroken(failure == null ? t : failure);
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    /** Sets a savepoint of the user's, whose name for it the database does not learn: it could be given twice. */
    public ManualSavepoint setManualSavepoint(@Nullable String name, TransactionBlock scope) throws SQLException {
        int sequence = ++savepointSequence;
        Savepoint savepoint = set(SavepointNames.of(sequence));
        ManualSavepoint set;
        synchronized (this) {
            set = new ManualSavepoint(
                    savepoint, name, scope.undoneWith(), sequence, hooks == null ? 0L : hooks.lastSequence());
        }
        if (manual == null) {
            manual = new ArrayList<>(4);
        }
        manual.add(set);
        return set;
    }

    public void rollbackTo(Savepoint savepoint, TransactionBlock scope) throws SQLException {
        ManualSavepoint target = usable(savepoint, scope);
        resource().rollbackTo(target.savepoint());
        endSince(target.sequence());
        synchronized (this) {
            if (hooks != null) {
                hooks.undo(hook -> hook.sequence() > target.hooks());
            }
        }
    }

    public void releaseManual(Savepoint savepoint, TransactionBlock scope) throws SQLException {
        ManualSavepoint target = usable(savepoint, scope);
        resource().releaseSavepoint(target.savepoint());
        endSince(target.sequence() - 1);
    }

    /** Not every driver and server refuses a savepoint that is gone: H2 takes it for one that is there. */
    private ManualSavepoint usable(Savepoint savepoint, TransactionBlock scope) throws SQLException {
        if (!(savepoint instanceof ManualSavepoint known)) {
            throw new TransactionManagementException(
                    "The savepoint is of type '"
                            + (savepoint == null ? null : savepoint.getClass().getName())
                            + "', not one that savepoint() or a connection of this library returned",
                    null);
        }
        if (manual == null || !manual.contains(known)) {
            throw new SQLException(
                    "The savepoint is gone: it was released, or one set before it was released or rolled back to, or"
                            + " the block that set it has ended. Expected one that is still there",
                    INVALID_SAVEPOINT);
        }
        if (known.boundary() != scope.undoneWith()) {
            throw new TransactionManagementException(
                    "The savepoint was set in block " + known.boundary().place() + ", and used in block "
                            + scope.place()
                            + ", which is nested in it: that would end the savepoint of the nested block. Use it in"
                            + " the block that set it, or let the nested block fail",
                    null);
        }
        return known;
    }

    /** Ending a savepoint ends those set after it. */
    private void endSince(long sequence) {
        if (releasedSequence > sequence) {
            released = null;
        }
        if (manual != null) {
            manual.removeIf(savepoint -> savepoint.sequence() > sequence);
        }
    }
}
