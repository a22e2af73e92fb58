package dev.aatomic.runtime.internal.transaction;

import org.jspecify.annotations.Nullable;

/** A block as its transaction knows it: something with a place in the tree, which may have a savepoint of its own. */
public interface TransactionBlock {

    /** Where it was opened, for messages. */
    String place();

    /** The block in which it is nested; null if it is the transaction itself. */
    @Nullable
    TransactionBlock parent();

    /** Whether it was told to have a savepoint, if it is nested. */
    boolean wantsSavepoint();

    /** Whether it has one, though perhaps not in the database yet. */
    boolean hasSavepoint();

    /** Its savepoint in the database; null until a statement needs it. */
    @Nullable
    SetSavepoint ownSavepoint();

    void savepointSet(SetSavepoint set);

    /** Whether a statement failed in it, so that its savepoint cannot be left to COMMIT. */
    boolean hasFailedStatement();

    /** Whether statements are refused once a rollback was asked for, as Django does; else they go on, and are undone at the end. */
    boolean refusesOnceRollbackIsAsked();

    /** Whether its code asked for a rollback, and another block is, or was, the innermost since. */
    boolean isRollbackAsked();

    void askForRollback(boolean asked);

    /** Whether the calling thread holds the lock under which blocks become the innermost and cease to be it. */
    boolean holdsLock();

    /** The block whose rollback undoes this one: itself, or the nearest around it that has a savepoint or is outermost. */
    default TransactionBlock undoneWith() {
        TransactionBlock block = this;
        for (TransactionBlock around = parent(); around != null && !block.hasSavepoint(); around = block.parent()) {
            block = around;
        }
        return block;
    }

    /** Whether another is this one, or nested in it. */
    default boolean encloses(TransactionBlock other) {
        for (TransactionBlock block = other; block != null; block = block.parent()) {
            if (block == this) {
                return true;
            }
        }
        return false;
    }
}
