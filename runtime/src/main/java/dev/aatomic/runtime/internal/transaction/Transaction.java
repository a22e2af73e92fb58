package dev.aatomic.runtime.internal.transaction;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.internal.common.ReleasedField;
import dev.aatomic.runtime.internal.resource.Resource;
import dev.aatomic.runtime.internal.resource.StatementInFlight;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Django's rules: the rollback flag, the savepoints and the hooks of one transaction. Pure bookkeeping over a {@link Resource};
 * {@link TransactionCompletion} ends it, {@link TransactionLoss} says what a failed call makes of it, {@link Savepoints} are its savepoints.
 *
 * <p>There is one flag for the whole tree of blocks, as in Django: a block ends before the one around it, so the flag always speaks of the
 * innermost one.
 *
 * <p>The flag, the fate and the hooks may be touched by any thread; the hooks are guarded by the monitor. Volatile fields may be read by
 * any thread while another is stuck in the driver; the rest belongs to whoever holds the lane.
 *
 * @param <R> what it runs on
 */
public final class Transaction<R extends Resource> {

    private static final VarHandle RESOURCE = ReleasedField.of(MethodHandles.lookup(), "resource", Resource.class);
    private static final VarHandle FATE = ReleasedField.of(MethodHandles.lookup(), "fate", Fate.class);
    private static final VarHandle FLAG = ReleasedField.of(MethodHandles.lookup(), "flag", RollbackFlag.class);

    private volatile @Nullable R resource;
    private volatile boolean unusable;
    private volatile Fate fate = Fate.Progress.OPEN;

    /** Null while nothing is going to roll back. */
    private volatile @Nullable RollbackFlag flag;

    /** Most transactions have none. */
    private @Nullable RegisteredHooks hooks;

    /** Made with the first. */
    private @Nullable Savepoints savepoints;

    /** The innermost open block, of which the flag speaks. Guarded by the lane's lock. */
    private TransactionBlock innermost;

    /**
     * Makes a transaction that has not begun.
     *
     * @param outermost the block that the transaction is
     */
    public Transaction(TransactionBlock outermost) {
        innermost = outermost;
    }

    // ---- the connection

    public void connect(R taken) {
        RESOURCE.setRelease(this, taken);
    }

    public R resource() {
        return Objects.requireNonNull(resource, "The block has no connection");
    }

    /** Gives the connection back, or throws it away if its state is in doubt. */
    public void disconnect() {
        R used = resource();
        try {
            if (unusable) {
                used.evict();
            } else {
                used.giveBack();
            }
        } finally {
            // Forgotten only now: if the driver hangs here too, the connection can still be closed under it.
            RESOURCE.setRelease(this, null);
        }
    }

    /** Keeps the connection from its pool, which must not see it again: something about it could not be put back. */
    public void markUnusable() {
        unusable = true;
    }

    /** Whether COMMIT was answered, or there was nothing to commit. */
    public boolean isCommitted() {
        return fate == Fate.Progress.COMMITTED;
    }

    /** What the block fails with because COMMIT did not happen, or may not have; null if it has happened, or may still happen. */
    public @Nullable TransactionException commitFailure() {
        return fate instanceof Fate.NotCommitted refused ? refused.failure() : null;
    }

    /** Closes the connection under whoever is stuck in it. From any thread; may block where the driver does. */
    public void closePhysically() {
        R used = resource;
        if (used != null) {
            used.evict();
        }
    }

    /** What asks the database to stop the statement that is running now; null if none is. From any thread. */
    @Nullable
    public Runnable statementCancellation() {
        R used = resource;
        return used == null ? null : used.statementCancellation();
    }

    /** The statement that is running now; null if none is. From any thread. */
    public @Nullable StatementInFlight statementInFlight() {
        R used = resource;
        return used == null ? null : used.statementInFlight();
    }

    // ---- the loss: see TransactionLoss

    /** Begins the transaction if that has not happened. If it fails no statement goes out, even if somebody swallows the failure. */
    public void begin() throws SQLException {
        try {
            resource().begin();
        } catch (Throwable t) {
            lose("could not be begun", t);
            throw t;
        }
    }

    /** Whether nothing is to be sent to the connection any more. */
    boolean isUnusable() {
        return unusable;
    }

    /**
     * Notes that nothing of the transaction can be committed any more, and that its connection is of no use. The first failure counts.
     *
     * @return false if that was known before, or if COMMIT was sent first
     */
    public boolean lose(String what, Throwable failure) {
        // First: the thread that finds it lost gives the connection back, which would commit what is open on it.
        unusable = true;
        boolean isLost = FATE.compareAndSet(this, Fate.Progress.OPEN, new Fate.Loss(what, failure, false));
        markBroken(failure);
        return isLost;
    }

    /** Notes that the database has rolled it back. The connection is as good as before; only what was done on it is gone. */
    void rolledBackByTheDatabase(Throwable failure) {
        FATE.compareAndSet(this, Fate.Progress.OPEN, new Fate.Loss("was rolled back by the database", failure, false));
        markBroken(failure);
    }

    /** Whether nothing has gone wrong with it, and COMMIT was not sent. */
    boolean isOpen() {
        return fate == Fate.Progress.OPEN;
    }

    /** What is known of the end now. From any thread. */
    public Standing standing() {
        R used = resource;
        boolean mayLoseBegin = used != null && used.mayLoseBegin();
        return Standing.of(fate, mayLoseBegin);
    }

    /** What made the transaction impossible to commit; null if nothing did. */
    @Nullable
    Throwable lostBy() {
        return fate instanceof Fate.Loss loss && !loss.isInDoubt() ? loss.failure() : null;
    }

    /** The failure that showed that something may have been committed; null if nothing may have been. */
    @Nullable
    Throwable doubt() {
        return fate instanceof Fate.Loss loss && loss.isInDoubt() ? loss.failure() : null;
    }

    /** Notes that something may have been committed, since the transaction was ended from within, or BEGIN did not take place. */
    public void doubt(Throwable failure) {
        boolean isEnded = failure instanceof CommitOutcomeUnknownException;
        doubt(isEnded ? "was ended from within" : "was lost, since BEGIN failed", failure);
    }

    void doubt(String what, Throwable failure) {
        unusable = true;
        Fate found = fate;
        while ((found == Fate.Progress.OPEN || found instanceof Fate.Loss)
                && !FATE.compareAndSet(this, found, new Fate.Loss(what, failure, true))) {
            found = fate;
        }
    }

    /** Whether the first statement may have been committed by itself, as far as is known now; asked from any thread. */
    public boolean isInDoubt() {
        R used = resource;
        return doubt() != null
                || commitFailure() instanceof CommitOutcomeUnknownException
                || (used != null && used.mayLoseBegin());
    }

    /** Refuses a statement where the transaction is lost: it would be in another one, or in none. */
    public void checkNotLost(TransactionBlock scope) {
        if (fate instanceof Fate.Loss loss) {
            throw TransactionLoss.refusal(scope, loss);
        }
    }

    // ---- the end: see TransactionCompletion

    /**
     * Commits.
     *
     * @return null if what became of it is known: {@link #commitFailure} tells; else a stage that completes when COMMIT is answered, after
     *     which {@link #commitAnswered} must be called
     */
    public @Nullable CompletionStage<?> commit(TransactionBlock block) {
        if (resource().isBegun()) {
            return TransactionCompletion.commit(this, block);
        }
        committed();
        return null;
    }

    /** Notes the answer to COMMIT that came later. The lane is still held. */
    public void commitAnswered(TransactionBlock block, @Nullable Throwable failure) {
        if (failure == null) {
            committed();
        } else {
            TransactionCompletion.commitFailed(this, block, failure);
        }
    }

    /**
     * Rolls the transaction back.
     *
     * @param failure the block's own exception, to which a failure of the rollback is added; null to log that failure
     */
    public void rollBackAll(TransactionBlock block, @Nullable Throwable failure) {
        TransactionCompletion.rollBackAll(this, block, failure);
    }

    /** Notes that COMMIT is about to be sent. Returns false if it must not be, since the block was given up before. */
    boolean commits() {
        return FATE.compareAndSet(this, Fate.Progress.OPEN, Fate.Progress.COMMITTING);
    }

    /** COMMIT was answered, or there was nothing to commit. */
    void committed() {
        FATE.setRelease(this, Fate.Progress.COMMITTED);
    }

    /** COMMIT was due, and did not happen, or may not have. */
    void commitFails(TransactionException failure) {
        fate = new Fate.NotCommitted(failure);
    }

    // ---- the flag

    public boolean isRollback() {
        return flag != null;
    }

    /** Whether the code asked for the rollback, so that it is no surprise. */
    public boolean isAsked() {
        RollbackFlag set = flag;
        return set != null && set.isAsked();
    }

    /** What broke the block, if it is broken. */
    public @Nullable Throwable cause() {
        RollbackFlag set = flag;
        return set == null ? null : set.cause();
    }

    /** Notes that something failed: the nearest block with a savepoint will roll back. The first failure is the cause. */
    public void markBroken(Throwable failure) {
        RollbackFlag present;
        do {
            present = flag;
        } while (!FLAG.compareAndSet(this, present, RollbackFlag.broken(present, failure)));
    }

    private void ask() {
        RollbackFlag present;
        do {
            present = flag;
        } while (!FLAG.compareAndSet(this, present, RollbackFlag.asked(present)));
    }

    /**
     * Sets or clears the flag for the code of a block. Holding the lane's lock. A block that is not the innermost keeps the request until
     * it is.
     */
    public void setRollbackOnly(boolean value, TransactionBlock block) {
        TransactionBlock asking = block;
        for (TransactionBlock around = asking.parent();
                around != null && !asking.wantsSavepoint();
                around = asking.parent()) {
            asking = around;
        }
        boolean undoes = asking.parent() == null || asking.hasSavepoint();
        if (undoes && asking != innermost.undoneWith()) {
            asking.askForRollback(value);
        } else if (!value) {
            clear();
        } else if (undoes) {
            ask();
        } else {
            // The block has no savepoint, since it was opened in a broken block: it asks for its own rollback, and the
            // block around it did not ask.
            markBroken(new TransactionManagementException(
                    "setRollbackOnly(true) was called in block " + asking.place()
                            + ", which was opened in a broken block and so has no savepoint to go back to",
                    null));
        }
    }

    /** The flag as the code of a block sees it. Holding the lane's lock. */
    public boolean isRollbackOnly(TransactionBlock block) {
        TransactionBlock undone = block.undoneWith();
        return undone == innermost.undoneWith() ? isRollback() : block.isRollbackAsked();
    }

    /** Whether the innermost block, which this is, is going to roll back, and has its statements refused. */
    public boolean stopsStatements(TransactionBlock block) {
        RollbackFlag set = flag;
        return set != null && stops(set, block);
    }

    /** Whether the flag keeps statements of the block from the database. */
    private static boolean stops(RollbackFlag set, TransactionBlock block) {
        return set.isBroken() || block.refusesOnceRollbackIsAsked();
    }

    /**
     * Whether a block that is about to be nested in the innermost one finds that broken. A rollback that was only asked for is none of its
     * business: the block that asked keeps the request until it is the innermost again. Holding the lane's lock.
     */
    public boolean isBrokenFor(TransactionBlock nested) {
        RollbackFlag set = flag;
        while (set != null && !stops(set, nested)) {
            if (!nested.wantsSavepoint()) {
                return false;
            }
            if (FLAG.compareAndSet(this, set, null)) {
                innermost.undoneWith().askForRollback(true);
            }
            set = flag;
        }
        return set != null;
    }

    /** A block was nested in the innermost one. Holding the lane's lock. */
    public void entered(TransactionBlock nested) {
        assert nested.holdsLock() : "the innermost block was changed without the lane's lock";
        innermost = nested;
    }

    /**
     * A nested block has ended. Holding the lane's lock.
     *
     * @param block the block around it: the flag speaks of that block again, and of what was asked of it while another was the innermost
     */
    public void left(TransactionBlock block) {
        assert block.holdsLock() : "the innermost block was changed without the lane's lock";
        innermost = block;
        TransactionBlock undone = block.undoneWith();
        if (undone.isRollbackAsked()) {
            undone.askForRollback(false);
            ask();
        }
    }

    /** Clears the flag, unless the transaction is lost, which no savepoint undoes. */
    private void clear() {
        flag = null;
        // Read after the flag is cleared: whoever loses the transaction now notes the loss first, then sets the flag.
        Throwable lost = lostBy();
        if (lost != null) {
            markBroken(lost);
        }
    }

    /** Refuses a statement in a broken block. */
    public void checkUsable(TransactionBlock scope) {
        checkNotLost(scope);
        RollbackFlag set = flag;
        if (set != null && stops(set, scope)) {
            Throwable broken = set.cause();
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

    /** Read without the lock, by a thread that has held the lane's lock after the last hook could be registered. */
    public boolean hasHooks() {
        return hooks != null;
    }

    /** The hooks to run after the end of the transaction, in the order of their registration; none are left. */
    public synchronized List<RegisteredHooks.Hook> takeHooks(boolean committed) {
        return hooks == null ? List.of() : hooks.take(committed);
    }

    /** Whether a hook waits that a block, or one nested in it, has registered to run before the commit. */
    public synchronized boolean hasHookBeforeCommit(TransactionBlock block) {
        return hooks != null && hooks.hasBeforeCommit(hook -> block.encloses(hook.scope()));
    }

    /** The next of these; null if none is left. */
    public synchronized @Nullable HookAction takeHookBeforeCommit(TransactionBlock block) {
        RegisteredHooks.Hook next = hooks == null ? null : hooks.takeBeforeCommit(hook -> block.encloses(hook.scope()));
        return next == null ? null : next.action();
    }

    /** Those that run after the commit and were registered after a number, in order; they stay. */
    public synchronized List<RegisteredHooks.Hook> hooksSince(long sequence) {
        return hooks == null ? List.of() : hooks.pendingSince(sequence);
    }

    /** The rollback hooks to run as a block ends that a test has made a nested one; none of its rollback hooks are left. */
    public synchronized List<RegisteredHooks.Hook> takeUndoneHooks(TransactionBlock block) {
        return hooks == null ? List.of() : hooks.takeUndone(hook -> block.encloses(hook.scope()));
    }

    // ---- savepoints

    /** Prepares for a statement: begins the transaction and sets the savepoints of the blocks around it, outermost first. */
    public void prepareStatement(TransactionBlock block) throws SQLException {
        begin();
        if (Savepoints.isMissing(block)) {
            savepoints().setMissing(block);
        }
    }

    /**
     * Ends a nested block that went well. Its savepoint is released with the next one, or now if a statement of the block had failed.
     * Returns what the block fails with, or null.
     */
    public @Nullable TransactionException release(TransactionBlock block) {
        return block.ownSavepoint() == null ? null : savepoints().release(block);
    }

    /**
     * Rolls a nested block back, to its savepoint if it sent one. The flag is clear again if that went well.
     *
     * @param failure what the block fails with
     * @param isOwn whether that was made for this block, so that a failure of the rollback may be added to it
     */
    public void rollBack(TransactionBlock block, @Nullable Throwable failure, boolean isOwn) {
        clear();
        synchronized (this) {
            if (hooks != null) {
                hooks.undo(hook -> block.encloses(hook.scope()));
            }
        }
        if (block.ownSavepoint() != null && lostBy() == null) {
            savepoints().rollBack(block, failure, isOwn);
        }
    }

    /** The failure that may have had the transaction given up; null if there was none. */
    @Nullable
    Throwable conflict() {
        return savepoints == null ? null : savepoints.conflict();
    }

    public Savepoints savepoints() {
        if (savepoints == null) {
            savepoints = new Savepoints(this);
        }
        return savepoints;
    }

    /** The number of the hook that was registered last; 0 if none was. */
    public synchronized long lastHook() {
        return hooks == null ? 0L : hooks.lastSequence();
    }

    /** Notes that the work of the hooks after this one is undone. */
    synchronized void undoHooksAfter(long sequence) {
        if (hooks != null) {
            hooks.undo(hook -> hook.sequence() > sequence);
        }
    }
}
