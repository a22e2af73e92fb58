package dev.aatomic.runtime.internal.transaction;

import org.jspecify.annotations.Nullable;

/** A block that is nothing but its place in the tree. */
final class Block implements TransactionBlock {

    private final String name;
    private final @Nullable Block parent;
    private final boolean wantsSavepoint;
    boolean hasSavepoint;
    boolean failedStatement;
    boolean refusesOnceAsked;
    private boolean asked;
    private @Nullable SetSavepoint savepoint;

    private Block(String name, @Nullable Block parent, boolean wantsSavepoint) {
        this.name = name;
        this.parent = parent;
        this.wantsSavepoint = wantsSavepoint;
        this.hasSavepoint = parent != null && wantsSavepoint;
        this.refusesOnceAsked = parent != null && parent.refusesOnceAsked;
    }

    static Block outermost() {
        return new Block("outermost", null, true);
    }

    Block nested(String place) {
        return new Block(place, this, true);
    }

    Block merged(String place) {
        return new Block(place, this, false);
    }

    @Override
    public String place() {
        return name;
    }

    @Override
    public @Nullable TransactionBlock parent() {
        return parent;
    }

    @Override
    public boolean wantsSavepoint() {
        return wantsSavepoint;
    }

    @Override
    public boolean hasSavepoint() {
        return hasSavepoint;
    }

    @Override
    public @Nullable SetSavepoint ownSavepoint() {
        return savepoint;
    }

    @Override
    public void savepointSet(SetSavepoint set) {
        savepoint = set;
    }

    @Override
    public boolean hasFailedStatement() {
        return failedStatement;
    }

    @Override
    public boolean refusesOnceRollbackIsAsked() {
        return refusesOnceAsked;
    }

    @Override
    public boolean isRollbackAsked() {
        return asked;
    }

    @Override
    public void askForRollback(boolean wanted) {
        asked = wanted;
    }

    @Override
    public boolean holdsLock() {
        return true;
    }
}
