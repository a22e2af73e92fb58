package dev.aatomic.runtime.internal.transaction;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.internal.common.Failures;
import dev.aatomic.runtime.internal.common.InterruptFlag;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.internal.resource.SavepointNames;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The savepoints of one transaction: those of nested blocks, and the user's. That of a nested block is sent with the first statement that
 * needs it, and released with the next savepoint, or by COMMIT. Touched by whoever holds the lane.
 */
public final class Savepoints {

    /**
     * A savepoint of the user's, and what was registered before it.
     *
     * @param handle the user's object for it, known by its identity
     * @param boundary the block in whose savepoint or transaction it lies
     * @param hooks the last hook before it
     */
    private record Manual(Object handle, SetSavepoint set, TransactionBlock boundary, long hooks) {}

    private final Transaction<?> transaction;
    private int sequence;

    /** A savepoint that is not needed any more and that nobody has released yet. */
    private @Nullable SetSavepoint released;

    /** The user's that have not ended; in the order in which they were set. */
    private @Nullable List<Manual> manual;

    /** The first conflict with another transaction that no rollback to a savepoint has undone. */
    private @Nullable Throwable conflict;

    Savepoints(Transaction<?> transaction) {
        this.transaction = transaction;
    }

    // ---- of nested blocks

    /** Whether the block, or one around it, has a savepoint that is not set. Where one is set, all those around it were set before. */
    static boolean isMissing(TransactionBlock innermost) {
        for (TransactionBlock block = innermost;
                block != null && block.ownSavepoint() == null;
                block = block.parent()) {
            if (block.hasSavepoint()) {
                return true;
            }
        }
        return false;
    }

    void setMissing(TransactionBlock innermost) throws SQLException {
        List<TransactionBlock> missing = new ArrayList<>(4);
        for (TransactionBlock block = innermost;
                block != null && block.ownSavepoint() == null;
                block = block.parent()) {
            if (block.hasSavepoint()) {
                missing.add(block);
            }
        }
        for (int i = missing.size() - 1; i >= 0; i--) {
            missing.get(i).savepointSet(setNext());
        }
    }

    /** Sets a savepoint. One that waits for its release is released first, since a later release would end the new one too. */
    private SetSavepoint setNext() throws SQLException {
        int number = ++sequence;
        String name = SavepointNames.of(number);
        SetSavepoint previous = released;
        released = null;
        boolean interrupted = InterruptFlag.putAside();
        try {
            ResourceSavepoint set = previous == null
                    ? transaction.resource().setSavepoint(name)
                    : previous.savepoint().releaseAndSet(name);
            return new SetSavepoint(set, number);
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    /** As {@link Transaction#release}, of a block whose savepoint is set. */
    @Nullable
    TransactionSystemException release(TransactionBlock block) {
        SetSavepoint own = Objects.requireNonNull(block.ownSavepoint());
        endSince(own.sequence());
        if (!block.hasFailedStatement()) {
            released = own;
            return null;
        }
        boolean interrupted = InterruptFlag.putAside();
        try {
            own.savepoint().release();
            return null;
        } catch (Throwable t) {
            TransactionLoss.explain(transaction, t);
            TransactionSystemException problem = new TransactionSystemException(
                    "Block " + block.place() + " was rolled back because its savepoint could not be released: "
                            + Failures.describe(t),
                    t);
            transaction.rollBack(block, problem, true);
            return problem;
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    /** As {@link Transaction#rollBack}, of a block whose savepoint is set. */
    void rollBack(TransactionBlock block, @Nullable Throwable failure, boolean isOwn) {
        SetSavepoint own = Objects.requireNonNull(block.ownSavepoint());
        endSince(own.sequence());
        boolean interrupted = InterruptFlag.putAside();
        try {
            String left = own.savepoint().rollbackToAndRelease();
            conflict = null;
            TransactionLoss.rolledBack(transaction, block, left);
        } catch (Throwable t) {
            // Only the enclosing block can undo the work now.
            if (failure != null && isOwn) {
                Failures.suppress(failure, t);
            } else if (failure != null) {
                logger().log(
                                System.Logger.Level.WARNING,
                                "Block " + block.place()
                                        + " could not go back to its savepoint; the block around it is broken",
                                t);
            }
            transaction.markBroken(failure == null ? t : failure);
        } finally {
            InterruptFlag.giveBack(interrupted);
        }
    }

    // ---- of a statement in a test

    /** Sets a savepoint for a statement that is undone alone if it fails. */
    public SetSavepoint setAlone() throws SQLException {
        return setNext();
    }

    /** The statement went well. */
    public void keepAlone(SetSavepoint set) {
        endSince(set.sequence());
        released = set;
    }

    /** Undoes the statement. Returns false if that failed too. */
    public boolean undoAlone(SetSavepoint set, TransactionBlock block) {
        endSince(set.sequence());
        try {
            TransactionLoss.rolledBack(transaction, block, set.savepoint().rollbackToAndRelease());
            return true;
        } catch (Throwable t) {
            logger().log(System.Logger.Level.DEBUG, "A statement that failed in a test could not be undone alone", t);
            return false;
        }
    }

    // ---- of the user

    /**
     * Sets a savepoint of the user's. The database does not learn the user's name for it, which could be given twice.
     *
     * @param handle what the user gets, by which it is known from now on
     * @return its number among the savepoints of the transaction
     */
    public int setManual(Object handle, TransactionBlock block) throws SQLException {
        SetSavepoint set = setNext();
        if (manual == null) {
            manual = new ArrayList<>(4);
        }
        manual.add(new Manual(handle, set, block.undoneWith(), transaction.lastHook()));
        return set.sequence();
    }

    public void rollbackTo(Object handle, TransactionBlock block) throws SQLException {
        Manual target = usable(handle, block);
        String left = target.set().savepoint().rollbackTo();
        conflict = null;
        endSince(target.set().sequence());
        transaction.undoHooksAfter(target.hooks());
        TransactionLoss.rolledBack(transaction, block, left);
    }

    public void releaseManual(Object handle, TransactionBlock block) throws SQLException {
        Manual target = usable(handle, block);
        target.set().savepoint().release();
        endSince(target.set().sequence() - 1);
    }

    /** Refuses a savepoint that is gone, which not every driver and server does: H2 takes it for one that is there. */
    private Manual usable(Object handle, TransactionBlock block) throws SQLException {
        Manual known = find(handle);
        if (known == null) {
            throw transaction
                    .resource()
                    .savepointIsGone(
                            "The savepoint is gone: it was released, or one set before it was released or rolled back to,"
                                    + " or the block that set it has ended. Expected one that is still there");
        }
        if (known.boundary() != block.undoneWith()) {
            throw new TransactionManagementException(
                    "The savepoint was set in block " + known.boundary().place() + ", and used in block "
                            + block.place()
                            + ", which is nested in it: that would end the savepoint of the nested block. Use it in"
                            + " the block that set it, or let the nested block fail",
                    null);
        }
        return known;
    }

    private @Nullable Manual find(Object handle) {
        if (manual != null) {
            for (Manual each : manual) {
                if (each.handle() == handle) {
                    return each;
                }
            }
        }
        return null;
    }

    // ---- what they undo besides

    void conflicted(Throwable failure) {
        if (conflict == null) {
            conflict = failure;
        }
    }

    @Nullable
    Throwable conflict() {
        return conflict;
    }

    /** Forgets the savepoints after this number: ending a savepoint ends those set after it. */
    private void endSince(int number) {
        if (released != null && released.sequence() > number) {
            released = null;
        }
        if (manual != null) {
            manual.removeIf(each -> each.set().sequence() > number);
        }
    }

    private static System.Logger logger() {
        return System.getLogger(Savepoints.class.getName());
    }
}
